/** Counts for the status view, read at most twice a second while the index works, and in every new phase. */
import { statSync } from "node:fs";
import type { DatabaseSync, SQLOutputValue, StatementSync } from "node:sqlite";
import type { IndexStatus } from "../../../protocol/context.ts";
import { REDUCED } from "./schema.ts";

export type IndexCounts = Pick<
  IndexStatus,
  "files" | "parsed" | "languages" | "skipped" | "skippedCount" | "skippedReasons" | "bytes"
>;

const MAX_LISTED = 200;
const INTERVAL_MS = 500;

const LANGUAGES =
  "SELECT language, files, parsed FROM languages WHERE files > 0 ORDER BY files DESC, language";
const SKIP_REASONS = `
  SELECT reason, sum(files) AS files FROM (
    SELECT reason, files FROM skip_reasons WHERE files > 0
    UNION ALL
    SELECT coalesce(reason, fallback) AS reason, 1 AS files FROM files WHERE ${REDUCED}
  ) GROUP BY reason ORDER BY files DESC, reason`;
const SKIPPED = `
  SELECT path, reason FROM (
    SELECT * FROM (SELECT path, reason FROM skipped ORDER BY path LIMIT ${MAX_LISTED})
    UNION ALL
    SELECT * FROM (
      SELECT path, coalesce(reason, fallback) AS reason FROM files WHERE ${REDUCED} ORDER BY path LIMIT ${MAX_LISTED}
    )
  ) ORDER BY path LIMIT ${MAX_LISTED}`;

/** Calls `skipped_changed` whenever what is skipped, or why, may have changed. Reading that takes most of a status. */
const WATCH = `
CREATE TEMP TRIGGER skipped_added AFTER INSERT ON skipped BEGIN SELECT skipped_changed(); END;
CREATE TEMP TRIGGER skipped_changed AFTER UPDATE OF reason ON skipped BEGIN SELECT skipped_changed(); END;
CREATE TEMP TRIGGER skipped_removed AFTER DELETE ON skipped BEGIN SELECT skipped_changed(); END;
CREATE TEMP TRIGGER reduced_changed AFTER UPDATE OF fallback, reason ON files
WHEN old.fallback IS NOT NULL OR new.fallback IS NOT NULL BEGIN SELECT skipped_changed(); END;
CREATE TEMP TRIGGER reduced_removed AFTER DELETE ON files WHEN old.fallback IS NOT NULL
BEGIN SELECT skipped_changed(); END;
`;

type Skips = Pick<IndexCounts, "skipped" | "skippedCount" | "skippedReasons">;

export class StatusReader {
  static readonly empty: IndexCounts = {
    files: 0,
    parsed: 0,
    languages: {},
    skipped: [],
    skippedCount: 0,
    skippedReasons: {},
    bytes: 0,
  };
  readonly #path: string;
  readonly #languages: StatementSync;
  readonly #skipReasons: StatementSync;
  readonly #skipped: StatementSync;
  #last = StatusReader.empty;
  #readAt = -Infinity;
  #phase: IndexStatus["phase"] | undefined;
  #stale = true;
  /** Undefined when they may be other ones now. */
  #skips: Skips | undefined;

  constructor(database: DatabaseSync, path: string) {
    this.#path = path;
    this.#languages = database.prepare(LANGUAGES);
    this.#skipReasons = database.prepare(SKIP_REASONS);
    this.#skipped = database.prepare(SKIPPED);
    database.function("skipped_changed", () => {
      this.#skips = undefined;
      return null;
    });
    database.exec(WATCH);
  }

  /** Something was written. */
  changed(): void {
    this.#stale = true;
  }

  /** In the phase `ready` nothing more will be written soon, so the counts must be right now. */
  read(phase: IndexStatus["phase"]): IndexCounts {
    const now = performance.now();
    const exact = phase === "ready";
    const isNewPhase = phase !== this.#phase;
    this.#phase = phase;
    if (!exact && !isNewPhase && now - this.#readAt < INTERVAL_MS) return this.#last;
    if (!this.#stale) return this.#last;
    this.#readAt = now;
    this.#stale = !exact;
    this.#last = this.#count();
    return this.#last;
  }

  #count(): IndexCounts {
    const languages = this.#languages.all();
    return {
      files: sum(languages, "files"),
      parsed: sum(languages, "parsed"),
      languages: Object.fromEntries(languages.map((row) => [String(row["language"]), Number(row["files"])])),
      ...(this.#skips ??= this.#readSkips()),
      bytes: this.#bytes(),
    };
  }

  #readSkips(): Skips {
    const reasons = this.#skipReasons.all();
    return {
      skipped: this.#skipped
        .all()
        .map((row) => ({ path: String(row["path"]), reason: String(row["reason"]) })),
      skippedCount: sum(reasons, "files"),
      skippedReasons: Object.fromEntries(reasons.map((row) => [String(row["reason"]), Number(row["files"])])),
    };
  }

  #bytes(): number {
    let bytes = 0;
    for (const ending of ["", "-wal"]) {
      bytes += statSync(this.#path + ending, { throwIfNoEntry: false })?.size ?? 0;
    }
    return bytes;
  }
}

function sum(rows: ReadonlyArray<Record<string, SQLOutputValue>>, column: string): number {
  return rows.reduce((total, row) => total + Number(row[column]), 0);
}
