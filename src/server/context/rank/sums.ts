/**
 * Numbers by small id (of names, files or words) of which a query sets few: they are listed, so that the next query
 * erases no others.
 */
import { Numbers } from "./numbers.ts";

export class Sums {
  /** Those that are set, in the order in which they were. */
  readonly ids: number[] = [];
  readonly #values = new Numbers();

  /** 0 for one that is not set. */
  get(id: number): number {
    return this.#values.get(id);
  }

  /** `value` is not 0. */
  set(id: number, value: number): void {
    if (this.#values.get(id) === 0) this.ids.push(id);
    this.#values.set(id, value);
  }

  add(id: number, value: number): void {
    this.set(id, this.get(id) + value);
  }

  /** Keeps the larger of what is there and `value`. */
  raise(id: number, value: number): void {
    if (value > this.get(id)) this.set(id, value);
  }

  divide(by: number): this {
    for (const id of this.ids) this.#values.set(id, this.get(id) / by);
    return this;
  }

  clear(): this {
    for (const id of this.ids) this.#values.set(id, 0);
    this.ids.length = 0;
    return this;
  }
}
