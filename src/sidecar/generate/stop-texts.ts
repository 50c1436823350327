/** Finds the first of several texts in a stream, wherever its borders fall, and keeps it out of the output. */

export interface StopOutput {
  readonly text: string;
  readonly stopped: boolean;
}

export class StopTexts {
  readonly #stops: readonly string[];
  readonly #longest: number;
  #held = "";

  constructor(stops: readonly string[]) {
    this.#stops = stops.filter((stop) => stop !== "");
    this.#longest = Math.max(0, ...this.#stops.map((stop) => stop.length));
  }

  /** The text that can no longer belong to a stop text; `stopped` when one was completed. */
  push(text: string): StopOutput {
    this.#held += text;
    const at = this.#firstStop();
    if (at !== undefined) {
      const before = this.#held.slice(0, at);
      this.#held = "";
      return { text: before, stopped: true };
    }
    const certain = this.#held.length - this.#possibleStart();
    const out = this.#held.slice(0, certain);
    this.#held = this.#held.slice(certain);
    return { text: out, stopped: false };
  }

  /** The text held back, when the stream ended without completing a stop text. */
  finish(): string {
    const rest = this.#held;
    this.#held = "";
    return rest;
  }

  #firstStop(): number | undefined {
    const found = this.#stops.map((stop) => this.#held.indexOf(stop)).filter((at) => at !== -1);
    return found.length === 0 ? undefined : Math.min(...found);
  }

  /** Length of the longest end of the held text that begins a stop text. */
  #possibleStart(): number {
    for (let length = Math.min(this.#held.length, this.#longest - 1); length > 0; length--) {
      const end = this.#held.slice(-length);
      if (this.#stops.some((stop) => stop.startsWith(end))) return length;
    }
    return 0;
  }
}
