/** What the index is told about documents that are open already when it begins. */
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { ContextService } from "../../../src/server/context/service.ts";
import { FakeEngine } from "../server/fake-engine.ts";
import { tree } from "./index/tree.ts";

/** Says what it is told. */
const WORKER = `
const { parentPort } = require("node:worker_threads");
parentPort.on("message", (message) => {
  if (message.kind === "stop") parentPort.postMessage({ kind: "stopped" });
  else parentPort.postMessage({ kind: "log", message: JSON.stringify(message) });
});
`;

test.each([
  ["switched on", (service: ContextService) => service.enable(true)],
  ["given another folder", undefined],
])("%s, it hurries the documents that are open", async (_, begin) => {
  using files = tree({ "index.worker.js": WORKER, "repo/a.ts": "", "repo/b.ts": "", "other/c.ts": "" });
  const uri = (path: string): string => pathToFileURL(`${files.root}/${path}`).href;
  const told: Array<{ kind: string; root: string; paths?: readonly string[] }> = [];
  const service = new ContextService({
    engine: new FakeEngine(() => []),
    bundles: files.root,
    options: { directory: files.root },
    enabled: begin === undefined,
    parsers: 1,
    openText: () => undefined,
    onStatus: () => undefined,
    log: (message) => void told.push(JSON.parse(message) as (typeof told)[number]),
  });
  try {
    service.setFolders([uri("other")]);
    service.shown(uri("repo/b.ts"));
    service.shown(uri("repo/a.ts"));
    service.setFolders([uri("other"), uri("repo")]);
    begin?.(service);
    await expect.poll(() => told.map(({ root }) => root)).toContain(`${files.root}/repo`);
    const hurries = () => told.filter(({ kind }) => kind === "hurry");
    await expect
      .poll(hurries)
      .toEqual([{ kind: "hurry", root: `${files.root}/repo`, paths: ["a.ts", "b.ts"] }]);
  } finally {
    await service.dispose();
  }
});
