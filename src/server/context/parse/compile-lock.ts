/**
 * One thread at a time: V8's flags are those of the whole process, and count while something is compiled. The lock
 * is a cell that a thread finds in its environment, when it was started here.
 */
import {
  getEnvironmentData,
  setEnvironmentData,
  threadId,
  Worker,
  type WorkerOptions,
} from "node:worker_threads";

const KEY = "gemwright.compile-lock";
const FREE = 0;
/** Milliseconds. Compiling takes a fraction; a thread that was ended in the middle of it never frees the lock. */
const PATIENCE_MS = 5_000;

/** Starts a thread that shares its lock with this thread, and with every other that either of them starts here. */
export function startThread(file: string | URL, options: WorkerOptions): Worker {
  const isShared = getEnvironmentData(KEY) instanceof SharedArrayBuffer;
  if (!isShared) setEnvironmentData(KEY, new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  return new Worker(file, options);
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
