/** An index worker that dies whenever it is given a folder, as long as the file `die` lies in its directory. */
import { existsSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import type {
  FromIndex,
  IndexWorkerSetup,
  ToIndex,
} from "../../../src/server/context/index/worker-protocol.ts";

const { directory } = workerData as IndexWorkerSetup;
const say = (message: FromIndex): void => parentPort?.postMessage(message);
const roots: string[] = [];
const folders = () =>
  roots.map((root) => ({
    root,
    phase: "ready" as const,
    files: 1,
    parsed: 1,
    languages: {},
    skipped: [],
    skippedCount: 0,
    skippedReasons: {},
    bytes: 1,
  }));

parentPort?.on("message", (message: ToIndex) => {
  if (message.kind === "stop") {
    say({ kind: "stopped" });
    parentPort?.close();
    return;
  }
  if (existsSync(`${directory}/die`)) throw new Error("made to die");
  if (message.kind === "open") {
    roots.push(message.root);
    say({ kind: "status", folders: folders() });
  } else if (message.kind === "request") {
    const value = message.request.kind === "around" ? "around" : folders();
    say({ kind: "answer", id: message.id, value });
  } else say({ kind: "log", message: JSON.stringify(message) });
});
