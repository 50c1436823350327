/**
 * FTS5 never takes the rows that were deleted from a contentless table out of the numbers that BM25 uses: how many
 * rows there are, and how many words in each column. Every save of a file would make every word look rarer, and an
 * index would rank by its history. So the numbers are corrected whenever a transaction with deletions was written.
 */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { isUnwritable } from "./database-errors.ts";

/** The row of `search_data` that holds them: number of rows, then words of each column, as SQLite's varints. */
const AVERAGES = 1;

function readNumbers(bytes: unknown): number[] {
  const numbers: number[] = [];
  let value = 0;
  for (const byte of bytes instanceof Uint8Array ? bytes : []) {
    value = value * 128 + (byte & 127);
    if (byte >= 128) continue;
    numbers.push(value);
    value = 0;
  }
  return numbers;
}

function writeNumbers(numbers: readonly number[]): Uint8Array {
  const bytes: number[] = [];
  for (const number of numbers) {
    const digits = [number % 128];
    for (let rest = Math.floor(number / 128); rest > 0; rest = Math.floor(rest / 128))
      digits.unshift(128 + (rest % 128));
    bytes.push(...digits);
  }
  return Uint8Array.from(bytes);
}

export class SearchStatistics {
  readonly #database: DatabaseSync;
  readonly #sizes: StatementSync;
  readonly #read: StatementSync;
  /** Rows that were deleted since the last correction, then the words of each of their columns. */
  #lost: number[] = [];

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#sizes = database.prepare("SELECT sz FROM search_docsize WHERE id = ?");
    this.#read = database.prepare(`SELECT block FROM search_data WHERE id = ${AVERAGES}`);
    this.#repair();
  }

  /** Call before the row is deleted. */
  deleting(row: number): void {
    const sizes = this.#sizes.get(row)?.["sz"];
    if (sizes === undefined) return;
    for (const [at, size] of [1, ...readNumbers(sizes)].entries())
      this.#lost[at] = (this.#lost[at] ?? 0) + size;
  }

  /** Call when no transaction is open: FTS5 writes its own numbers at the end of one. */
  correct(): void {
    if (this.#lost.length === 0) return;
    const lost = this.#lost;
    this.#lost = [];
    this.#write(readNumbers(this.#read.get()?.["block"]).map((number, at) => number - (lost[at] ?? 0)));
  }

  /** The transaction was rolled back, and its deletions with it. */
  discard(): void {
    this.#lost = [];
  }

  /** An index that was not closed, or is of an older version, may have numbers that were never corrected. */
  #repair(): void {
    const rows = Number(this.#database.prepare("SELECT count(*) AS n FROM search_docsize").get()?.["n"]);
    const [known = 0, ...columns] = readNumbers(this.#read.get()?.["block"]);
    if (known === rows) return;
    const sums = columns.map(() => 0);
    for (const { sz } of this.#database.prepare("SELECT sz FROM search_docsize").iterate())
      for (const [at, size] of readNumbers(sz).entries()) sums[at] = (sums[at] ?? 0) + size;
    try {
      this.#write([rows, ...sums]);
    } catch (error) {
      // What is known can be searched all the same; the next opening tries again.
      if (!isUnwritable(error)) throw error;
    }
  }

  #write(numbers: readonly number[]): void {
    this.#database.enableDefensive(false);
    try {
      this.#database
        .prepare(`UPDATE search_data SET block = ? WHERE id = ${AVERAGES}`)
        .run(writeNumbers(numbers));
    } finally {
      this.#database.enableDefensive(true);
    }
  }
}
