/**
 * Rows of numbers by id, one behind the other in one array: a query makes a thousand of them, and the next one
 * writes over them.
 */
export class Rows {
  readonly #width: number;
  readonly #ids: number[] = [];
  /** Where the row of each id begins, plus one; 0 = it has none. */
  #places = new Int32Array(1024);
  #values: Float64Array<ArrayBuffer>;

  constructor(width: number) {
    this.#width = width;
    this.#values = new Float64Array(1024 * width);
  }

  /** Where the row of an id begins, -1 when it has none. */
  find(id: number): number {
    return (this.#places[id] ?? 0) - 1;
  }

  /** Makes the row of an id that has none, from the numbers of `from` that begin at `start`. */
  add(id: number, from: Float64Array, start: number): number {
    const place = this.#ids.length * this.#width;
    if (place >= this.#values.length)
      this.#values = new Float64Array(this.#values.buffer.transfer(2 * this.#values.byteLength));
    if (id >= this.#places.length) this.#places = new Int32Array(this.#places.buffer.transfer(8 * (id + 1)));
    this.#places[id] = place + 1;
    this.#ids.push(id);
    for (let at = 0; at < this.#width; at++) this.#values[place + at] = from[start + at] ?? 0;
    return place;
  }

  get(at: number): number {
    return this.#values[at] ?? 0;
  }

  /** Writes the first `count` numbers of a row into `to`, from `start` on. */
  read(place: number, count: number, to: Float64Array, start: number): void {
    for (let at = 0; at < count; at++) to[start + at] = this.#values[place + at] ?? 0;
  }

  clear(): this {
    for (const id of this.#ids) this.#places[id] = 0;
    this.#ids.length = 0;
    return this;
  }
}
