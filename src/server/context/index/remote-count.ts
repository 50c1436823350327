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

/** The worker's side. `ask` sends the texts and the cells to the server. */
export function remoteCount(ask: (texts: readonly string[], cells: SharedArrayBuffer) => void): CountTokens {
  return (texts) => {
    const cells = new SharedArrayBuffer(4 * (texts.length + 1));
    const numbers = new Int32Array(cells);
    ask(texts, cells);
    Atomics.wait(numbers, 0, WAITING, TIMEOUT_MS);
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
