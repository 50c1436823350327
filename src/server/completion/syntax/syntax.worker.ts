/** Worker thread of the syntax check; its own bundle, `dist/syntax.worker.js`. */
import { parentPort, workerData } from "node:worker_threads";
import { ErrorCounter } from "./errors.ts";
import type { SyntaxAnswer, SyntaxTask, SyntaxWorkerSetup } from "./worker-protocol.ts";

const port = parentPort;
if (port === null) throw new Error("syntax.worker runs only as a worker thread of the language server.");
const { grammarsDir } = workerData as SyntaxWorkerSetup;
const counter = ErrorCounter.create(grammarsDir);
let queue: Promise<unknown> = counter;

port.on("message", (task: SyntaxTask) => {
  queue = queue.then(() => work(task));
});

async function work(task: SyntaxTask): Promise<void> {
  const errors = await counter;
  const { id, kind, place } = task;
  switch (kind) {
    case "prepare":
      await errors.prepare(place);
      break;
    case "scope":
      answer({ id, kind, scope: await errors.scope(place) });
      break;
    case "firstGood": {
      const verdict = await errors.firstGood(place, task.candidates, () => Date.now() > task.deadline);
      answer({ id, kind: "verdict", verdict });
    }
  }
}

function answer(answered: SyntaxAnswer): void {
  port?.postMessage(answered);
}
