/** The prepared statements of the write side. */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { PLACED, SEARCHED_NAME } from "./schema.ts";

export type Statements = ReturnType<typeof statements>;

export function statements(database: DatabaseSync) {
  const prepare = (sql: string): StatementSync => database.prepare(sql);
  const known = prepare("SELECT path, bytes, modified_ms, parsed FROM files");
  known.setReturnArrays(true);
  return {
    known,
    idOf: prepare("SELECT id, hash, parsed FROM files WHERE path = ?"),
    importedBy: prepare(
      `SELECT DISTINCT target.path FROM files AS source JOIN links ON links.file_id = source.id
       JOIN files AS target ON target.id = target_id WHERE source.path = ? ORDER BY target.path`,
    ),
    below: prepare("SELECT path FROM files WHERE path > ? AND path < ?"),
    skippedBelow: prepare("DELETE FROM skipped WHERE path > ? AND path < ?"),
    insertFile: prepare(
      `INSERT INTO files (path, language, bytes, lines, hash, modified_ms) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (path) DO UPDATE SET language = excluded.language, bytes = excluded.bytes, lines = excluded.lines,
         hash = excluded.hash, modified_ms = excluded.modified_ms, parsed = 0, fallback = NULL, reason = NULL,
         tries = 0
       RETURNING id`,
    ),
    contents: prepare(
      "SELECT identifiers, search_row, bodies IS NOT NULL AS parsed FROM contents WHERE file_id = ?",
    ),
    putContents: prepare(
      "INSERT OR REPLACE INTO contents (file_id, identifiers, search_row) VALUES (?, ?, ?)",
    ),
    putBodies: prepare("UPDATE contents SET bodies = ?, search_row = ? WHERE file_id = ?"),
    deleteContents: prepare("DELETE FROM contents WHERE file_id = ?"),
    touch: prepare("UPDATE files SET modified_ms = ?, bytes = ? WHERE path = ?"),
    committed: prepare("UPDATE files SET committed_ms = ? WHERE path = ?"),
    parsed: prepare(
      `UPDATE files SET parsed = 1, fallback = ?1, reason = ?2, language = ?3,
         tries = CASE WHEN ?1 IS NULL THEN 0 ELSE tries + 1 END WHERE id = ?4`,
    ),
    deleteFile: prepare("DELETE FROM files WHERE id = ?"),
    addDefinition: prepare(
      `INSERT INTO definitions (id, file_id, name, role, container, start_line, end_line, name_line, start, end, signature, doc)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    deleteDefinitions: prepare("DELETE FROM definitions WHERE id >= ? AND id < ?"),
    ...importStatements(prepare),
    // No REPLACE: it deletes without telling the triggers that count.
    skip: prepare(
      `INSERT INTO skipped (path, reason, bytes, modified_ms) VALUES (?, ?, ?, ?) ON CONFLICT (path) DO UPDATE
         SET reason = excluded.reason, bytes = excluded.bytes, modified_ms = excluded.modified_ms`,
    ),
    isSkipped: prepare("SELECT 1 FROM skipped WHERE path = ?"),
    unskip: prepare("DELETE FROM skipped WHERE path = ?"),
  };
}

function importStatements(prepare: (sql: string) => StatementSync) {
  const imports = `SELECT imports.id, file_id, specifier, form, names, details, path, language
     FROM imports JOIN files ON files.id = file_id`;
  return {
    addImport: prepare(
      "INSERT INTO imports (id, file_id, specifier, form, names, details) VALUES (?, ?, ?, ?, ?, ?)",
    ),
    deleteImports: prepare("DELETE FROM imports WHERE id >= ? AND id < ?"),
    deleteUnplaced: prepare(`DELETE FROM imports WHERE id >= ? AND id < ? AND NOT (${PLACED})`),
    placed: prepare(`${imports} WHERE ${PLACED} ORDER BY imports.id`),
    placedIn: prepare(
      `SELECT group_concat(specifier || ' ' || details) AS modules FROM imports WHERE id >= ? AND id < ? AND ${PLACED}`,
    ),
    deleteLinks: prepare("DELETE FROM links WHERE file_id = ?"),
    unresolveImportsOf: prepare(
      "UPDATE imports SET resolved = 0 WHERE id IN (SELECT import_id FROM links WHERE target_id = ?)",
    ),
    linkedTo: prepare("SELECT DISTINCT file_id FROM links WHERE target_id = ?"),
    deleteLinksTo: prepare("DELETE FROM links WHERE target_id = ?"),
    newImports: prepare(`${imports} WHERE resolved = 0 ORDER BY imports.id LIMIT ?`),
    importsOf: prepare(`${imports} WHERE imports.id >= ? AND imports.id < ? ORDER BY imports.id`),
    resolved: prepare("UPDATE imports SET resolved = ? WHERE id = ?"),
    unresolveNamed: prepare(`UPDATE imports SET resolved = 0 WHERE resolved = 2 AND ${SEARCHED_NAME} = ?`),
    unresolveAll: prepare("UPDATE imports SET resolved = 0 WHERE resolved > 0"),
    declaredIn: prepare("SELECT declares FROM files WHERE path = ?"),
    setDeclared: prepare("UPDATE files SET declares = ? WHERE path = ?"),
    linksOf: prepare("SELECT target_id FROM links WHERE file_id = ? AND import_id = ?"),
    deleteLinksOf: prepare("DELETE FROM links WHERE file_id = ? AND import_id = ?"),
    addLink: prepare("INSERT OR IGNORE INTO links (import_id, file_id, target_id) VALUES (?, ?, ?)"),
  };
}
