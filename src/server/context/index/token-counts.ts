/**
 * Token counts of texts, remembered in the index by model and content: the pieces of a pack rarely change from
 * one pack to the next.
 */
import { createHash } from "node:crypto";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { isUnwritable } from "./database-errors.ts";

export type CountTokens = (texts: readonly string[]) => readonly number[];

/** Remembered counts, about 30 bytes each; beyond this all are forgotten. */
const MAX_REMEMBERED = 400_000;

export class TokenCounts {
  readonly #database: DatabaseSync;
  readonly #find: StatementSync;
  readonly #put: StatementSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#find = database.prepare("SELECT tokens FROM token_counts WHERE key = ?");
    this.#put = database.prepare("INSERT OR REPLACE INTO token_counts (key, tokens) VALUES (?, ?)");
  }

  /** `count` with a memory; `model` names the tokenizer. What is new is counted in one call. */
  remembering(model: string, count: CountTokens): CountTokens {
    return (texts) => {
      const keys = texts.map((text) => keyOf(model, text));
      const found = keys.map((key) => this.#find.get(key)?.["tokens"]);
      const missing = texts.filter((_, at) => found[at] === undefined);
      const counted = missing.length === 0 ? [] : count(missing);
      let next = 0;
      const counts = found.map((tokens) => (tokens === undefined ? (counted[next++] ?? 0) : Number(tokens)));
      this.#keep(
        keys.flatMap((key, at) => (found[at] === undefined ? [[key, counts[at] ?? 0] as const] : [])),
      );
      return counts;
    };
  }

  #keep(counts: ReadonlyArray<readonly [Uint8Array, number]>): void {
    if (counts.length === 0 || !this.#database.isOpen) return;
    if (this.#database.isTransaction) return this.#write(counts);
    try {
      this.#database.exec("BEGIN");
      this.#write(counts);
      this.#database.exec("COMMIT");
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      // A pack can be made without remembering its counts.
      if (!isUnwritable(error)) throw error;
    }
  }

  #write(counts: ReadonlyArray<readonly [Uint8Array, number]>): void {
    const rows = this.#database.prepare("SELECT count(*) AS n FROM token_counts").get();
    if (Number(rows?.["n"]) > MAX_REMEMBERED) this.#database.exec("DELETE FROM token_counts");
    for (const [key, tokens] of counts) this.#put.run(key, tokens);
  }
}

function keyOf(model: string, text: string): Uint8Array {
  return createHash("sha256").update(model).update("\0").update(text).digest().subarray(0, 16);
}

/** Bytes of UTF-8 that one token of code stands for at least, in most files; so an estimate is rather too high. */
const BYTES_PER_TOKEN = 3;

/** Used when there is no model to count with. The pack says that it was estimated. */
export const estimateTokens: CountTokens = (texts) =>
  texts.map((text) => Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN));
