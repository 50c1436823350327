/**
 * Which files hold which identifier. One integer per pair: 31 bits of the name's hash, 22 bits of the file id, so
 * that a table of plain row ids holds them in the least space and the files of a name lie side by side. A hash
 * shared by two names (about one name in 2,000 at a million names) only puts a file too many on a candidate list.
 *
 * A first indexing makes pairs faster than SQLite takes them in: they wait in sorted runs in memory, where they
 * can already be searched, and are written in order of the key, which is what makes the table fast to fill.
 */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { nameKey } from "./identifiers.ts";

const FILE_IDS = 2 ** 22;
const NAME_KEYS = 2 ** 31;

/** Pairs of one sorted run: 0.5 MB, sorted within a few milliseconds. */
const RUN = 65_536;
/** Pairs kept in memory at most, 16 MB; about 12,000 files. */
const MAX_PENDING = 2_000_000;
/** Pairs written at once, a few milliseconds. */
const SLICE = 8192;

/** First key of a name; the keys of the next name begin {@link FILE_IDS} later. */
function firstKey(name: string): number {
  return firstOf(nameKey(name));
}

function firstOf(key: number): number {
  return (key % NAME_KEYS) * FILE_IDS;
}

/** Index of the first element that is not below `key`. */
function lowerBound(run: Float64Array, key: number): number {
  let low = 0;
  let high = run.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((run[middle] ?? Infinity) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

export class Postings {
  readonly #insert: StatementSync;
  readonly #delete: StatementSync;
  readonly #select: StatementSync;
  readonly #count: StatementSync;
  #runs: Float64Array[] = [];
  #tail = new Float64Array(RUN);
  #tailLength = 0;
  /** Being written: sorted, and how far it is. */
  #writing: Float64Array | undefined;
  #written = 0;

  constructor(database: DatabaseSync) {
    this.#insert = database.prepare("INSERT OR IGNORE INTO postings SELECT value FROM json_each(?)");
    this.#delete = database.prepare("DELETE FROM postings WHERE key = ?");
    this.#count = database.prepare(
      "SELECT count(*) AS n FROM (SELECT 1 FROM postings WHERE key >= ? AND key < ? LIMIT ?)",
    );
    this.#select = database.prepare(
      "SELECT key FROM postings WHERE key >= ? AND key < ? ORDER BY key LIMIT ?",
    );
  }

  /** Pairs that are not in the database yet. */
  get pending(): number {
    const writing = this.#writing === undefined ? 0 : this.#writing.length - this.#written;
    return writing + this.#runs.length * RUN + this.#tailLength;
  }

  get full(): boolean {
    return this.pending >= MAX_PENDING;
  }

  /** `key` is the `nameKey` of the name. */
  add(key: number, fileId: number): void {
    this.#tail[this.#tailLength++] = firstOf(key) + fileId;
    if (this.#tailLength < RUN) return;
    this.#runs.push(this.#tail.sort());
    this.#tail = new Float64Array(RUN);
    this.#tailLength = 0;
  }

  /** The pair must have been written: call {@link flush} first. */
  remove(name: string, fileId: number): void {
    this.#delete.run(firstKey(name) + fileId);
  }

  /** Writes some pairs inside the open transaction; false when there is nothing left to write. */
  flushSlice(): boolean {
    this.#writing ??= this.#collect();
    const slice = this.#writing.subarray(this.#written, this.#written + SLICE);
    if (slice.length > 0) this.#insert.run(`[${slice.join(",")}]`);
    this.#written += slice.length;
    if (this.#written >= this.#writing.length) this.#writing = undefined;
    return this.pending > 0;
  }

  flush(): void {
    while (this.pending > 0) this.flushSlice();
  }

  /** Forgets what waits: the transaction it belongs to was rolled back. */
  discard(): void {
    this.#runs = [];
    this.#tailLength = 0;
    this.#writing = undefined;
  }

  /** Number of files that hold the name, at most `cap`. */
  count(name: string, cap: number): number {
    if (this.pending > 0) return this.files(name, cap).length;
    const first = firstKey(name);
    return Number(this.#count.get(first, first + FILE_IDS, cap)?.["n"]);
  }

  /** File ids, at most `limit`, written ones first. */
  files(name: string, limit: number): number[] {
    const first = firstKey(name);
    const found = this.#select.all(first, first + FILE_IDS, limit).map((row) => Number(row["key"]) - first);
    if (this.pending === 0) return found;
    const ids = new Set(found);
    for (const run of this.#sorted()) {
      for (let at = lowerBound(run, first); at < run.length && ids.size < limit; at++) {
        const key = run[at] ?? Infinity;
        if (key >= first + FILE_IDS) break;
        ids.add(key - first);
      }
    }
    return [...ids];
  }

  #sorted(): Float64Array[] {
    const tail = this.#tail.slice(0, this.#tailLength).sort();
    return [...(this.#writing === undefined ? [] : [this.#writing]), ...this.#runs, tail];
  }

  #collect(): Float64Array {
    const all = new Float64Array(this.#runs.length * RUN + this.#tailLength);
    for (const [index, run] of this.#runs.entries()) all.set(run, index * RUN);
    all.set(this.#tail.subarray(0, this.#tailLength), this.#runs.length * RUN);
    this.#runs = [];
    this.#tailLength = 0;
    this.#written = 0;
    return all.sort();
  }
}
