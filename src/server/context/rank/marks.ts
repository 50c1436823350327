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

export class Marks {
  readonly #bits: Uint8Array;

  /** `names`: number of names; ids are below it. */
  constructor(names: number) {
    this.#bits = new Uint8Array(names);
  }

  add(mark: number, nameIds: Iterable<number>): this {
    for (const id of nameIds) this.#bits[id] = this.of(id) | mark;
    return this;
  }

  /** All marks of a name, 0 for none. */
  of(nameId: number): number {
    return this.#bits[nameId] ?? 0;
  }

  has(nameId: number, mark: number): boolean {
    return (this.of(nameId) & mark) !== 0;
  }
}
