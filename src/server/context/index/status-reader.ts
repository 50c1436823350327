/** Counts for the status view, read at most twice a second while the index works. */
import { statSync } from "node:fs";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { IndexStatus } from "../../../protocol/context.ts";
import { REDUCED } from "./schema.ts";

export type IndexCounts = Pick<
  IndexStatus,
  "files" | "parsed" | "languages" | "skipped" | "skippedCount" | "bytes"
>;

const MAX_LISTED = 200;
const INTERVAL_MS = 500;

const LANGUAGES =
  "SELECT language, files, parsed FROM languages WHERE files > 0 ORDER BY files DESC, language";
const SKIPPED_COUNT = `SELECT (SELECT count(*) FROM skipped) + (SELECT count(*) FROM files WHERE ${REDUCED}) AS n`;
const SKIPPED = `
  SELECT path, reason FROM (
    SELECT * FROM (SELECT path, reason FROM skipped ORDER BY path LIMIT ${MAX_LISTED})
    UNION ALL
    SELECT * FROM (
      SELECT path, coalesce(reason, fallback) AS reason FROM files WHERE ${REDUCED} ORDER BY path LIMIT ${MAX_LISTED}
    )
  ) ORDER BY path LIMIT ${MAX_LISTED}`;

export class StatusReader {
  static readonly empty: IndexCounts = {
    files: 0,
    parsed: 0,
    languages: {},
    skipped: [],
    skippedCount: 0,
    bytes: 0,
  };
  readonly #path: string;
  readonly #languages: StatementSync;
  readonly #skippedCount: StatementSync;
  readonly #skipped: StatementSync;
  #last = StatusReader.empty;
  #readAt = -Infinity;
  #stale = true;

  constructor(database: DatabaseSync, path: string) {
    this.#path = path;
    this.#languages = database.prepare(LANGUAGES);
    this.#skippedCount = database.prepare(SKIPPED_COUNT);
    this.#skipped = database.prepare(SKIPPED);
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
    const languages = this.#languages.all();
    return {
      files: languages.reduce((sum, row) => sum + Number(row["files"]), 0),
      parsed: languages.reduce((sum, row) => sum + Number(row["parsed"]), 0),
      languages: Object.fromEntries(languages.map((row) => [String(row["language"]), Number(row["files"])])),
      skipped: this.#skipped
        .all()
        .map((row) => ({ path: String(row["path"]), reason: String(row["reason"]) })),
      skippedCount: Number(this.#skippedCount.get()?.["n"]),
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
