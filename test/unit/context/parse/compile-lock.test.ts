import { once } from "node:events";
import { setEnvironmentData, type Worker } from "node:worker_threads";
import { afterEach, expect, test } from "vitest";
import { startThread, whileAlone } from "../../../../src/server/context/parse/compile-lock.ts";

const MODULE = new URL("../../../../src/server/context/parse/compile-lock.ts", import.meta.url).href;
const KEY = "gemwright.compile-lock";
const ROUNDS = 20_000;

/** A thread with the lock of this one. */
function thread(source: string, cell: SharedArrayBuffer): Worker {
  const code = `
    const { workerData } = require("node:worker_threads");
    const cell = new Int32Array(workerData);
    import(${JSON.stringify(MODULE)}).then(({ whileAlone }) => { ${source} });`;
  return startThread(code, { eval: true, workerData: cell });
}

afterEach(() => setEnvironmentData(KEY, undefined));

test("threads of one process work one after the other", async () => {
  const cell = new SharedArrayBuffer(4);
  // Reading and writing apart loses counts as soon as two threads do it at once.
  const count = `for (let i = 0; i < ${ROUNDS}; i++) whileAlone(() => { cell[0] = cell[0] + 1; });`;
  await Promise.all([1, 2, 3].map(() => once(thread(count, cell), "exit")));
  expect(new Int32Array(cell)[0]).toBe(3 * ROUNDS);
});

test("a thread that was ended in the middle holds nobody up for ever", async () => {
  const cell = new SharedArrayBuffer(4);
  const stuck = thread("whileAlone(() => { Atomics.store(cell, 0, 1); for (;;); });", cell);
  while (Atomics.load(new Int32Array(cell), 0) === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await stuck.terminate();
  expect(whileAlone(() => "done", 20)).toBe("done");
  // And it is free again.
  expect(whileAlone(() => "again", 600_000)).toBe("again");
});

test("who took too long does not free the lock of the one who lost patience", async () => {
  const cell = new SharedArrayBuffer(4);
  const stage = new Int32Array(cell);
  const stageIs = async (wanted: number): Promise<void> => {
    while (Atomics.load(stage, 0) !== wanted) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  const slow = thread(
    `whileAlone(() => { Atomics.store(cell, 0, 1); while (Atomics.load(cell, 0) < 2); });
    Atomics.store(cell, 0, 3);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    Atomics.store(cell, 0, 4);`,
    cell,
  );
  await stageIs(1);
  const wait = "while (Atomics.load(cell, 0) < 4);";
  const next = thread(`whileAlone(() => { Atomics.store(cell, 0, 2); ${wait} }, 20);`, cell);
  await stageIs(3);
  // The second one is at work until the last stage: nobody else gets in before.
  expect(whileAlone(() => Atomics.load(stage, 0), 600_000)).toBe(4);
  await Promise.all([slow, next].map((worker) => worker.terminate()));
});

test("the lock is free again after an error, and not needed where no thread was started", async () => {
  expect(whileAlone(() => 1)).toBe(1);
  await once(thread("", new SharedArrayBuffer(4)), "exit");
  const fail = (): never => {
    throw new Error("no module");
  };
  expect(() => whileAlone(fail)).toThrow("no module");
  expect(whileAlone(() => 2, 600_000)).toBe(2);
});
