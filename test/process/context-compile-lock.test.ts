/** The threads of the built server that compile WebAssembly: V8's flags are the whole process's, so one at a time. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, expect, test, vi } from "vitest";
import * as lsp from "../../src/protocol/lsp.ts";
import { practiceModel } from "../fixtures/models.ts";
import { createSidecarHome, eventually } from "../support/sidecar.ts";
import { tree } from "../unit/context/index/tree.ts";
import { PROBE_FILE } from "./compile-probe.ts";
import { type IndexedServer, startIndexedServer } from "./context-server.ts";

afterEach(() => vi.unstubAllEnvs());

/** Whichever is started first, the others find its lock. */
test.each([
  ["the index", true],
  ["the syntax check", false],
])("each holds the one lock of the process while it compiles: %s first", async (_first, indexEnabled) => {
  using files = tree({ "src/tax.ts": "export const tax = (cents: number) => cents / 5;\n" });
  using cache = tree();
  const model = await practiceModel();
  await using home = createSidecarHome({ model });
  const log = join(cache.root, "compiles.txt");
  const probe = pathToFileURL(join(import.meta.dirname, "compile-probe.ts")).href;
  vi.stubEnv(PROBE_FILE, log);
  vi.stubEnv("NODE_OPTIONS", `${process.env["NODE_OPTIONS"] ?? ""} --import ${probe}`.trim());
  await using server = await startIndexedServer({
    root: files.root,
    indexDirectory: join(cache.root, "index"),
    sidecar: { directory: home.directory, model },
    indexEnabled,
  });
  const kinds = (): string[] => [...new Set(compiling(log).map(({ file }) => file))];
  if (indexEnabled) await server.ready(1);
  await complete(server);
  await eventually(() => kinds().includes("syntax.worker.js"), "the syntax check to compile");
  await server.client.sendNotification(lsp.settingsChanged, { index: { enabled: true } } as never);
  await server.ready(1);
  const unseen = () => compiling(log).filter(({ seen }) => !seen);
  await eventually(() => unseen().length === 0, "the main thread to see every compiling thread in its lock");
  const [first, second] = ["parse.worker.js", "syntax.worker.js"];
  expect(kinds()).toEqual(indexEnabled ? [first, second] : [second, first]);
});

async function complete({ client, uri: root }: IndexedServer): Promise<void> {
  const uri = `${root}/src/tax.ts`;
  const text = "export const tax = (cents: number) => \n";
  await client.sendNotification("textDocument/didOpen", {
    textDocument: { uri, languageId: "typescript", version: 1, text },
  });
  await client.sendRequest(lsp.modelsLoad);
  await client.sendRequest("textDocument/inlineCompletion", {
    textDocument: { uri },
    position: { line: 0, character: text.length - 1 },
    context: { triggerKind: 0 },
  });
}

interface Compiling {
  /** Name of the thread's code. */
  readonly file: string;
  /** The main thread found it in the lock. */
  readonly seen: boolean;
}

function compiling(log: string): readonly Compiling[] {
  const text = existsSync(log) ? readFileSync(log, "utf8") : "";
  return [...text.matchAll(/^compiles (\d+) (.*)$/gm)].map(([, id = "", file = ""]) => ({
    file,
    seen: text.includes(`seen ${id}\n`),
  }));
}
