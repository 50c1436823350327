/** Worker thread of the parse pool; its own bundle, `dist/parse.worker.js`. */
import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { createFileParser, type FileParser } from "./parser.ts";
import type { ParseTask, WorkerAnswer, WorkerSetup } from "./worker-protocol.ts";

const { grammarsDir, cancelCell } = workerData as WorkerSetup;
const cell = new Int32Array(cancelCell);

async function serve(port: MessagePort): Promise<void> {
  const parser = await createFileParser(grammarsDir);
  // One file after the other, in the order they came: while a grammar loads, the files behind wait.
  let last = Promise.resolve(true);
  port.on("message", (task: ParseTask) => {
    last = last.then((sound) => sound && parse(parser, task, port));
  });
  port.postMessage({ kind: "ready" } satisfies WorkerAnswer);
}

/** False when no file may be parsed any more. */
async function parse(parser: FileParser, task: ParseTask, port: MessagePort): Promise<boolean> {
  const { id, text, languageId, ...limits } = task;
  const cancelled = (): boolean => Atomics.load(cell, 0) === id;
  try {
    const file = await parser.parseFile(text, languageId, { ...limits, cancelled });
    port.postMessage({ kind: "parsed", id, file: JSON.stringify(file) } satisfies WorkerAnswer);
    return true;
  } catch (error) {
    // The WebAssembly instance cannot be trusted after an abort: no later parse may run on it.
    port.postMessage({ kind: "crash", id, message: String(error) } satisfies WorkerAnswer);
    port.close();
    return false;
  }
}

if (parentPort === null) throw new Error("parse.worker runs only as a worker thread of the language server.");
void serve(parentPort);
