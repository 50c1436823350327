/** Counts for the status view, read at most twice a second: they cost milliseconds in a large index. */
import { statSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import type { IndexStatus } from "../../../protocol/context.ts";

export type IndexCounts = Pick<
  IndexStatus,
  "files" | "parsed" | "languages" | "skipped" | "skippedCount" | "bytes"
>;

const MAX_LISTED = 200;
const INTERVAL_MS = 500;

/** Files that were cut into lines although their language has a grammar, or whose language cannot have one here. */
const REDUCED = "fallback IS NOT NULL AND (fallback <> 'no-grammar' OR reason IS NOT NULL)";

export class StatusReader {
  static readonly empty: IndexCounts = {
    files: 0,
    parsed: 0,
    languages: {},
    skipped: [],
    skippedCount: 0,
    bytes: 0,
  };
  readonly #database: DatabaseSync;
  readonly #path: string;
  #last = StatusReader.empty;
  #readAt = -Infinity;
  #stale = true;

  constructor(database: DatabaseSync, path: string) {
    this.#database = database;
    this.#path = path;
  }

  /** Something was written. */
  changed(): void {
    this.#stale = true;
  }

  /** `exact`: nothing more will be written soon, so the counts must be right now. */
  read(exact: boolean): IndexCounts {
    const now = performance.now();
    if (!exact && now - this.#readAt < INTERVAL_MS) return this.#last;
    if (!this.#stale) return this.#last;
    this.#readAt = now;
    this.#stale = !exact;
    this.#last = this.#count();
    return this.#last;
  }

  #count(): IndexCounts {
    const all = (sql: string) => this.#database.prepare(sql).all();
    const rows = all(
      "SELECT language, count(*) AS n, sum(parsed) AS parsed FROM files GROUP BY language ORDER BY n DESC, language",
    );
    const skippedRows = all(
      `SELECT path, reason FROM (
         SELECT path, reason FROM skipped
         UNION ALL SELECT path, coalesce(reason, fallback) AS reason FROM files WHERE ${REDUCED}
       ) ORDER BY path`,
    );
    const listed = skippedRows.slice(0, MAX_LISTED);
    return {
      files: rows.reduce((sum, row) => sum + Number(row["n"]), 0),
      parsed: rows.reduce((sum, row) => sum + Number(row["parsed"]), 0),
      languages: Object.fromEntries(rows.map((row) => [String(row["language"]), Number(row["n"])])),
      skipped: listed.map((row) => ({ path: String(row["path"]), reason: String(row["reason"]) })),
      skippedCount: skippedRows.length,
      bytes: this.#bytes(),
    };
  }

  #bytes(): number {
    let sum = 0;
    for (const ending of ["", "-wal"]) {
      sum += statSync(this.#path + ending, { throwIfNoEntry: false })?.size ?? 0;
    }
    return sum;
  }
}
