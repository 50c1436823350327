/**
 * The write side of the index: one file at a time, inside transactions the indexer opens. Phase one (`putText`)
 * makes a file findable by its identifiers; phase two (`putParsed`) adds definitions and imports.
 */
import type { DatabaseSync } from "node:sqlite";
import type { DefinitionTag, ParsedFile } from "../parse/types.ts";
import { decodeCounts, encodeCount } from "./identifiers.ts";
import { importColumns } from "./import-rows.ts";
import { ImportStore } from "./import-store.ts";
import { type NameCounts, NameTable } from "./name-table.ts";
import { Pending } from "./pending.ts";
import type { Postings } from "./postings.ts";
import type { KnownFile, SkippedRecord, TextFile } from "./records.ts";
import { ROWS_OF_FILE } from "./schema.ts";
import { bodyWords, plainDoc, WordMemory, words } from "./search-text.ts";
import { type Statements, statements } from "./statements.ts";

/** Longest signature kept, UTF-16 units. */
const MAX_SIGNATURE = 240;

const NO_STAMP = { bytes: 0, modifiedMs: 0 };

interface Contents {
  readonly identifiers: ReadonlyMap<string, number>;
  readonly searchRow: number;
  /** Phase two was done for this content, with whatever parser. */
  readonly parsed: boolean;
}

export class IndexStore {
  readonly #database: DatabaseSync;
  readonly #sql: Statements;
  readonly #names = new NameTable();
  readonly #memory = new WordMemory();
  /** Ids of files whose rows were written since {@link takeChanged}. */
  #changed = new Set<number>();
  /** Shared with the view, which also finds what is not written yet. */
  readonly pending: Pending;
  readonly imports: ImportStore;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#sql = statements(database);
    this.pending = new Pending(database);
    this.imports = new ImportStore(this.#sql, (fileId) => this.#changed.add(fileId));
  }

  get postings(): Postings {
    return this.pending.postings;
  }

  /** Begins a transaction, or stays in the open one. Its files and their postings are committed together. */
  begin(): void {
    if (!this.#database.isTransaction) this.#database.exec("BEGIN");
  }

  /** Files that were written or removed, or have other links, since the last call. */
  takeChanged(): ReadonlySet<number> {
    const changed = this.#changed;
    if (changed.size > 0) this.#changed = new Set();
    return changed;
  }

  /** Writes what waits and ends the open transaction, if any. */
  commit(): void {
    this.pending.flush();
    if (this.#database.isTransaction) this.#database.exec("COMMIT");
    this.pending.search.committed();
  }

  /** Runs `work` in one transaction; a throw rolls it back. */
  transaction<T>(work: () => T): T {
    this.begin();
    try {
      const result = work();
      this.commit();
      return result;
    } catch (error) {
      this.rollback();
      throw error;
    }
  }

  rollback(): void {
    this.pending.discard();
    if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
  }

  known(): KnownFile[] {
    const rows = this.#sql.known.all() as unknown as Array<readonly [string, number, number, number]>;
    return rows.map(([path, bytes, modifiedMs, parsed]) => ({
      path,
      bytes,
      modifiedMs,
      parsed: parsed === 1,
    }));
  }

  /** Paths of all files. */
  paths(): string[] {
    return this.known().map((file) => file.path);
  }

  /** Phase one. Replaces what was known of the path; definitions and imports wait for `putParsed`. */
  putText(file: TextFile): number {
    const counts = this.#names.read(file.text);
    const known = this.#sql.idOf.get(file.path);
    let lines = 1;
    for (let at = file.text.indexOf("\n"); at !== -1; at = file.text.indexOf("\n", at + 1)) lines++;
    const row = this.#sql.insertFile.get(
      file.path,
      file.language,
      file.bytes,
      lines,
      file.hash,
      file.modifiedMs,
    );
    const id = Number(row?.["id"]);
    this.#changed.add(id);
    const before = known === undefined ? undefined : this.#contentsOf(id);
    if (before !== undefined) {
      this.#forgetTags(id, true);
      this.pending.search.remove(before.searchRow);
    }
    this.#replacePostings(id, before?.identifiers, counts);
    // Splitting every identifier into words would double the time of this pass; phase two does it.
    const searchRow = this.pending.search.add(id, { path: words([file.path]), definitions: "", body: "" });
    let identifiers = "";
    for (const name of counts.ids) identifiers += encodeCount(counts.name(name), counts.count(name));
    this.#sql.putContents.run(id, identifiers, searchRow);
    this.unskip(file.path);
    return id;
  }

  /**
   * Phase two. `text` must be the text that was parsed and given to `putText`. True when the file's
   * {@link ImportStore.placedModules} are others than before.
   */
  putParsed(id: number, path: string, text: string, parsed: ParsedFile): boolean {
    this.#changed.add(id);
    const { identifiers, searchRow, parsed: again } = this.#contentsOf(id);
    const modules = this.imports.placedIn(id);
    if (again || modules !== null) this.#forgetTags(id, false);
    this.pending.search.remove(searchRow);
    const searchable: string[] = [];
    let definitionId = id * ROWS_OF_FILE;
    for (const tag of parsed.tags.slice(0, ROWS_OF_FILE)) {
      if (tag.kind !== "definition") continue;
      searchable.push(...this.#putDefinition(id, definitionId++, tag, text));
    }
    for (const [at, tag] of parsed.imports.slice(0, ROWS_OF_FILE).entries()) {
      this.#sql.addImport.run(id * ROWS_OF_FILE + at, id, ...importColumns(tag));
    }
    const bodies = Int32Array.from(parsed.bodies.flatMap((body) => [body.startOffset, body.endOffset]));
    this.#sql.parsed.run(parsed.fallback ?? null, parsed.reason ?? null, parsed.language, id);
    const row = this.pending.search.add(id, {
      path: words([path]),
      definitions: words(searchable),
      body: bodyWords(identifiers, this.#memory),
    });
    this.#sql.putBodies.run(new Uint8Array(bodies.buffer), row, id);
    return this.imports.placedIn(id) !== modules;
  }

  #putDefinition(fileId: number, id: number, tag: DefinitionTag, text: string): string[] {
    const signature = text.slice(tag.signature.start, tag.signature.end).replace(/\s+/g, " ").trim();
    const doc = tag.doc === undefined ? "" : plainDoc(text.slice(tag.doc.start, tag.doc.end));
    this.#sql.addDefinition.run(
      id,
      fileId,
      tag.name,
      tag.role,
      tag.container ?? null,
      tag.startLine,
      tag.endLine,
      tag.line,
      tag.span.start,
      tag.span.end,
      signature.slice(0, MAX_SIGNATURE),
      doc === "" ? null : doc,
    );
    return doc === "" ? [tag.name] : [tag.name, doc];
  }

  /** `soonParsed`: its modules stay until then, because other files are found by them. */
  #forgetTags(id: number, soonParsed: boolean): void {
    const [first, end] = [id * ROWS_OF_FILE, (id + 1) * ROWS_OF_FILE];
    this.#sql.deleteDefinitions.run(first, end);
    (soonParsed ? this.#sql.deleteUnplaced : this.#sql.deleteImports).run(first, end);
    this.#sql.deleteLinks.run(id);
  }

  #contentsOf(id: number): Contents {
    const row = this.#sql.contents.get(id);
    return {
      identifiers: decodeCounts(String(row?.["identifiers"] ?? "")),
      searchRow: Number(row?.["search_row"] ?? 0),
      parsed: row?.["parsed"] === 1,
    };
  }

  #replacePostings(id: number, old: ReadonlyMap<string, number> | undefined, now: NameCounts): void {
    if (old === undefined) {
      for (const name of now.ids) this.postings.add(now.key(name), id);
      return;
    }
    // Only written pairs can be deleted; changes of known files come long after the first indexing.
    this.postings.flush();
    const gone = new Set(old.keys());
    for (const name of now.ids) if (!gone.delete(now.name(name))) this.postings.add(now.key(name), id);
    for (const name of gone) this.postings.remove(name, id);
  }

  /** SHA-256 of the content that is known of a path, hex. */
  hashOf(path: string): string | undefined {
    return this.stateOf(path)?.hash;
  }

  stateOf(
    path: string,
  ): { readonly id: number; readonly hash: string; readonly parsed: boolean } | undefined {
    const row = this.#sql.idOf.get(path);
    if (row === undefined) return undefined;
    return { id: Number(row["id"]), hash: String(row["hash"]), parsed: row["parsed"] === 1 };
  }

  /** Paths that a file's resolved imports reach. */
  importedBy(path: string): string[] {
    return this.#sql.importedBy.all(path).map((row) => String(row["path"]));
  }

  /** Forgets a file that was deleted, moved away or became excluded; false when it was not known. */
  remove(path: string): boolean {
    const row = this.#sql.idOf.get(path);
    if (row === undefined) return false;
    const id = Number(row["id"]);
    this.#changed.add(id);
    this.postings.flush();
    const { identifiers, searchRow } = this.#contentsOf(id);
    for (const name of identifiers.keys()) this.postings.remove(name, id);
    this.pending.search.remove(searchRow);
    this.#forgetTags(id, false);
    this.#sql.unresolveImportsOf.run(id);
    for (const row of this.#sql.linkedTo.all(id)) this.#changed.add(Number(row["file_id"]));
    this.#sql.deleteLinksTo.run(id);
    this.#sql.deleteContents.run(id);
    this.#sql.deleteFile.run(id);
    return true;
  }

  /** Paths of known files inside a folder; `folder` without a trailing slash. */
  pathsBelow(folder: string): string[] {
    return this.#sql.below.all(`${folder}/`, `${folder}0`).map((row) => String(row["path"]));
  }

  /** The content is unchanged although the file's time is not. */
  touch(path: string, modifiedMs: number, bytes: number): void {
    this.#sql.touch.run(modifiedMs, bytes, path);
  }

  /** Of all files: those that are not in `times` have none. */
  setCommitTimes(times: ReadonlyMap<string, number>): void {
    this.#database.exec("UPDATE files SET committed_ms = 0 WHERE committed_ms > 0");
    for (const [path, time] of times) this.#sql.committed.run(time, path);
  }

  /** Remembers a file that stays out; with its size and time, it need not be read again to know that. */
  skip(
    path: string,
    reason: string,
    stamp: { readonly bytes: number; readonly modifiedMs: number } = NO_STAMP,
  ): void {
    this.#sql.skip.run(path, reason, stamp.bytes, stamp.modifiedMs);
  }

  unskip(path: string): void {
    // To delete nothing from a table with triggers takes several times as long as to see that there is nothing.
    if (this.#sql.isSkipped.get(path) !== undefined) this.#sql.unskip.run(path);
  }

  unskipBelow(folder: string): void {
    this.#sql.skippedBelow.run(`${folder}/`, `${folder}0`);
  }

  skipped(): SkippedRecord[] {
    const rows = this.#database
      .prepare("SELECT path, reason, bytes, modified_ms FROM skipped ORDER BY path")
      .all();
    return rows.map((row) => ({
      path: String(row["path"]),
      reason: String(row["reason"]),
      bytes: Number(row["bytes"]),
      modifiedMs: Number(row["modified_ms"]),
    }));
  }
}
