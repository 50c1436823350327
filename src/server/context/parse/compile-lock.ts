/**
 * One thread at a time: V8's flags are those of the whole process, and count while something is compiled. The lock
 * is a cell that all threads below the one that shared it find in their environment.
 */
import { getEnvironmentData, setEnvironmentData } from "node:worker_threads";

const KEY = "gemwright.compile-lock";
const FREE = 0;
const TAKEN = 1;
/** Milliseconds. Compiling takes a fraction; a thread that was ended in the middle of it never frees the lock. */
const PATIENCE_MS = 2_000;

/** Makes the lock that this thread and all that it starts from now on use; without it each has its own. */
export function shareCompileLock(): void {
  setEnvironmentData(KEY, new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
}

/** Does `work`, which must not wait for anything, while no other thread does such work. */
export function whileAlone<Result>(work: () => Result, patienceMs = PATIENCE_MS): Result {
  const shared = getEnvironmentData(KEY);
  if (!(shared instanceof SharedArrayBuffer)) return work();
  const cell = new Int32Array(shared);
  while (Atomics.compareExchange(cell, 0, FREE, TAKEN) !== FREE) {
    if (Atomics.wait(cell, 0, TAKEN, patienceMs) === "timed-out") break;
  }
  try {
    return work();
  } finally {
    Atomics.store(cell, 0, FREE);
    Atomics.notify(cell, 0, 1);
  }
}
