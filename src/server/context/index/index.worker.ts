/**
 * The worker thread that owns the indexes of all open folders; its own bundle, `dist/index.worker.js`. Nothing
 * here runs on the language server's event loop.
 */
import { parentPort, workerData } from "node:worker_threads";
import { IndexHost } from "./index-host.ts";
import type { FromIndex, IndexWorkerSetup, ToIndex } from "./worker-protocol.ts";

const port = parentPort;
if (port === null) throw new Error("index.worker runs only as a worker thread of the language server.");
const host = new IndexHost(workerData as IndexWorkerSetup, (message: FromIndex) => port.postMessage(message));
port.on("message", (message: ToIndex) => {
  void host.take(message).then(() => {
    if (message.kind === "stop") port.close();
  });
});
