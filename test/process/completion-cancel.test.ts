/** Cancellation from the editor to llama.cpp: the real server, sidecar and engine. */
import { expect, test } from "vitest";
import { CancellationTokenSource, type InlineCompletionItem } from "vscode-languageserver-protocol/node";
import * as lsp from "../../src/protocol/lsp.ts";
import { DEFAULT_SETTINGS } from "../../src/protocol/settings.ts";
import { scriptedModel } from "../fixtures/models.ts";
import { LONG_ANSWER } from "../support/long-answer.ts";
import { createSidecarHome, eventually } from "../support/sidecar.ts";
import { type ServerProcess, startServerProcess } from "./server-process.ts";

const URI = "file:///project/long.ts";
const LINE = "const a = ";
/** Tokens of one suggestion: far more than are generated before anyone can see it and cancel. */
const TOKENS = 2500;

/** Goes on with one long line. */
function longLineModel(): Promise<string> {
  const emit = `f(${LONG_ANSWER.slice(0, TOKENS + 50).join(" ")}`;
  return scriptedModel("Long line", { entries: [{ after: LINE, emit }] });
}

function ask(server: ServerProcess, line: number, source?: CancellationTokenSource) {
  const params = {
    textDocument: { uri: URI },
    position: { line, character: LINE.length },
    context: { triggerKind: 2 },
  };
  const token = (source ?? new CancellationTokenSource()).token;
  return server.client.sendRequest<InlineCompletionItem[]>("textDocument/inlineCompletion", params, token);
}

async function queued(server: ServerProcess): Promise<number> {
  const { sidecar } = await server.client.sendRequest(lsp.status);
  return sidecar?.queued.completion ?? 0;
}

async function openLong(directory: string, model: string): Promise<ServerProcess> {
  const completion = { ...DEFAULT_SETTINGS.completion, maxTokens: TOKENS, confidence: "off" as const };
  const server = await startServerProcess({ directory, model, settings: { completion } });
  await server.open(URI, "typescript", `${LINE}\n`.repeat(20));
  await server.client.sendRequest(lsp.modelsLoad);
  return server;
}

test("the editor's cancellation ends the generation in the sidecar", async () => {
  const model = await longLineModel();
  await using home = createSidecarHome({ model });
  await using server = await openLong(home.directory, model);
  const source = new CancellationTokenSource();
  const answer = ask(server, 5, source);
  await eventually(async () => (await queued(server)) === 1, "the sidecar to work");
  source.cancel();
  expect(await answer).toEqual([]);
  expect((await server.client.sendRequest(lsp.why))?.outcome).toBe("cancelled");
  await eventually(async () => (await queued(server)) === 0, "the sidecar to rest");
});

test("of many requests at different places only the last is worked on", async () => {
  const model = await longLineModel();
  await using home = createSidecarHome({ model });
  await using server = await openLong(home.directory, model);
  const answers = Array.from({ length: 12 }, (_unused, line) => ask(server, line));
  await eventually(async () => (await queued(server)) === 1, "the sidecar to work");
  const settled = await Promise.all(answers);
  expect(settled.slice(0, -1).every((items) => items.length === 0)).toBe(true);
  const trace = await server.client.sendRequest(lsp.why);
  expect(trace).toMatchObject({ line: 11, source: "evaluated" });
  expect(trace?.usage?.generatedTokens).toBe(TOKENS);
});
