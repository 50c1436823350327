/**
 * How many prompt tokens one uninterruptible evaluation takes. llama.cpp cannot be stopped inside one, so its
 * length is the latency of every cancellation. Small slices cost nothing on a CPU (484 to 494 tokens/s between
 * 64 and 512 tokens, measured); on a GPU they do, and there even large ones are short.
 */

/** Longest evaluation wanted, ms. */
const TARGET_MS = { cpu: 130, gpu: 50 } as const;
const SMALLEST = 32;
const LARGEST = 512;

export class SliceSize {
  readonly #targetMs: number;
  #size: number;

  constructor(backend: "cpu" | "gpu") {
    this.#targetMs = TARGET_MS[backend];
    this.#size = backend === "cpu" ? 64 : LARGEST;
  }

  /** Tokens of the next slice at most. */
  get tokens(): number {
    return this.#size;
  }

  /** Learns from an evaluated slice. Short ones say little about the cost of a full one. */
  learn(tokens: number, milliseconds: number): void {
    if (tokens * 2 < this.#size) return;
    if (milliseconds > this.#targetMs) this.#size = Math.max(SMALLEST, this.#size / 2);
    else if (milliseconds * 2.5 < this.#targetMs && tokens === this.#size) {
      this.#size = Math.min(LARGEST, this.#size * 2);
    }
  }
}
