/** Tables of the index. The file is a cache: another version or a damaged file is deleted and built anew. */
import { rmSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { isBusy, obstacleIn } from "./database-errors.ts";

/** Raised whenever the tables or the meaning of a column change. */
export const SCHEMA_VERSION = 11;

/** Definitions and imports of one file have the ids from `file_id` times this on. */
export const ROWS_OF_FILE = 2 ** 20;

/**
 * SQL for files that were cut into lines although their language has a grammar, or whose language cannot have one
 * here. A query finds them through an index only if it has the same words.
 */
export const REDUCED = "fallback IS NOT NULL AND (fallback <> 'no-grammar' OR reason IS NOT NULL)";

/** SQL for modules whose file is not where their name alone says. Every import of another file may depend on them. */
export const PLACED = "form = 'module' AND details IS NOT NULL";

/** SQL for the name that an import looks for in what files declare: the first `\\` of PHP says nothing. */
export const SEARCHED_NAME = "ltrim(specifier, '\\')";

/** What the status says of each language, kept while files are written: counting 100,000 of them takes 30 ms. */
const LANGUAGES = `
CREATE TABLE languages (language TEXT PRIMARY KEY, files INTEGER NOT NULL, parsed INTEGER NOT NULL) WITHOUT ROWID;
CREATE TRIGGER file_added AFTER INSERT ON files BEGIN
  INSERT INTO languages VALUES (new.language, 1, new.parsed)
    ON CONFLICT (language) DO UPDATE SET files = files + 1, parsed = parsed + excluded.parsed;
END;
CREATE TRIGGER file_changed AFTER UPDATE OF language, parsed ON files
WHEN old.language <> new.language OR old.parsed <> new.parsed BEGIN
  UPDATE languages SET files = files - 1, parsed = parsed - old.parsed WHERE language = old.language;
  INSERT INTO languages VALUES (new.language, 1, new.parsed)
    ON CONFLICT (language) DO UPDATE SET files = files + 1, parsed = parsed + excluded.parsed;
END;
CREATE TRIGGER file_removed AFTER DELETE ON files BEGIN
  UPDATE languages SET files = files - 1, parsed = parsed - old.parsed WHERE language = old.language;
END;
`;

/** How many files stay out for each reason, kept in the same way. */
const SKIP_REASONS = `
CREATE TABLE skip_reasons (reason TEXT PRIMARY KEY, files INTEGER NOT NULL) WITHOUT ROWID;
CREATE TRIGGER skip_added AFTER INSERT ON skipped BEGIN
  INSERT INTO skip_reasons VALUES (new.reason, 1) ON CONFLICT (reason) DO UPDATE SET files = files + 1;
END;
CREATE TRIGGER skip_changed AFTER UPDATE OF reason ON skipped WHEN old.reason <> new.reason BEGIN
  UPDATE skip_reasons SET files = files - 1 WHERE reason = old.reason;
  INSERT INTO skip_reasons VALUES (new.reason, 1) ON CONFLICT (reason) DO UPDATE SET files = files + 1;
END;
CREATE TRIGGER skip_removed AFTER DELETE ON skipped BEGIN
  UPDATE skip_reasons SET files = files - 1 WHERE reason = old.reason;
END;
`;

const TABLES = `
CREATE TABLE files (
  id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, language TEXT NOT NULL,
  bytes INTEGER NOT NULL, lines INTEGER NOT NULL, hash TEXT NOT NULL,
  modified_ms REAL NOT NULL, committed_ms REAL NOT NULL DEFAULT 0,
  parsed INTEGER NOT NULL DEFAULT 0, fallback TEXT, reason TEXT,
  tries INTEGER NOT NULL DEFAULT 0,
  declares TEXT
);
CREATE INDEX reduced_files ON files (path, reason, fallback) WHERE ${REDUCED};
CREATE TABLE contents (
  file_id INTEGER PRIMARY KEY, identifiers TEXT NOT NULL, search_row INTEGER NOT NULL, bodies BLOB
);
CREATE TABLE postings (key INTEGER PRIMARY KEY);
CREATE TABLE definitions (
  id INTEGER PRIMARY KEY, file_id INTEGER NOT NULL, name TEXT NOT NULL, role TEXT NOT NULL, container TEXT,
  start_line INTEGER NOT NULL, end_line INTEGER NOT NULL, name_line INTEGER NOT NULL,
  start INTEGER NOT NULL, end INTEGER NOT NULL, signature TEXT NOT NULL, doc TEXT
);
CREATE INDEX definitions_by_name ON definitions (name);
CREATE TABLE imports (
  id INTEGER PRIMARY KEY, file_id INTEGER NOT NULL, specifier TEXT NOT NULL, form TEXT NOT NULL,
  names TEXT NOT NULL, details TEXT, resolved INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX imports_to_resolve ON imports (id) WHERE resolved = 0;
CREATE INDEX searched_imports ON imports (${SEARCHED_NAME}) WHERE resolved = 2;
CREATE INDEX placed_modules ON imports (id) WHERE ${PLACED};
CREATE TABLE links (
  import_id INTEGER NOT NULL, file_id INTEGER NOT NULL, target_id INTEGER NOT NULL,
  PRIMARY KEY (file_id, import_id, target_id)
) WITHOUT ROWID;
CREATE INDEX links_by_target ON links (target_id);
CREATE TABLE skipped (
  path TEXT PRIMARY KEY, reason TEXT NOT NULL, bytes INTEGER NOT NULL DEFAULT 0, modified_ms REAL NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE TABLE parsers (language TEXT PRIMARY KEY, hash TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE token_counts (key BLOB PRIMARY KEY, tokens INTEGER NOT NULL) WITHOUT ROWID;
CREATE VIRTUAL TABLE search USING fts5(
  path, definitions, body, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2'
);
`;

export interface OpenOptions {
  /** Keep other processes out: the second one to open the file gets an error for which {@link isBusy} is true. */
  readonly exclusive?: boolean;
}

function open(path: string, exclusive: boolean): DatabaseSync {
  const database = new DatabaseSync(path);
  try {
    if (exclusive) database.exec("PRAGMA locking_mode = EXCLUSIVE;");
    // A lost transaction only costs re-indexing a few files, so no fsync per commit.
    database.exec(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA cache_size = -16000; PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 16000000;",
    );
    if (exclusive) database.exec("BEGIN EXCLUSIVE; COMMIT;");
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function version(database: DatabaseSync): number {
  const row = database.prepare("PRAGMA user_version").get();
  return Number(row?.["user_version"] ?? 0);
}

/** Deletes an index file and what SQLite keeps beside it. */
export function removeDatabase(path: string): void {
  for (const ending of ["", "-wal", "-shm"]) rmSync(path + ending, { force: true });
}

/**
 * Opens the index at `path` (`:memory:` is allowed), or an empty new one when it is missing or unusable. Throws
 * when another process keeps it to itself, and when the system lets nothing be written.
 */
export function openDatabase(path: string, { exclusive = false }: OpenOptions = {}): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = open(path, exclusive);
    if (version(database) === SCHEMA_VERSION && isSound(database)) return database;
    const empty = database.prepare("SELECT count(*) AS n FROM sqlite_master").get()?.["n"] === 0;
    if (empty) return create(database);
    database.close();
  } catch (error) {
    if (database?.isOpen === true) database.close();
    if (isBusy(error) || obstacleIn(dirname(path), error) !== undefined) throw error;
    // Not a database, or cut off: the index can always be rebuilt from the files.
  }
  removeDatabase(path);
  return create(open(path, exclusive));
}

/** A look at every table that an opening reads anyway; deeper damage shows itself later, as an error of a query. */
function isSound(database: DatabaseSync): boolean {
  try {
    for (const table of [
      "files",
      "languages",
      "contents",
      "postings",
      "definitions",
      "imports",
      "links",
      "skipped",
      "skip_reasons",
      "search",
    ]) {
      database.prepare(`SELECT * FROM ${table} LIMIT 1`).get();
    }
    return true;
  } catch (error) {
    if (isBusy(error)) throw error;
    return false;
  }
}

function create(database: DatabaseSync): DatabaseSync {
  try {
    database.exec(
      `BEGIN; ${TABLES} ${LANGUAGES} ${SKIP_REASONS} PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT;`,
    );
    return database;
  } catch (error) {
    // Left open, it would keep the file to itself.
    database.close();
    throw error;
  }
}
