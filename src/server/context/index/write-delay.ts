/**
 * When to write what queries know already. Nobody waits for it, so it is done once nothing has happened for a while,
 * and saves that follow each other closely share one write.
 */

/** Milliseconds without work: less than the pause between two saves, more than between the files of one. */
const WRITE_AFTER_MS = 100;

export class WriteDelay {
  readonly #wake: () => void;
  /** ms of `performance.now`; Infinity while there is work. */
  #restingSince = Infinity;
  #timer: NodeJS.Timeout | undefined;

  /** `wake` is called when it may be time to write. */
  constructor(wake: () => void) {
    this.#wake = wake;
  }

  /** There is nothing to do but to write. */
  rest(): void {
    if (this.#restingSince === Infinity) this.#restingSince = performance.now();
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#wake();
    }, WRITE_AFTER_MS);
  }

  get isOver(): boolean {
    return performance.now() - this.#restingSince >= WRITE_AFTER_MS;
  }

  /** There is work again, or all is written. */
  stop(): void {
    this.#restingSince = Infinity;
  }

  /** As {@link stop}; `wake` is not called any more. */
  close(): void {
    this.stop();
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
