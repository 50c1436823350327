/** Workspaces of several folders, some inside others, in the real server. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import * as context from "../../src/protocol/context.ts";
import * as lsp from "../../src/protocol/lsp.ts";
import { practiceModel } from "../fixtures/models.ts";
import { createSidecarHome, eventually } from "../support/sidecar.ts";
import { tree } from "../unit/context/index/tree.ts";
import { startIndexedServer } from "./context-server.ts";

const OUTER = "export function outerTotal(): number {\n  return 1;\n}\n";
const INNER = "export function innerRefund(): string {\n  return 'all of it';\n}\n";

test("a file of a folder inside another folder is seen in both, also after one of them is gone", async () => {
  using files = tree({ "a.ts": OUTER, "inner/b.ts": INNER });
  using cache = tree();
  const inner = join(files.root, "inner");
  await using server = await startIndexedServer({
    root: files.root,
    others: [inner],
    indexDirectory: cache.root,
  });
  await server.ready(2);
  await eventually(async () => String(await server.files()) === "2,1", "both folders");
  files.write("inner/c.ts", "export function laterRefund(): string {\n  return 'half of it';\n}\n");
  await server.changed("inner/c.ts");
  await eventually(async () => String(await server.files()) === "3,2", "the new file in both");
  expect((await server.pack({ query: "later refund" })).text).toContain("half of it");
  await server.client.sendNotification("workspace/didChangeWorkspaceFolders", {
    event: { added: [], removed: [{ uri: pathToFileURL(inner).href, name: "folder" }] },
  });
  await eventually(async () => (await server.files()).length === 1, "one folder");
  files.remove("inner/c.ts");
  await server.changed("inner/c.ts");
  await eventually(async () => String(await server.files()) === "2", "the deleted file");
});

test("a chat gets a file of a folder inside another folder once", async () => {
  using files = tree({ "a.ts": OUTER, "inner [1]/b.ts": INNER });
  using cache = tree();
  const model = await practiceModel();
  await using home = createSidecarHome({ model });
  await using server = await startIndexedServer({
    root: files.root,
    others: [join(files.root, "inner [1]")],
    indexDirectory: cache.root,
    sidecar: { directory: home.directory, model },
  });
  await server.ready(2);
  await eventually(async () => String(await server.files()) === "2,1", "both folders");
  await server.client.sendRequest(lsp.chat, {
    id: "c1",
    turns: [{ role: "user", content: "What does innerRefund return, and what outerTotal?" }],
    attachments: [],
    thinking: false,
  });
  const sources = server.events.flatMap((event) => (event.kind === "sources" ? event.sources : []));
  expect(sources.filter(({ uri }) => uri.endsWith("b.ts"))).toHaveLength(1);
  expect(sources.filter(({ uri }) => uri.endsWith("a.ts"))).toHaveLength(1);
});

test("a folder that is added is indexed; clearing deletes the index of a removed one, too", async () => {
  using files = tree({ "a.ts": OUTER });
  using more = tree({ "b.ts": INNER, "c.ts": OUTER });
  using cache = tree();
  await using server = await startIndexedServer({ root: files.root, indexDirectory: cache.root });
  await server.ready(1);
  const folder = { uri: pathToFileURL(more.root).href, name: "more" };
  const change = (added: readonly unknown[], removed: readonly unknown[]) =>
    server.client.sendNotification("workspace/didChangeWorkspaceFolders", { event: { added, removed } });
  await change([folder], []);
  await eventually(async () => String(await server.files()) === "1,2", "the added folder");
  await change([], [folder]);
  await eventually(async () => (await server.files()).length === 1, "the folder to be gone");
  const databases = () => readdirSync(cache.root).filter((name) => name.endsWith(".db"));
  expect(databases()).toHaveLength(2);
  await server.client.sendRequest(context.indexControl, { action: "clear" });
  await eventually(() => databases().length === 0, "both indexes to be deleted");
});

test("settings that hide files hold at once, and in their own folder alone", async () => {
  using files = tree({ "a.ts": OUTER, "out/b.ts": INNER });
  using more = tree({ "a.ts": OUTER, "out/b.ts": INNER });
  using cache = tree();
  await using server = await startIndexedServer({
    root: files.root,
    others: [more.root],
    indexDirectory: cache.root,
  });
  await eventually(async () => String(await server.files()) === "2,2", "both folders");
  const tell = (options: context.IndexOptions) =>
    server.client.sendNotification(context.indexOptionsChanged, options);
  await tell({ exclude: ["/out"] });
  await eventually(async () => String(await server.files()) === "1,1", "out to be hidden in both");
  expect((await server.pack({ query: "inner refund" })).text).not.toContain("all of it");
  await tell({ exclude: ["/out"], excludeIn: { [pathToFileURL(more.root).href]: ["/a.ts"] } });
  const root = pathToFileURL(more.root).href;
  await eventually(
    async () => (await server.pack({ root, query: "inner refund" })).text.includes("all of it"),
    "out to be seen in the folder whose own settings do not hide it",
  );
  expect((await server.pack({ root, query: "outer total" })).text).not.toContain("outerTotal");
  expect((await server.pack({ query: "inner refund" })).text).not.toContain("all of it");
  await tell({ exclude: [], excludeIn: {} });
  await eventually(async () => String(await server.files()) === "2,2", "everything again");
});
