/**
 * Token counts from the server's thread, where the connection to the model is. A pack is made in one synchronous
 * run, so the index worker sleeps on a shared cell until the counts are there.
 */
import type { CountTokens } from "./token-counts.ts";

/** First cell: the state. Then one count for each text. */
const WAITING = 0;
const DONE = 1;
const FAILED = 2;

/** Milliseconds: a busy model counts between two slices of its work. */
const TIMEOUT_MS = 60_000;

/** Milliseconds after which a sleeping worker looks whether its pack is still wanted. */
const LOOK_MS = 50;

/** Set by the server when nobody wants a pack any more: the worker reads no messages while it makes one. */
export class Cancelling {
  readonly cell: SharedArrayBuffer;
  readonly #flag: Int32Array;

  constructor(cell = new SharedArrayBuffer(4)) {
    this.cell = cell;
    this.#flag = new Int32Array(cell);
  }

  cancel(): void {
    Atomics.store(this.#flag, 0, 1);
  }

  throwIfCancelled(): void {
    if (Atomics.load(this.#flag, 0) === 1) throw new Error("the pack was cancelled");
  }

  /** A pack counts after every step, so it ends soon. */
  guard(count: CountTokens): CountTokens {
    return (texts) => {
      this.throwIfCancelled();
      return count(texts);
    };
  }
}

/** The worker's side. `ask` sends the texts and the cells to the server. */
export function remoteCount(
  ask: (texts: readonly string[], cells: SharedArrayBuffer) => void,
  cancelling: Cancelling,
): CountTokens {
  return (texts) => {
    const cells = new SharedArrayBuffer(4 * (texts.length + 1));
    const numbers = new Int32Array(cells);
    ask(texts, cells);
    const until = performance.now() + TIMEOUT_MS;
    while (Atomics.wait(numbers, 0, WAITING, LOOK_MS) === "timed-out" && performance.now() < until)
      cancelling.throwIfCancelled();
    if (numbers[0] !== DONE) throw new Error("the model did not count the tokens");
    return [...numbers.subarray(1)];
  };
}

/** The server's side: counts, and wakes the worker whatever happens. */
export async function answerCount(
  cells: SharedArrayBuffer,
  count: () => Promise<readonly number[]>,
): Promise<void> {
  const numbers = new Int32Array(cells);
  try {
    numbers.set(await count(), 1);
    Atomics.store(numbers, 0, DONE);
  } catch {
    Atomics.store(numbers, 0, FAILED);
  }
  Atomics.notify(numbers, 0);
}
