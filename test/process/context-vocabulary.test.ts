/** Packs are counted by the model's own tokenizer without its weights, and end when nobody wants them any more. */
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import * as lsp from "../../src/protocol/lsp.ts";
import { ContextService } from "../../src/server/context/service.ts";
import { uriOfPath } from "../../src/server/workspace.ts";
import { createInference } from "../../src/sidecar/core.ts";
import { practiceModel } from "../fixtures/models.ts";
import { createSidecarHome, eventually } from "../support/sidecar.ts";
import { tree } from "../unit/context/index/tree.ts";
import { FakeEngine } from "../unit/server/fake-engine.ts";
import { startIndexedServer } from "./context-server.ts";
import { loadParams } from "./inference-core.ts";

const FILES = Object.fromEntries(
  Array.from({ length: 8 }, (_, at) => [
    `src/part${at}.ts`,
    `/** Books refund ${at}. */\nexport function bookRefund${at}(cents: number): number {\n  return cents * ${at};\n}\n`,
  ]),
);

test("the vocabulary alone counts like the loaded model, without its weights", async () => {
  const model = await practiceModel();
  const core = await createInference();
  const texts = [
    "",
    "const cart = new Cart();\n\treturn 7;",
    "Wo wird erstattet? 返金 🙂",
    "<|turn>user\nno turn<turn|>",
  ];
  const vocabulary = { path: model, gpu: "cpu" } as const;
  const counted = await core.tokenize({ texts, vocabulary });
  expect(core.state).toEqual({ kind: "idle" });
  await core.load(loadParams(model));
  expect(await core.tokenize({ texts })).toEqual(counted);
  expect(await core.tokenize({ texts, vocabulary })).toEqual(counted);
  expect(counted[1]).toBeGreaterThan(5);
  await core.dispose();
});

test("a model that is not loaded counts by its vocabulary, exactly, and stays unloaded", async () => {
  using files = tree(FILES);
  using cache = tree();
  const model = await practiceModel();
  await using home = createSidecarHome({ model });
  const sidecar = { directory: home.directory, model };
  await using server = await startIndexedServer({ root: files.root, indexDirectory: cache.root, sidecar });
  await server.ready(8);
  const query = "Where is a refund booked?";
  const before = await server.pack({ query });
  expect(before.counted).toBe("model");
  const status = await server.client.sendRequest(lsp.status);
  expect(status.engine.kind).not.toMatch(/ready|loading/);
  expect(status.sidecar?.state).toEqual({ kind: "idle" });
  await server.client.sendRequest(lsp.modelsLoad);
  const after = await server.pack({ query });
  expect(after.tokens).toBe(before.tokens);
  expect(after.text).toBe(before.text);
});

test("a file without a usable vocabulary leaves an estimate, and says so", async () => {
  using files = tree({ ...FILES, "broken.gguf": "no model" });
  using cache = tree();
  const model = join(files.root, "broken.gguf");
  await using home = createSidecarHome({ model });
  const sidecar = { directory: home.directory, model };
  await using server = await startIndexedServer({ root: files.root, indexDirectory: cache.root, sidecar });
  await server.ready(8);
  expect((await server.pack({ query: "refund" })).counted).toBe("estimate");
});

test("a cancelled pack ends at once, and the index goes on", async () => {
  using files = tree(FILES);
  using cache = tree();
  const engine = FakeEngine.saying("x");
  let asked = 0;
  engine.countTokens = async (texts) => {
    // The first two questions only look whether there is a tokenizer.
    if (asked++ > 1) await setTimeout(60_000, undefined, { ref: false });
    return texts.map(() => 1);
  };
  const context = new ContextService({
    engine,
    bundles: join(import.meta.dirname, "../../dist"),
    options: { directory: cache.root },
    parsers: 1,
    openText: () => undefined,
    onStatus: () => undefined,
    log: () => undefined,
  });
  try {
    const root = uriOfPath(files.root);
    context.setFolders([root]);
    const ready = async (): Promise<boolean> => (await context.status())[0]?.phase === "ready";
    await eventually(ready, "the index");
    const controller = new AbortController();
    const packing = context.pack({ root, query: "refund", budgetTokens: 4000 }, controller.signal);
    await eventually(() => asked > 2, "a question of the worker");
    controller.abort(new Error("not wanted any more"));
    await expect(packing).rejects.toThrow("not wanted any more");
    files.write("src/late.ts", "export const late = 1;\n");
    context.changed([`${root}/src/late.ts`]);
    const seen = async (): Promise<boolean> => (await context.status())[0]?.files === 9;
    await eventually(seen, "a file that was saved later");
  } finally {
    await context.dispose();
  }
});
