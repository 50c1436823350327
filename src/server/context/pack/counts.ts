/** Token counts of pieces of a pack, remembered by content: the tokenizer is asked once for the same text. */
import { createHash } from "node:crypto";

/** Counts tokens with the model's own tokenizer, one number per text. */
export type CountTokens = (texts: readonly string[]) => readonly number[];

/** Entries kept; about 10 MB. */
const MAX_ENTRIES = 100_000;

export class TokenCounts {
  readonly #count: CountTokens;
  readonly #known = new Map<string, number>();

  constructor(count: CountTokens) {
    this.#count = count;
  }

  /** Same order as `texts`. */
  of(texts: readonly string[]): number[] {
    const keys = texts.map(keyOf);
    const missing = [...new Set(keys.filter((key) => !this.#known.has(key)))];
    if (this.#known.size > 0 && this.#known.size + missing.length > MAX_ENTRIES) {
      this.#known.clear();
      return this.of(texts);
    }
    if (missing.length > 0) {
      const wanted = missing.map((key) => texts[keys.indexOf(key)] ?? "");
      const counts = this.#count(wanted);
      missing.forEach((key, at) => this.#known.set(key, counts[at] ?? 0));
    }
    return keys.map((key) => this.#known.get(key) ?? 0);
  }

  one(text: string): number {
    return this.of([text])[0] ?? 0;
  }
}

function keyOf(text: string): string {
  return text.length <= 64 ? text : createHash("sha256").update(text).digest("base64");
}
