/**
 * How long a pause has to last before the large window is read. A key in the middle of that reading finds neither
 * the small window nor the large one in the cache, so it is a wager on the pause: as in the ski-rental problem,
 * whoever waits for as long as the reading takes never loses more than twice what was needed.
 */

/** A user who pauses this long may have stopped typing. Milliseconds. */
const LEAST_MS = 300;
/** On a machine that needs longer the large window is worth less than the processor's rest. Milliseconds. */
const MOST_MS = 20_000;
/** Weight of the newest measurement in the running mean. */
const NEWEST = 0.5;

export class GrowthWait {
  #expected = 0;

  /** Milliseconds without a key. */
  get ms(): number {
    return Math.min(MOST_MS, Math.max(LEAST_MS, this.#expected));
  }

  /** A reading took `ms` from its beginning to its end. */
  ended(ms: number): void {
    this.#expected = this.#expected === 0 ? ms : this.#expected + NEWEST * (ms - this.#expected);
  }

  /** A reading was interrupted after `ms`: it takes longer than that. */
  interrupted(ms: number): void {
    this.#expected = Math.max(this.#expected, ms);
  }

  /** Another model, or another machine's load of it. */
  forget(): void {
    this.#expected = 0;
  }
}
