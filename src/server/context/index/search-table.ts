/**
 * The rows of the full-text table. FTS5 collects what is inserted in memory as long as row ids ascend, and writes
 * a segment at every id that does not. So each insertion gets a new id, which also holds the file's, and rows that
 * were replaced are deleted together, before the transaction ends.
 */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { SearchStatistics } from "./search-statistics.ts";

/** File ids are below this, as in the postings; a row id is a running number times this, plus the file id. */
const FILE_IDS = 2 ** 22;

/** Rows deleted at once, a few milliseconds. */
const SLICE = 64;

/** SQL for the file id of a row. */
export const FILE_OF_ROW = `(rowid & ${FILE_IDS - 1})`;

export interface SearchWords {
  readonly path: string;
  readonly definitions: string;
  readonly body: string;
}

export class SearchTable {
  readonly #insert: StatementSync;
  readonly #delete: StatementSync;
  readonly #statistics: SearchStatistics;
  #last: number;
  #replaced = new Set<number>();

  constructor(database: DatabaseSync) {
    this.#insert = database.prepare(
      "INSERT INTO search (rowid, path, definitions, body) VALUES (?, ?, ?, ?)",
    );
    this.#delete = database.prepare("DELETE FROM search WHERE rowid = ?");
    this.#statistics = new SearchStatistics(database);
    const row = database.prepare("SELECT max(id) AS last FROM search_docsize").get();
    this.#last = Math.floor(Number(row?.["last"] ?? 0) / FILE_IDS);
  }

  /** Rows that wait for their deletion. */
  get replaced(): ReadonlySet<number> {
    return this.#replaced;
  }

  /** Adds a file's words; the row id is needed to remove them. */
  add(fileId: number, { path, definitions, body }: SearchWords): number {
    const row = ++this.#last * FILE_IDS + fileId;
    this.#insert.run(row, path, definitions, body);
    return row;
  }

  /** The row is not found any more, although it is deleted later. */
  remove(row: number): void {
    this.#replaced.add(row);
  }

  /** Deletes some rows inside the open transaction; false when there is nothing left to delete. */
  flushSlice(): boolean {
    const waiting = [...this.#replaced].sort((a, b) => a - b).slice(0, SLICE);
    for (const row of waiting) {
      this.#statistics.deleting(row);
      this.#delete.run(row);
      this.#replaced.delete(row);
    }
    return this.#replaced.size > 0;
  }

  flush(): void {
    while (this.flushSlice());
  }

  /** Call behind the end of a transaction. */
  committed(): void {
    this.#statistics.correct();
  }

  /** Forgets what waits: the transaction it belongs to was rolled back. */
  discard(): void {
    this.#statistics.discard();
    this.#replaced.clear();
  }
}
