/** The index is switched off by a setting, and on again, while the server runs. */
import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import * as context from "../../src/protocol/context.ts";
import * as lsp from "../../src/protocol/lsp.ts";
import { practiceModel } from "../fixtures/models.ts";
import { createSidecarHome, eventually } from "../support/sidecar.ts";
import { type Tree, tree } from "../unit/context/index/tree.ts";
import { type IndexedServer, startIndexedServer } from "./context-server.ts";

const FILES = {
  "src/loyalty.ts": "export function loyaltyDiscount(cents: number) {\n  return Math.floor(cents / 10);\n}\n",
  "src/tax.ts": "export const TAX = 0.2;\n",
  ".env": "TOKEN=secret-of-the-shop\n",
};
const WATCH = "workspace/didChangeWatchedFiles";

function enable(server: IndexedServer, enabled: boolean): Promise<void> {
  return server.client.sendNotification(lsp.settingsChanged, { index: { enabled } } as never);
}

const indexFiles = (cache: Tree): string[] => readdirSync(cache.root);

test("off from the start: nothing is stored or watched, until it is switched on", async () => {
  using files = tree(FILES);
  using cache = tree();
  await using server = await startIndexedServer({
    root: files.root,
    indexDirectory: cache.root,
    indexEnabled: false,
  });
  expect(await server.status()).toMatchObject({ root: server.uri, phase: "disabled", files: 0 });
  await server.changed("src/tax.ts");
  await expect(server.pack({ query: "tax" })).rejects.toThrow(/switched off \(gemwright\.index\.enabled\)/);
  await expect(server.client.sendRequest(context.indexControl, { action: "rebuild" })).rejects.toThrow(
    /switched off/,
  );
  expect(server.watched).toEqual([]);
  expect(server.progress).toEqual([]);
  expect(indexFiles(cache)).toEqual([]);
  await enable(server, true);
  await server.ready(2);
  expect(server.watched).toEqual([WATCH]);
  expect((await server.pack({ query: "tax" })).text).toContain("TAX = 0.2");
});

test("switched off and on again, it knows what changed in between", async () => {
  using files = tree(FILES);
  using cache = tree();
  await using server = await startIndexedServer({ root: files.root, indexDirectory: cache.root });
  await server.ready(2);
  const told: context.IndexStatus[][] = [];
  server.client.onNotification(context.indexStatusChanged, (folders) => void told.push(folders));
  await enable(server, false);
  await eventually(() => Promise.resolve(server.watched.length === 0), "the watching to end");
  expect((await server.status()).phase).toBe("disabled");
  expect(told.at(-1)).toMatchObject([{ root: server.uri, phase: "disabled" }]);
  files.write("src/later.ts", "export const LATER = 1;\n");
  await server.changed("src/later.ts");
  await enable(server, true);
  await server.ready(3);
  expect((await server.pack({ query: "LATER" })).text).toContain("LATER = 1");
  expect(server.watched).toEqual([WATCH]);
  // Cleared while it is off: deleted, and built anew when it is on.
  await enable(server, false);
  expect(indexFiles(cache)).not.toEqual([]);
  await eventually(async () => {
    await server.client.sendRequest(context.indexControl, { action: "clear" });
    return indexFiles(cache).length === 0;
  }, "the index to be deleted");
  await enable(server, true);
  await server.ready(3);
});

test("a chat reads what is named, says that it sees no more, and no secret", async () => {
  using files = tree(FILES);
  using cache = tree();
  const model = await practiceModel();
  await using home = createSidecarHome({ model });
  const sidecar = { directory: home.directory, model };
  await using server = await startIndexedServer({
    root: files.root,
    indexDirectory: cache.root,
    indexEnabled: false,
    sidecar,
  });
  const content = "@repo What do @src/loyalty.ts and @.env do?";
  const turns = [{ role: "user" as const, content }];
  await server.client.sendRequest(lsp.chat, { id: "1", turns, attachments: [], thinking: false });
  const labels = server.events.flatMap((event) =>
    event.kind === "sources" ? event.sources.map(({ label }) => label) : [],
  );
  expect(labels).toEqual([expect.stringMatching(/^The index is switched off: /) as string, "src/loyalty.ts"]);
  expect(indexFiles(cache)).toEqual([]);
});
