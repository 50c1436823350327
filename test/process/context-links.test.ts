/** Workspaces that are links, and links inside them: each file once, under the path that the user opened. */
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import * as context from "../../src/protocol/context.ts";
import * as lsp from "../../src/protocol/lsp.ts";
import { practiceModel } from "../fixtures/models.ts";
import { createSidecarHome, eventually } from "../support/sidecar.ts";
import { type Tree, tree } from "../unit/context/index/tree.ts";
import { type IndexedServer, startIndexedServer } from "./context-server.ts";

const TAX = "export function taxOf(cents: number): number {\n  return cents / 5;\n}\n";
const FOREIGN = "export function foreignSecret(): string {\n  return 'not yours';\n}\n";

interface Place extends Disposable {
  readonly files: Tree;
  readonly real: string;
  /** Another name of `real`. */
  readonly link: string;
  readonly outside: string;
}

/** `real` has links to a folder in it, to itself, to a file in it, and to a folder outside. */
function place(): Place {
  const files = tree({
    "real/src/tax.ts": TAX,
    "real/src/deep/fee.ts": "export const fee = 1;\n",
    "outside/foreign.ts": FOREIGN,
  });
  const [real, outside] = [join(files.root, "real"), join(files.root, "outside")];
  const link = join(files.root, "opened");
  symlinkSync(real, link);
  symlinkSync("src", join(real, "alias"));
  symlinkSync(".", join(real, "self"));
  symlinkSync("../..", join(real, "src/deep/up"));
  symlinkSync("src/tax.ts", join(real, "duty.ts"));
  symlinkSync(outside, join(real, "shared"));
  return { files, real, link, outside, [Symbol.dispose]: () => files[Symbol.dispose]() };
}

async function saved(server: IndexedServer, path: string): Promise<void> {
  const uri = pathToFileURL(path).href;
  const opened = { uri, languageId: "typescript", version: 1, text: "" };
  await server.client.sendNotification("textDocument/didOpen", { textDocument: opened });
  await server.client.sendNotification("textDocument/didSave", { textDocument: { uri } });
  await server.client.sendNotification("textDocument/didClose", { textDocument: { uri } });
}

async function pathsOf(server: IndexedServer): Promise<string[]> {
  const { files } = await server.pack({ mode: "repository" });
  return files.map(({ path }) => path).toSorted();
}

test("a folder that is a link, with links inside: each file once, and nothing from outside", async () => {
  using at = place();
  using cache = tree();
  await using server = await startIndexedServer({ root: at.link, indexDirectory: cache.root });
  const status = await server.ready(2);
  expect(status).toMatchObject({ root: pathToFileURL(at.link).href, files: 2 });
  expect(status.skipped).toEqual([
    { path: "duty.ts", reason: "link to a listed file" },
    { path: "shared", reason: "link to a place outside the workspace" },
  ]);
  expect(await pathsOf(server)).toEqual(["src/deep/fee.ts", "src/tax.ts"]);
  expect((await server.pack({ query: "foreign secret" })).text).not.toContain("not yours");
});

test("a save through any of its paths is read", async () => {
  using at = place();
  using cache = tree();
  await using server = await startIndexedServer({ root: at.link, indexDirectory: cache.root });
  await server.ready(2);
  const ways = [
    join(at.link, "src/tax.ts"),
    join(at.real, "src/tax.ts"),
    join(at.link, "alias/tax.ts"),
    join(at.real, "alias/tax.ts"),
    join(at.link, "self/src/tax.ts"),
    join(at.link, "src/deep/up/src/tax.ts"),
    join(at.link, "duty.ts"),
  ];
  for (const way of ways) {
    // Generated files are left out: so their number tells that the file was read.
    at.files.write("real/src/tax.ts", `// @generated\n${TAX}`);
    await saved(server, way);
    await eventually(async () => (await server.status()).files === 1, `a save of ${way}`);
    at.files.write("real/src/tax.ts", TAX);
    await saved(server, way);
    await eventually(async () => (await server.status()).files === 2, `a second save of ${way}`);
    expect(await pathsOf(server)).toEqual(["src/deep/fee.ts", "src/tax.ts"]);
  }
});

test("files that come and go through a linked folder are seen", async () => {
  using at = place();
  using cache = tree();
  await using server = await startIndexedServer({ root: at.link, indexDirectory: cache.root });
  await server.ready(2);
  at.files.write("real/src/refund.ts", "export const refund = 1;\n");
  await saved(server, join(at.link, "alias/refund.ts"));
  await eventually(async () => (await server.status()).files === 3, "the new file");
  at.files.remove("real/src/refund.ts");
  await server.changed("alias/refund.ts");
  await eventually(async () => (await server.status()).files === 2, "the deleted file");
  at.files.write("outside/later.ts", FOREIGN);
  await saved(server, join(at.link, "shared/later.ts"));
  mkdirSync(join(at.real, "empty"));
  await server.changed("empty");
  expect(await server.settled()).toMatchObject({ phase: "ready", files: 2 });
  expect(await pathsOf(server)).toEqual(["src/deep/fee.ts", "src/tax.ts"]);
});

test("a completion in a file that is open under another name is not shown that file as another one", async () => {
  using at = place();
  using cache = tree();
  at.files.write("real/src/use.ts", 'import { taxOf } from "./tax";\nexport const due = taxOf(5);\n');
  await using server = await startIndexedServer({ root: at.link, indexDirectory: cache.root });
  await server.ready(3);
  const pack = (name: string) =>
    server.pack({ at: { uri: pathToFileURL(join(at.link, name)).href, line: 2, character: 1 } });
  const plain = await pack("src/tax.ts");
  for (const name of ["alias/tax.ts", "duty.ts", "self/src/tax.ts"])
    expect((await pack(name)).text).toBe(plain.text);
  expect((await pack("alias/use.ts")).text).toContain("taxOf");
});

test("one folder opened under two names is one index, and a chat gets each file once, as it was opened", async () => {
  using at = place();
  using cache = tree();
  const model = await practiceModel();
  await using home = createSidecarHome({ model });
  await using server = await startIndexedServer({
    root: at.link,
    others: [at.real],
    indexDirectory: cache.root,
    sidecar: { directory: home.directory, model },
  });
  await server.ready(2);
  expect(await server.client.sendRequest(context.indexStatus)).toHaveLength(1);
  await server.client.sendRequest(lsp.chat, {
    id: "c1",
    turns: [{ role: "user", content: "@repo What does taxOf return?" }],
    attachments: [],
    thinking: false,
  });
  const sources = server.events.flatMap((event) => (event.kind === "sources" ? event.sources : []));
  const uris = sources.map(({ uri }) => uri).filter((uri) => uri !== "");
  expect(uris.toSorted()).toEqual(
    ["src/deep/fee.ts", "src/tax.ts"].map((path) => pathToFileURL(join(at.link, path)).href),
  );
});
