/**
 * One thread at a time: V8's flags are those of the whole process, and count while something is compiled. The lock
 * is a cell that all threads below the one that shared it find in their environment.
 */
import { getEnvironmentData, setEnvironmentData, threadId } from "node:worker_threads";

const KEY = "gemwright.compile-lock";
const FREE = 0;
/** Milliseconds. Compiling takes a fraction; a thread that was ended in the middle of it never frees the lock. */
const PATIENCE_MS = 5_000;

/** Makes the lock that this thread and all that it starts from now on use; without it each has its own. */
export function shareCompileLock(): void {
  setEnvironmentData(KEY, new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
}

/** Does `work`, which must not wait for anything, while no other thread does such work. */
export function whileAlone<Result>(work: () => Result, patienceMs = PATIENCE_MS): Result {
  const shared = getEnvironmentData(KEY);
  if (!(shared instanceof SharedArrayBuffer)) return work();
  const cell = new Int32Array(shared);
  // The main thread has the number 0, which stands for a free lock.
  const self = threadId + 1;
  take(cell, self, patienceMs);
  try {
    return work();
  } finally {
    // Not when another one lost patience and took it.
    if (Atomics.compareExchange(cell, 0, self, FREE) === self) Atomics.notify(cell, 0, 1);
  }
}

/** The lock holds the number of the thread that has it. */
function take(cell: Int32Array<SharedArrayBuffer>, self: number, patienceMs: number): void {
  for (;;) {
    const holder = Atomics.compareExchange(cell, 0, FREE, self);
    if (holder === FREE) return;
    if (Atomics.wait(cell, 0, holder, patienceMs) !== "timed-out") continue;
    if (Atomics.compareExchange(cell, 0, holder, self) === holder) return;
  }
}
