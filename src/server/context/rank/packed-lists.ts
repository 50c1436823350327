/** A short list of ids for each id, all in one array: the words of each name. Lists are only added. */
import type { Sums } from "./sums.ts";

export class PackedLists {
  #entries = new Int32Array(1024);
  /** Where the list of each id ends; it begins where the one before it ends. */
  #ends = new Int32Array(1024);
  #count = 0;

  /** The list of the next id. */
  add(list: readonly number[]): void {
    const from = this.#start(this.#count);
    const to = from + list.length;
    if (to > this.#entries.length) this.#entries = new Int32Array(this.#entries.buffer.transfer(8 * to));
    if (this.#count >= this.#ends.length)
      this.#ends = new Int32Array(this.#ends.buffer.transfer(2 * this.#ends.byteLength));
    this.#entries.set(list, from);
    this.#ends[this.#count++] = to;
  }

  length(id: number): number {
    return (this.#ends[id] ?? 0) - this.#start(id);
  }

  of(id: number): Iterable<number> {
    return this.#entries.subarray(this.#start(id), this.#ends[id]);
  }

  /** What the entries of a list have in sum. */
  sum(id: number, values: Sums): number {
    const end = this.#ends[id] ?? 0;
    let sum = 0;
    for (let at = this.#start(id); at < end; at++) sum += values.get(this.#entries[at] ?? 0);
    return sum;
  }

  #start(id: number): number {
    return id === 0 ? 0 : (this.#ends[id - 1] ?? 0);
  }
}
