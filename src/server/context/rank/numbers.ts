/** Numbers by small non-negative integers (ids of files or names): reading one costs no hashing. */
export class Numbers {
  #values = new Float64Array(1024);

  /** 0 for what was never set. */
  get(id: number): number {
    return this.#values[id] ?? 0;
  }

  set(id: number, value: number): void {
    if (id >= this.#values.length)
      this.#values = new Float64Array(
        this.#values.buffer.transfer(2 * (id + 1) * this.#values.BYTES_PER_ELEMENT),
      );
    this.#values[id] = value;
  }
}
