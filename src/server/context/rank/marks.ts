/**
 * What a cursor's file has to do with each name, as bits in one array by name id: a query asks this about
 * thousands of names, nearly all of which have no mark at all.
 */

/** The visible text has the name. */
export const SEEN_HERE = 1;
/** The file defines it. */
export const DEFINED_HERE = 2;
/** The index counts it as used in the file. */
export const USED_HERE = 4;
/** A signature of something seen near the cursor has it. */
export const IN_SIGNATURE = 8;
/** Its definitions are candidates already. */
export const TAKEN = 16;

export class Marks {
  /** Names that have marks. */
  readonly #ids: number[] = [];
  #bits = new Uint8Array(1024);

  add(mark: number, nameIds: Iterable<number>): this {
    for (const id of nameIds) this.mark(id, mark);
    return this;
  }

  mark(nameId: number, mark: number): void {
    if (nameId >= this.#bits.length)
      this.#bits = new Uint8Array(this.#bits.buffer.transfer(2 * (nameId + 1)));
    const bits = this.of(nameId);
    if (bits === 0) this.#ids.push(nameId);
    this.#bits[nameId] = bits | mark;
  }

  /** All marks of a name, 0 for none. */
  of(nameId: number): number {
    return this.#bits[nameId] ?? 0;
  }

  has(nameId: number, mark: number): boolean {
    return (this.of(nameId) & mark) !== 0;
  }

  clear(): this {
    for (const id of this.#ids) this.#bits[id] = 0;
    this.#ids.length = 0;
    return this;
  }
}
