/** Numbers by small non-negative integers (ids of files or names): reading one costs no hashing. */
export class Numbers {
  readonly #initial: number;
  #values: Float64Array;

  /** `initial`: what an id has that was never set. */
  constructor(initial = 0, room = 4096) {
    this.#initial = initial;
    this.#values = new Float64Array(room);
    if (initial !== 0) this.#values.fill(initial);
  }

  get(id: number): number {
    return this.#values[id] ?? this.#initial;
  }

  set(id: number, value: number): void {
    if (id >= this.#values.length) this.#grow(id);
    this.#values[id] = value;
  }

  #grow(id: number): void {
    const before = this.#values.length;
    const larger = new Float64Array(2 * (id + 1));
    larger.set(this.#values);
    if (this.#initial !== 0) larger.fill(this.#initial, before);
    this.#values = larger;
  }
}
