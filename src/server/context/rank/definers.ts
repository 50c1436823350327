/** The files that define each name, in the order of their paths. Nearly every name has one: that takes no list. */
import { insertInOrder } from "./path-order.ts";

const NONE: readonly number[] = [];

export class Definers {
  readonly #order: (a: number, b: number) => number;
  /** Of names with several. */
  readonly #lists = new Map<number, number[]>();
  #counts = new Int32Array(1024);
  /** The first of each. */
  #first = new Int32Array(1024);

  /** `order`: of files, for `sort`. */
  constructor(order: (a: number, b: number) => number) {
    this.#order = order;
  }

  count(nameId: number): number {
    return this.#counts[nameId] ?? 0;
  }

  /** -1 for a name that nothing defines. */
  first(nameId: number): number {
    return this.count(nameId) === 0 ? -1 : (this.#first[nameId] ?? -1);
  }

  of(nameId: number): readonly number[] {
    const count = this.count(nameId);
    if (count === 0) return NONE;
    return count === 1 ? [this.#first[nameId] ?? 0] : (this.#lists.get(nameId) ?? NONE);
  }

  add(nameId: number, fileId: number): void {
    const files = this.#listOf(nameId);
    insertInOrder(files, fileId, this.#order);
    this.#set(nameId, files);
  }

  remove(nameId: number, fileId: number): void {
    const files = this.#listOf(nameId);
    const at = files.indexOf(fileId);
    if (at !== -1) files.splice(at, 1);
    this.#set(nameId, files);
  }

  /** The list itself where there is one, else a new one. */
  #listOf(nameId: number): number[] {
    return this.#lists.get(nameId) ?? [...this.of(nameId)];
  }

  #set(nameId: number, files: number[]): void {
    if (nameId >= this.#counts.length) {
      this.#counts = new Int32Array(this.#counts.buffer.transfer(8 * (nameId + 1)));
      this.#first = new Int32Array(this.#first.buffer.transfer(8 * (nameId + 1)));
    }
    this.#counts[nameId] = files.length;
    this.#first[nameId] = files[0] ?? 0;
    if (files.length > 1) this.#lists.set(nameId, files);
    else this.#lists.delete(nameId);
  }
}
