/** The real server, sidecar and llama.cpp with the practice model: what an editor gets. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { ResponseError } from "vscode-languageserver-protocol/node";
import { isFailure } from "../../src/protocol/failure.ts";
import * as lsp from "../../src/protocol/lsp.ts";
import { DEFAULT_SETTINGS } from "../../src/protocol/settings.ts";
import { practiceModel } from "../fixtures/models.ts";
import { longAnswerModel } from "../support/long-answer.ts";
import { createSidecarHome, eventually, kill } from "../support/sidecar.ts";
import { startServerProcess } from "./server-process.ts";

const TS = "file:///project/add.ts";
const PY = "file:///project/add.py";
const QUESTION: lsp.ChatParams = {
  id: "c1",
  turns: [{ role: "user", content: "What are you?" }],
  attachments: [],
  thinking: true,
};

async function failureOf(answer: Promise<unknown>) {
  const error = await answer.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof ResponseError && isFailure(error.data)) return error.data;
  throw new Error(`The request ended with ${String(error)} instead of a failure.`);
}

function textOf(events: readonly lsp.ChatEvent[], kind: "thought" | "text"): string {
  return events.map((event) => (event.kind === kind ? event.text : "")).join("");
}

test("completes TypeScript and Python, and says how", async () => {
  await using home = createSidecarHome({ model: await practiceModel() });
  await using server = await startServerProcess({ directory: home.directory, model: await practiceModel() });
  await server.open(TS, "typescript", "const add = (a: number, b: number) => ");
  await server.open(PY, "python", "def add(a, b):\n    return ");
  expect((await server.complete(TS, 0, 38))[0]?.insertText).toBe("a + b;");
  expect((await server.complete(PY, 1, 11))[0]?.insertText).toBe("a + b");
  const trace = await server.client.sendRequest(lsp.why);
  expect(trace).toMatchObject({ outcome: "shown", uri: PY, text: "a + b" });
  expect(trace?.usage?.generatedTokens).toBeGreaterThan(0);
  const status = await server.client.sendRequest(lsp.status);
  expect(status.engine).toMatchObject({ kind: "ready", model: { practice: true, gpu: "cpu" } });
  expect(status.lastCompletion).not.toHaveProperty("prompt");
  expect(server.statuses.map(({ engine }) => engine.kind)).toContain("ready");
  expect(server.logged.filter((line) => /^completion \w{8} shown /.test(line))).toHaveLength(2);
  expect(server.stderr()).toBe("");
});

test("typing re-evaluates what was typed, not the file", async () => {
  await using home = createSidecarHome({ model: await practiceModel() });
  await using server = await startServerProcess({ directory: home.directory, model: await practiceModel() });
  const before = "const counter = { value: 1 };\n".repeat(80);
  const after = "\nexport const other = counter;\n".repeat(40);
  await server.open(TS, "typescript", `${before}${after}`);
  await server.complete(TS, 80, 0);
  const evaluated: number[] = [];
  for (const [character, text] of "const next = ".split("").entries()) {
    const at = { line: 80, character };
    await server.client.sendNotification("textDocument/didChange", {
      textDocument: { uri: TS, version: character + 2 },
      contentChanges: [{ range: { start: at, end: at }, text }],
    });
    await server.complete(TS, 80, character + 1);
    const trace = await server.client.sendRequest(lsp.why);
    // Text typed into an earlier suggestion is answered without the model.
    const known = trace?.source === "cache" ? 0 : Number.POSITIVE_INFINITY;
    evaluated.push(trace?.usage?.evaluatedTokens ?? known);
  }
  // Blank line, then code: the shape of the answer may change, the prompt before the cursor never does.
  expect(Math.max(...evaluated)).toBeLessThan(20);
});

test("a chat streams its thought, then its text", async () => {
  await using home = createSidecarHome({ model: await practiceModel() });
  await using server = await startServerProcess({ directory: home.directory, model: await practiceModel() });
  const result = await server.client.sendRequest(lsp.chat, QUESTION);
  expect(result.finishReason).toBe("stop");
  expect(textOf(server.events, "thought")).toContain("I am a practice model");
  expect(textOf(server.events, "text")).toMatch(
    /^## This is the practice model[\s\S]*without any understanding\.$/,
  );
  const kinds = server.events.map((event) => event.kind);
  expect(kinds.lastIndexOf("thought")).toBeLessThan(kinds.indexOf("text"));
  expect(kinds[0]).toBe("waiting");
});

test("explains a real Python failure with the failing function attached", async () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "gw-py-")));
  const script = join(folder, "shop.py");
  writeFileSync(
    script,
    `import json\n\n\ndef price(item):\n    return item['price']\n\n\n${"# padding\n".repeat(30)}print(price({}))\n`,
  );
  const run = spawnSync("python3", ["shop.py"], { cwd: folder, encoding: "utf8" });
  await using home = createSidecarHome({ model: await practiceModel() });
  await using server = await startServerProcess({
    directory: home.directory,
    model: await practiceModel(),
    folder: pathToFileURL(folder).href,
  });
  const cwd = pathToFileURL(folder).href;
  const failure = await server.client.sendRequest(lsp.traceback, { text: run.stderr, cwd });
  if (failure === null) throw new Error("no failure was found");
  expect(failure).toMatchObject({ language: "python", error: "KeyError" });
  const command = "python3 shop.py";
  const result = await server.client.sendRequest(lsp.explain, { id: "e1", failure, command, exitCode: 1 });
  const sources = server.events.find((event) => event.kind === "sources")?.sources;
  expect(sources?.[0]).toMatchObject({ uri: pathToFileURL(script).href, startLine: 4, endLine: 5 });
  expect(server.events.findIndex((event) => event.kind === "sources")).toBeLessThan(
    server.events.findIndex((event) => event.kind === "thought"),
  );
  expect(result.question).toContain("KeyError");
  expect(result.usage.promptTokens).toBeGreaterThan(100);
  rmSync(folder, { recursive: true });
});

test("a model path that leads nowhere is a failure with the file's name, and no crash", async () => {
  const model = "/no/such/place/gemma.gguf";
  await using home = createSidecarHome({ model });
  await using server = await startServerProcess({ directory: home.directory, model });
  await server.open(TS, "typescript", "const a = ");
  const failure = await failureOf(server.client.sendRequest(lsp.chat, QUESTION));
  expect(failure.message).toContain("gemma.gguf");
  expect(failure.nextStep).not.toBe("");
  expect(await server.complete(TS, 0, 10)).toEqual([]);
  expect((await server.client.sendRequest(lsp.why))?.outcome).toBe("engineFailed");
  expect((await server.client.sendRequest(lsp.status)).engine.kind).toBe("failed");
});

test("a sidecar killed during a chat ends the chat in words, and the next completion works", async () => {
  const model = await longAnswerModel();
  await using home = createSidecarHome({ model });
  await using server = await startServerProcess({ directory: home.directory, model });
  await server.client.sendRequest(lsp.modelsLoad);
  const pids = home.pids();
  await server.open(TS, "typescript", "const add = (a: number, b: number) => ");
  const answer = failureOf(server.client.sendRequest(lsp.chat, QUESTION));
  await eventually(() => textOf(server.events, "text") !== "", "the first words");
  for (const pid of pids) kill(pid);
  expect((await answer).code).toBe("engine.crashed");
  expect((await server.complete(TS, 0, 38))[0]?.insertText).toBe("a + b;");
});

test("two servers share one sidecar", async () => {
  await using home = createSidecarHome({ model: await practiceModel() });
  const options = { directory: home.directory, model: await practiceModel() };
  await using one = await startServerProcess(options);
  await using two = await startServerProcess(options);
  const load = () => [one, two].map((server) => server.client.sendRequest(lsp.modelsLoad));
  expect((await Promise.all(load())).map((model) => model.practice)).toEqual([true, true]);
  expect(home.pids()).toHaveLength(1);
});

test("100 fast keystrokes leave one answer, and nothing queued", async () => {
  await using home = createSidecarHome({ model: await practiceModel() });
  await using server = await startServerProcess({ directory: home.directory, model: await practiceModel() });
  await server.client.sendRequest(lsp.modelsLoad);
  const text = "const add = (a: number, b: number) => ";
  await server.open(TS, "typescript", text);
  // The first one is not answered before the last has come, however fast the model is.
  const [pid = 0] = home.pids();
  kill(pid, "SIGSTOP");
  const answers = Array.from({ length: 100 }, () => server.complete(TS, 0, 38));
  await server.client.sendRequest(lsp.status);
  kill(pid, "SIGCONT");
  const shown = (await Promise.all(answers)).filter((items) => items.length > 0);
  expect(shown).toHaveLength(1);
  expect(shown[0]?.[0]?.insertText).toBe("a + b;");
  await eventually(async () => {
    const { sidecar } = await server.client.sendRequest(lsp.status);
    return sidecar?.queued.completion === 0;
  }, "the completion lane to be empty");
});

test("a bad setting is named, and the rest works", async () => {
  await using home = createSidecarHome({ model: await practiceModel() });
  await using server = await startServerProcess({
    directory: home.directory,
    model: await practiceModel(),
    settings: { completion: { ...DEFAULT_SETTINGS.completion, maxTokens: -1 } },
  });
  await server.client.sendRequest(lsp.status);
  expect(server.logged.join("\n")).toContain("gemwright.completion.maxTokens is -1");
});

test("unloading frees the model, loading brings it back", async () => {
  await using home = createSidecarHome({ model: await practiceModel() });
  await using server = await startServerProcess({ directory: home.directory, model: await practiceModel() });
  await server.client.sendRequest(lsp.modelsLoad);
  await server.client.sendRequest(lsp.modelsUnload);
  expect((await server.client.sendRequest(lsp.status)).engine.kind).toBe("stopped");
  expect((await server.client.sendRequest(lsp.modelsLoad)).practice).toBe(true);
});
