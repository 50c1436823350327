/** {@link IndexView} over SQLite: prepared statements, and small caches for what one query asks again and again. */
import { hash } from "node:crypto";
import { join } from "node:path";
import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import type { FoldableBody } from "../parse/types.ts";
import { decode } from "./decode.ts";
import { decodeCounts } from "./identifiers.ts";
import { Pending } from "./pending.ts";
import { readRegular } from "./read-source.ts";
import { ROWS_OF_FILE } from "./schema.ts";
import { FILE_OF_ROW } from "./search-table.ts";
import { stem } from "./stem.ts";
import type { Definition, FileRecord, ImportEdge, IndexView, SearchHit } from "./view.ts";

type Row = Record<string, SQLOutputValue>;

const FILE_COLUMNS = "id, path, language, bytes, lines, hash, modified_ms, committed_ms";

/** Weights of the search columns: path, names and docs of definitions, everything else. */
const SEARCH_WEIGHTS = "3.0, 4.0, 1.0";

/** More files than this contain no information about an identifier. */
const FREQUENCY_CAP = 5000;

/** Entries of a cache; the least recently added are dropped. */
const CACHE_ENTRIES = 4096;

function file(row: Row): FileRecord {
  return {
    id: Number(row["id"]),
    path: String(row["path"]),
    language: String(row["language"]),
    bytes: Number(row["bytes"]),
    lines: Number(row["lines"]),
    hash: String(row["hash"]),
    modifiedMs: Number(row["modified_ms"]),
    committedMs: Number(row["committed_ms"]),
  };
}

function definition(row: Row): Definition {
  return {
    id: Number(row["id"]),
    fileId: Number(row["file_id"]),
    name: String(row["name"]),
    role: String(row["role"]),
    container: row["container"] === null ? undefined : String(row["container"]),
    startLine: Number(row["start_line"]),
    endLine: Number(row["end_line"]),
    nameLine: Number(row["name_line"]),
    start: Number(row["start"]),
    end: Number(row["end"]),
    signature: String(row["signature"]),
    doc: row["doc"] === null ? undefined : String(row["doc"]),
  };
}

function edge(row: Row): ImportEdge {
  return {
    fromFileId: Number(row["file_id"]),
    toFileId: Number(row["target_id"]),
    names: JSON.parse(String(row["names"])) as string[],
  };
}

/** A map that forgets its oldest entries. */
class Cache<K, V> {
  readonly #entries = new Map<K, V>();

  get(key: K, make: () => V): V {
    const known = this.#entries.get(key);
    if (known !== undefined) return known;
    const made = make();
    if (this.#entries.size >= CACHE_ENTRIES) {
      const oldest = this.#entries.keys().next();
      if (oldest.done !== true) this.#entries.delete(oldest.value);
    }
    this.#entries.set(key, made);
    return made;
  }

  clear(): void {
    this.#entries.clear();
  }
}

function statements(database: DatabaseSync) {
  const links =
    "SELECT links.file_id, target_id, names FROM links JOIN imports ON imports.id = import_id WHERE";
  return {
    count: database.prepare("SELECT count(*) AS n FROM files"),
    files: database.prepare(`SELECT ${FILE_COLUMNS} FROM files ORDER BY path`),
    file: database.prepare(`SELECT ${FILE_COLUMNS} FROM files WHERE id = ?`),
    fileAt: database.prepare(`SELECT ${FILE_COLUMNS} FROM files WHERE path = ?`),
    named: database.prepare(
      `SELECT definitions.* FROM definitions JOIN files ON files.id = file_id WHERE name = ?
       ORDER BY path, start LIMIT 200`,
    ),
    inFile: database.prepare("SELECT * FROM definitions WHERE id >= ? AND id < ? ORDER BY start, id"),
    identifiers: database.prepare("SELECT identifiers FROM contents WHERE file_id = ?"),
    bodies: database.prepare("SELECT bodies FROM contents WHERE file_id = ?"),
    importsOf: database.prepare(
      `${links} links.file_id = ? ORDER BY import_id, (SELECT path FROM files WHERE files.id = target_id)`,
    ),
    importersOf: database.prepare(`${links} target_id = ? ORDER BY links.file_id, import_id`),
    search: database.prepare(
      `SELECT rowid AS row, ${FILE_OF_ROW} AS id, -bm25(search, ${SEARCH_WEIGHTS}) AS score
       FROM search WHERE search MATCH ? ORDER BY score DESC, id LIMIT ?`,
    ),
  };
}

/** The first `limit`; of hits that are equally good all or none, as their order is that of the index's history. */
function withoutTorn(hits: readonly SearchHit[], limit: number): SearchHit[] {
  const kept = hits.slice(0, limit);
  const next = hits[limit]?.score;
  const clear = next === undefined ? kept : kept.filter(({ score }) => score > next);
  return clear.length === 0 ? kept : clear;
}

export class SqliteView implements IndexView {
  readonly root: string;
  readonly #sql: ReturnType<typeof statements>;
  readonly #files = new Cache<number, FileRecord | undefined>();
  readonly #named = new Cache<string, Definition[]>();
  readonly #inFile = new Cache<number, Definition[]>();
  readonly #identifiers = new Cache<number, ReadonlyMap<string, number>>();
  readonly #frequency = new Cache<string, number>();
  readonly #stale = new Set<string>();

  readonly #pending: Pending;

  /** `pending` of the store that writes to the same database, if there is one. */
  constructor(database: DatabaseSync, root: string, pending = new Pending(database)) {
    this.root = root;
    this.#sql = statements(database);
    this.#pending = pending;
  }

  /** Paths whose file was found changed or gone since they were last taken: their text was not given out. */
  get stale(): ReadonlySet<string> {
    return this.#stale;
  }

  takeStale(): string[] {
    const paths = [...this.#stale];
    this.#stale.clear();
    return paths;
  }

  /** Must be called after every write. */
  invalidate(): void {
    for (const cache of [this.#files, this.#named, this.#inFile, this.#identifiers, this.#frequency])
      cache.clear();
  }

  fileCount(): number {
    return Number(this.#sql.count.get()?.["n"]);
  }

  files(): FileRecord[] {
    return this.#sql.files.all().map(file);
  }

  file(id: number): FileRecord | undefined {
    return this.#files.get(id, () => {
      const row = this.#sql.file.get(id);
      return row === undefined ? undefined : file(row);
    });
  }

  fileAt(path: string): FileRecord | undefined {
    const row = this.#sql.fileAt.get(path);
    return row === undefined ? undefined : file(row);
  }

  definitionsNamed(name: string): Definition[] {
    return this.#named.get(name, () => this.#sql.named.all(name).map(definition));
  }

  definitionsIn(fileId: number): Definition[] {
    return this.#inFile.get(fileId, () =>
      this.#sql.inFile.all(fileId * ROWS_OF_FILE, (fileId + 1) * ROWS_OF_FILE).map(definition),
    );
  }

  identifiersIn(fileId: number): ReadonlyMap<string, number> {
    return this.#identifiers.get(fileId, () =>
      decodeCounts(String(this.#sql.identifiers.get(fileId)?.["identifiers"] ?? "")),
    );
  }

  bodiesOf(fileId: number): FoldableBody[] {
    const blob = this.#sql.bodies.get(fileId)?.["bodies"];
    if (!(blob instanceof Uint8Array)) return [];
    const offsets = new Int32Array(blob.slice().buffer);
    const bodies: FoldableBody[] = [];
    for (let at = 0; at + 1 < offsets.length; at += 2) {
      bodies.push({ startOffset: offsets[at] ?? 0, endOffset: offsets[at + 1] ?? 0 });
    }
    return bodies;
  }

  fileFrequency(name: string): number {
    return this.#frequency.get(name, () => this.#pending.postings.count(name, FREQUENCY_CAP));
  }

  filesWith(name: string, limit: number): number[] {
    return this.#pending.postings.files(name, limit);
  }

  importsOf(fileId: number): ImportEdge[] {
    return this.#sql.importsOf.all(fileId).map(edge);
  }

  importersOf(fileId: number): ImportEdge[] {
    return this.#sql.importersOf.all(fileId).map(edge);
  }

  search(words: readonly string[], limit: number): SearchHit[] {
    const terms = [...new Set(words.map(stem))].filter((word) => word !== "");
    if (terms.length === 0) return [];
    const match = terms.map((term) => `"${term.replaceAll('"', '""')}"`).join(" OR ");
    const { replaced } = this.#pending.search;
    const hits = this.#sql.search
      .all(match, limit + 1 + replaced.size)
      .filter((row) => !replaced.has(Number(row["row"])))
      .map((row) => ({ fileId: Number(row["id"]), score: Number(row["score"]) }));
    return withoutTorn(hits, limit);
  }

  text(fileId: number): string | undefined {
    const record = this.file(fileId);
    if (record === undefined) return undefined;
    try {
      const bytes = readRegular(join(this.root, record.path), (size) => size === record.bytes);
      // Offsets of another version would cut the text in the wrong places, and a file may have become a secret.
      if (bytes !== undefined && hash("sha256", bytes) === record.hash) return decode(bytes);
    } catch {
      // Gone, or not ours to read.
    }
    this.#stale.add(record.path);
    return undefined;
  }
}
