/**
 * The fast pass over many files: what `countIdentifiers` finds, several times as fast, because the same names make
 * up most of a code base. A name is hashed while it is read and looked up in one table for all files; only a name
 * that was never seen is cut out of the text.
 */
import {
  FIRST_KEY,
  flat,
  MAX_DISTINCT,
  MAX_LENGTH,
  MIN_LENGTH,
  mixKey,
  nextHigh,
  nextLow,
} from "./identifiers.ts";

/** Names remembered, with the table about 25 MB. Then it starts anew. */
const MAX_NAMES = 200_000;
/** Places of the hash table, a power of two. */
const PLACES = 2 ** 19;

const LETTER = 2;
const DIGIT = 1;

/** What each UTF-16 unit is in an identifier; the same as the regular expression of `countIdentifiers`. */
const KINDS = new Uint8Array(2 ** 16).fill(LETTER, 0xaa).fill(DIGIT, 48, 58);
for (const letter of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_$")
  KINDS[letter.charCodeAt(0)] = LETTER;

/** The identifiers of one file; valid until the next one is read. */
export interface NameCounts {
  /** In the order of their first use. */
  readonly ids: readonly number[];
  name(id: number): string;
  /** Occurrences in the file. */
  count(id: number): number;
  /** As `nameKey` of the name. */
  key(id: number): number;
}

export class NameTable implements NameCounts {
  /** Id + 1 of the name at a place; 0 = empty. */
  readonly #places = new Int32Array(PLACES);
  readonly #high = new Int32Array(MAX_NAMES);
  readonly #low = new Int32Array(MAX_NAMES);
  readonly #counts = new Int32Array(MAX_NAMES);
  /** The file that used a name last. */
  readonly #usedBy = new Int32Array(MAX_NAMES);
  #names: string[] = [];
  #file = 0;
  #ids: number[] = [];
  #text = "";

  get ids(): readonly number[] {
    return this.#ids;
  }

  name(id: number): string {
    return this.#names[id] ?? "";
  }

  count(id: number): number {
    return this.#counts[id] ?? 0;
  }

  key(id: number): number {
    return mixKey(this.#high[id] ?? 0, this.#low[id] ?? 0);
  }

  /** Counts the identifiers of a text, comments and strings included. */
  read(text: string): NameCounts {
    if (this.#names.length + MAX_DISTINCT > MAX_NAMES) this.#forgetAll();
    this.#file++;
    this.#ids = [];
    this.#text = text;
    const end = text.length;
    for (let at = 0; at < end; ) {
      let unit = text.charCodeAt(at);
      if (KINDS[unit] !== LETTER) {
        at++;
        continue;
      }
      const start = at;
      let { high, low } = FIRST_KEY;
      do {
        high = nextHigh(high, unit);
        low = nextLow(low, unit);
        unit = ++at < end ? text.charCodeAt(at) : 0;
      } while (KINDS[unit] !== 0);
      if (at - start >= MIN_LENGTH && at - start <= MAX_LENGTH) this.#take(start, at, high, low);
    }
    this.#text = "";
    return this;
  }

  #take(start: number, end: number, high: number, low: number): void {
    for (let place = (high ^ (low >>> 13)) & (PLACES - 1); ; place = (place + 1) & (PLACES - 1)) {
      const id = (this.#places[place] ?? 0) - 1;
      if (id === -1) {
        if (this.#ids.length < MAX_DISTINCT) this.#add(place, this.#text.slice(start, end), high, low);
        return;
      }
      if (this.#high[id] !== high || this.#low[id] !== low) continue;
      if (this.#usedBy[id] === this.#file) {
        this.#counts[id] = (this.#counts[id] ?? 0) + 1;
        return;
      }
      const name = this.name(id);
      if (name.length !== end - start || !this.#text.startsWith(name, start)) continue;
      if (this.#ids.length < MAX_DISTINCT) this.#use(id);
      return;
    }
  }

  #add(place: number, name: string, high: number, low: number): void {
    const id = this.#names.length;
    this.#names.push(flat(name));
    this.#places[place] = id + 1;
    this.#high[id] = high;
    this.#low[id] = low;
    this.#use(id);
  }

  #use(id: number): void {
    this.#usedBy[id] = this.#file;
    this.#counts[id] = 1;
    this.#ids.push(id);
  }

  #forgetAll(): void {
    this.#names = [];
    this.#places.fill(0);
  }
}
