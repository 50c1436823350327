/** Keeps the end of a long output: a failure is told last. Pure. */

/** Characters kept of one command's output. */
export const TAIL_LIMIT = 256 * 1024;

export class OutputTail {
  readonly #limit: number;
  #chunks: string[] = [];
  #length = 0;

  constructor(limit = TAIL_LIMIT) {
    this.#limit = limit;
  }

  push(chunk: string): void {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    // Joined only when twice too long, so that many small chunks stay cheap.
    if (this.#length > this.#limit * 2) this.#cut();
  }

  toString(): string {
    this.#cut();
    return this.#chunks.join("");
  }

  #cut(): void {
    const text = this.#chunks.join("").slice(-this.#limit);
    this.#chunks = text === "" ? [] : [text];
    this.#length = text.length;
  }
}
