/** Words of identifiers as numbers, so that a query compares thousands of names without touching a string. */
import { splitWords } from "../index/words.ts";

/** Names whose words are remembered; about 30 MB. */
const MAX_NAMES = 200_000;

/** Shorter parts (`to`, `is`, `v2`) say nothing. */
const MIN_LENGTH = 3;

export class Vocabulary {
  readonly #ids = new Map<string, number>();
  readonly #words = new Map<string, readonly number[]>();

  /** Number of words known so far; ids are below it. */
  get size(): number {
    return this.#ids.size;
  }

  id(word: string): number {
    const known = this.#ids.get(word);
    if (known !== undefined) return known;
    const id = this.#ids.size;
    this.#ids.set(word, id);
    return id;
  }

  /** Ids of the lower-cased parts of a name with more than two letters: `parseHttpUrl` → parse, http, url. */
  split(name: string): number[] {
    return splitWords(name)
      .filter((part) => part.length >= MIN_LENGTH)
      .map((part) => this.id(part));
  }

  /** The same, remembered: for names that are asked for again and again. */
  of(name: string): readonly number[] {
    const known = this.#words.get(name);
    if (known !== undefined) return known;
    const made = this.split(name);
    // Ids stay as they are: a graph refers to them.
    if (this.#words.size >= MAX_NAMES) this.#words.clear();
    this.#words.set(name, made);
    return made;
  }
}
