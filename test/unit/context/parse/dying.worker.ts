/** A parse worker that misbehaves on command: the text says how. */
import { parentPort } from "node:worker_threads";
import type { ParseTask, WorkerAnswer } from "../../../../src/server/context/parse/worker-protocol.ts";

const answer = (message: WorkerAnswer): void => parentPort?.postMessage(message);

parentPort?.on("message", ({ id, text, languageId }: ParseTask) => {
  if (text === "abort") {
    answer({ kind: "crash", id, message: "RuntimeError: memory access out of bounds" });
    parentPort?.close();
  } else if (text === "throw") {
    throw new Error("thrown outside any promise");
  } else if (text === "hang") {
    for (;;);
  } else {
    const file = { language: languageId, tags: [], imports: [], bodies: [], hasError: false };
    answer({ kind: "parsed", id, file: JSON.stringify(file) });
  }
});
answer({ kind: "ready" });
