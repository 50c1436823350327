/**
 * Takes threads back when generation collapses. llama.cpp's threads spin at every barrier, so one other busy
 * process can make more threads much slower than fewer (91 → 6 tokens/s measured); a compiler that runs for a
 * minute should not make completions useless for that minute.
 */

/** A rate below this share of the best one is a collapse; a long context alone costs far less. */
const COLLAPSE = 0.25;
/** As many slow requests in a row, so that one hiccup changes nothing. */
const IN_A_ROW = 3;
/** After this long with fewer threads the next step up is tried. Milliseconds. */
const RETRY_MS = 120_000;

export class ThreadTuner {
  readonly #most: number;
  readonly #now: () => number;
  #threads: number;
  #best = 0;
  #slow = 0;
  #changedAt: number;

  /** `most`: the polite choice of threads, never exceeded. `now`: milliseconds. */
  constructor(most: number, now: () => number = () => performance.now()) {
    this.#most = most;
    this.#threads = most;
    this.#now = now;
    this.#changedAt = now();
  }

  /** Takes one request's generation rate, tokens per second; returns the threads to go on with. */
  observe(tokensPerSecond: number): number {
    if (this.#threads === this.#most) this.#best = Math.max(this.#best, tokensPerSecond);
    this.#slow = tokensPerSecond < this.#best * COLLAPSE ? this.#slow + 1 : 0;
    if (this.#slow >= IN_A_ROW && this.#threads > 1) this.#take(Math.floor(this.#threads / 2));
    else if (this.#threads < this.#most && this.#now() - this.#changedAt >= RETRY_MS) {
      this.#take(Math.min(this.#most, this.#threads * 2));
    }
    return this.#threads;
  }

  #take(threads: number): void {
    this.#threads = threads;
    this.#slow = 0;
    this.#changedAt = this.#now();
  }
}
