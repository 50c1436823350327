/**
 * When the page is drawn. What the user does is seen in the next frame. What streams in leaves the thread free most
 * of the time: a web view may share it with the editor, and then a long answer drawn thirty times a second makes
 * every key there wait.
 */

/** After a drawing that took one millisecond, with style, layout and paint, so many pass before the next. */
const REST_PER_MS = 9;
/** However long an answer takes to draw, it is seen to go on. Milliseconds. */
const LONGEST_REST_MS = 500;

/** The page's time; tests have their own. */
export interface PageClock {
  /** Milliseconds, monotonic. */
  now(): number;
  /** Before the next frame. */
  beforeFrame(run: () => void): void;
  /** After the frame that is being made. */
  afterFrame(run: () => void): void;
  /** After `ms`; the result forgets it. */
  after(ms: number, run: () => void): () => void;
}

export class DrawPace {
  readonly #draw: () => void;
  readonly #clock: PageClock;
  #asked = false;
  #forget: (() => void) | undefined;
  #restUntil = 0;

  constructor(draw: () => void, clock: PageClock = pageClock) {
    this.#draw = draw;
    this.#clock = clock;
  }

  /** Draws in the next frame, once, however often it was asked for. */
  atOnce(): void {
    this.#forget?.();
    this.#forget = undefined;
    if (this.#asked) return;
    this.#asked = true;
    this.#clock.beforeFrame(() => this.#frame());
  }

  /** Draws when the thread has rested from the last drawing. */
  soon(): void {
    if (this.#asked || this.#forget !== undefined) return;
    const left = this.#restUntil - this.#clock.now();
    if (left <= 0) this.atOnce();
    else this.#forget = this.#clock.after(left, () => this.atOnce());
  }

  #frame(): void {
    this.#asked = false;
    const began = this.#clock.now();
    // Until it is known what it took.
    this.#restUntil = began + LONGEST_REST_MS;
    this.#draw();
    this.#clock.afterFrame(() => {
      const ended = this.#clock.now();
      this.#restUntil = ended + Math.min(LONGEST_REST_MS, REST_PER_MS * (ended - began));
    });
  }
}

const pageClock: PageClock = {
  now: () => performance.now(),
  beforeFrame: (run) => {
    requestAnimationFrame(run);
  },
  afterFrame: (run) => {
    // A message posted in a frame is read once it is painted.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      run();
    };
    port2.postMessage(undefined);
  },
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
