/**
 * Loaded into every thread of a server before its own code (`--import`): a thread that compiles WebAssembly for the
 * first time waits until the main thread has seen it in the lock, and both write into {@link PROBE_FILE}'s file.
 */
import { appendFileSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { setInterval } from "node:timers";
import { getEnvironmentData, isMainThread, threadId } from "node:worker_threads";

/** Name of the environment variable that names the file. */
export const PROBE_FILE = "GEMWRIGHT_COMPILE_PROBE";
/** Milliseconds, less than a thread waits for the lock. */
const SEEN_WITHIN_MS = 3000;
const LOOK_EVERY_MS = 10;

function watch(file: string): void {
  const seen = new Set<number>();
  const look = (): void => {
    const shared = getEnvironmentData("gemwright.compile-lock");
    if (!(shared instanceof SharedArrayBuffer)) return;
    // One more than the number of the thread that has it.
    const holder = Atomics.load(new Int32Array(shared), 0) - 1;
    if (holder < 0 || seen.has(holder)) return;
    seen.add(holder);
    appendFileSync(file, `seen ${holder}\n`);
  };
  setInterval(look, LOOK_EVERY_MS).unref();
}

function announce(file: string): void {
  const { Module } = WebAssembly;
  let first = true;
  WebAssembly.Module = new Proxy(Module, {
    construct(target, [bytes]: [Uint8Array<ArrayBuffer>]) {
      if (first) waitUntilSeen(file);
      first = false;
      return new target(bytes);
    },
  });
}

function waitUntilSeen(file: string): void {
  appendFileSync(file, `compiles ${threadId} ${basename(process.argv[1] ?? "")}\n`);
  const never = new Int32Array(new SharedArrayBuffer(4));
  const deadline = Date.now() + SEEN_WITHIN_MS;
  const isSeen = (): boolean => readFileSync(file, "utf8").includes(`seen ${threadId}\n`);
  while (!isSeen() && Date.now() < deadline) Atomics.wait(never, 0, 0, LOOK_EVERY_MS);
}

const file = process.env[PROBE_FILE];
// Programs that the server starts inherit the options, too.
if (file !== undefined && isMainThread && basename(process.argv[1] ?? "") === "server.js") watch(file);
else if (file !== undefined && !isMainThread) announce(file);
