import { setTimeout } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { CancellationTokenSource, ResponseError } from "vscode-languageserver-protocol/node";
import { FAILURE_ERROR_CODE, FailureError, isFailure } from "../../../src/protocol/failure.ts";
import * as lsp from "../../../src/protocol/lsp.ts";
import type { ContextSource } from "../../../src/server/chat/context-source.ts";
import { FakeEngine, MODEL, USAGE } from "../server/fake-engine.ts";
import { type Harness, startHarness } from "../server/lsp-harness.ts";

const QUESTION: lsp.ChatParams = {
  id: "c1",
  turns: [{ role: "user", content: "What is this?" }],
  attachments: [],
  thinking: true,
};

function events(harness: Harness): lsp.ChatEvent[] {
  const seen: lsp.ChatEvent[] = [];
  harness.client.onNotification(lsp.chatEvent, (event) => void seen.push(event));
  return seen;
}

async function refusal(answer: Promise<unknown>): Promise<ResponseError<unknown>> {
  const error = await answer.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof ResponseError) return error;
  throw new Error("The request did not fail.");
}

describe("chat over LSP", () => {
  test("streams progress, thought and text, then the usage", async () => {
    const engine = new FakeEngine(() => [
      { kind: "prefill", done: 10, total: 20 },
      { kind: "thought", text: "Hm." },
      { kind: "text", text: "It is " },
      { kind: "text", text: "code." },
    ]);
    const harness = await startHarness({ engine });
    const seen = events(harness);
    const result = await harness.client.sendRequest(lsp.chat, QUESTION);
    expect(seen).toEqual([
      { id: "c1", kind: "prefill", done: 10, total: 20 },
      { id: "c1", kind: "thought", text: "Hm." },
      // What is written within a short time is one event.
      { id: "c1", kind: "text", text: "It is code." },
    ]);
    expect(result).toEqual({ finishReason: "stop", usage: USAGE, contextTokens: MODEL.contextTokens });
    expect(engine.requests[0]).toMatchObject({
      lane: "chat",
      sampling: { temperature: 1, topP: 0.95, topK: 64 },
      prompt: { thinking: true },
    });
    expect(engine.requests[0]?.maxThoughtTokens).toBeLessThan(engine.requests[0]?.maxTokens ?? 0);
  });

  test("without thinking there is no thought budget", async () => {
    const engine = FakeEngine.saying("x");
    const harness = await startHarness({ engine });
    await harness.client.sendRequest(lsp.chat, { ...QUESTION, thinking: false });
    expect(engine.requests[0]?.prompt).toMatchObject({ thinking: false });
    expect(engine.requests[0]).not.toHaveProperty("maxThoughtTokens");
  });

  test("says what it waits for while the engine starts and loads", async () => {
    const engine = FakeEngine.saying("x");
    engine.view = { kind: "stopped" };
    engine.load = async () => {
      engine.setView({ kind: "starting" });
      engine.setView({ kind: "loading", path: "/m", fraction: 0.1 });
      engine.setView({ kind: "loading", path: "/m", fraction: 0.9 });
      engine.setView({ kind: "ready", model: MODEL, busy: false });
      return MODEL;
    };
    const harness = await startHarness({ engine });
    const seen = events(harness);
    await harness.client.sendRequest(lsp.chat, QUESTION);
    expect(seen.filter((event) => event.kind === "waiting").map((event) => event.reason)).toEqual([
      "starting",
      "loading",
    ]);
  });

  test("context sources add attachments; one that fails is left out, not fatal", async () => {
    const engine = FakeEngine.saying("x");
    const found = { uri: "file:///b.ts", label: "b.ts:1-1", startLine: 1, text: "found by index" };
    const contextSources: ContextSource[] = [
      { name: "broken", gather: () => Promise.reject(new Error("no index")) },
      { name: "index", gather: async () => [found] },
    ];
    const harness = await startHarness({ engine, contextSources });
    const seen = events(harness);
    await harness.client.sendRequest(lsp.chat, QUESTION);
    expect(seen[0]).toMatchObject({ kind: "sources", sources: [{ uri: "file:///b.ts", label: "b.ts:1-1" }] });
    expect(JSON.stringify(engine.requests[0])).toContain("found by index");
    expect(harness.logged.join("\n")).toContain("Context from broken is missing");
  });

  test("a failure crosses the border with its words", async () => {
    const failure = { code: "engine.crashed", message: "The engine died.", nextStep: "Try again." };
    const engine = new FakeEngine(() => {
      throw new FailureError(failure);
    });
    const harness = await startHarness({ engine });
    const error = await refusal(harness.client.sendRequest(lsp.chat, QUESTION));
    expect(error.code).toBe(FAILURE_ERROR_CODE);
    expect(error.data).toEqual(failure);
  });

  test("a surprise is logged with its stack and answered in words", async () => {
    const engine = new FakeEngine(() => {
      throw new TypeError("surprise");
    });
    const harness = await startHarness({ engine });
    const error = await refusal(harness.client.sendRequest(lsp.chat, QUESTION));
    expect(isFailure(error.data) && error.data.code).toBe("server.unexpected");
    expect(harness.logged.join("\n")).toMatch(/TypeError: surprise\n\s+at /);
  });

  test("a conversation without a question is refused", async () => {
    const harness = await startHarness({ engine: FakeEngine.saying("x") });
    const turns = [{ role: "assistant", content: "hello" }] as const;
    const error = await refusal(harness.client.sendRequest(lsp.chat, { ...QUESTION, turns }));
    expect(isFailure(error.data) && error.data.code).toBe("chat.noQuestion");
  });

  test("the stop button ends it: what was written is all there, and nothing is streamed after", async () => {
    const engine = new FakeEngine(async function* (_request, signal) {
      yield { kind: "text", text: "first" };
      yield { kind: "text", text: ", second" };
      while (!signal.aborted) await setTimeout(1);
      yield { kind: "text", text: "late" };
    });
    const harness = await startHarness({ engine });
    const seen = events(harness);
    const source = new CancellationTokenSource();
    const answer = refusal(harness.client.sendRequest(lsp.chat, QUESTION, source.token));
    while (seen.length === 0) await setTimeout(1);
    source.cancel();
    expect((await answer).code).toBe(-32800);
    expect(seen).toEqual([
      { id: "c1", kind: "text", text: "first" },
      { id: "c1", kind: "text", text: ", second" },
    ]);
  });

  test("an answer never claims more room than the window has", async () => {
    const engine = FakeEngine.saying("x");
    engine.model = { ...MODEL, contextTokens: 1000 };
    engine.view = { kind: "ready", model: engine.model, busy: false };
    const harness = await startHarness({ engine });
    const text = "word\n".repeat(2000);
    const attachments = [{ uri: "file:///a", label: "a", text }];
    await harness.client.sendRequest(lsp.chat, { ...QUESTION, attachments });
    const [request] = engine.requests;
    const prompt =
      request?.prompt.kind === "chat" ? request.prompt.messages.map(({ content }) => content) : [];
    const used = prompt.reduce((sum, content) => sum + engine.countOne(content), 0);
    expect(used + (request?.maxTokens ?? 0)).toBeLessThanOrEqual(1000);
  });
});
