import { setTimeout } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { CancellationTokenSource, type InlineCompletionItem } from "vscode-languageserver-protocol/node";
import { FailureError } from "../../../src/protocol/failure.ts";
import * as lsp from "../../../src/protocol/lsp.ts";
import { FakeEngine, USAGE } from "./fake-engine.ts";
import { type Harness, startHarness } from "./lsp-harness.ts";

const URI = "file:///project/a.ts";

function request(
  harness: Harness,
  line: number,
  character: number,
  context: object = {},
): Promise<InlineCompletionItem[]> {
  return harness.client.sendRequest("textDocument/inlineCompletion", {
    textDocument: { uri: URI },
    position: { line, character },
    context: { triggerKind: 2, ...context },
  });
}

const why = (harness: Harness) => harness.client.sendRequest(lsp.why);

describe("inline completion over LSP", () => {
  test("an item with text, range and the id of its trace", async () => {
    const engine = FakeEngine.saying("a + b;", "\nmore");
    const harness = await startHarness({ engine });
    await harness.open(URI, "typescript", "const add = (a, b) => ");
    const [item] = await request(harness, 0, 22);
    const position = { line: 0, character: 22 };
    expect(item?.insertText).toBe("a + b;");
    expect(item?.range).toEqual({ start: position, end: position });
    const trace = await why(harness);
    expect(trace).toMatchObject({
      outcome: "shown",
      raw: "a + b;\nmore",
      text: "a + b;",
      line: 0,
      character: 22,
    });
    expect(trace?.prompt).toContain("const add = (a, b) => ");
    expect(item?.command?.arguments).toEqual([trace?.id]);
    expect(engine.requests[0]).toMatchObject({ lane: "completion", sampling: { temperature: 0 } });
    expect(harness.logged.some((line) => /completion \w{8} shown a\.ts:1:23/.test(line))).toBe(true);
  });

  test("a stop rule ends the generation itself", async () => {
    const engine = new FakeEngine(function* () {
      for (const text of ["\n  a();", "\n", "}", "\n", "function ", "never"]) yield { kind: "text", text };
    });
    const harness = await startHarness({ engine });
    await harness.open(URI, "typescript", "function f() {\n}\n");
    const [item] = await request(harness, 0, 14);
    expect(item?.insertText).toBe("\n  a();");
    expect(engine.aborted).toBe(1);
    expect((await why(harness))?.raw).not.toContain("never");
  });

  test("CRLF files get CRLF", async () => {
    const harness = await startHarness({ engine: FakeEngine.saying("\n\tone();\n\ttwo();") });
    await harness.open(URI, "typescript", "if (a) {\r\n}\r\n");
    const [item] = await request(harness, 0, 8);
    expect(item?.insertText).toBe("\r\n\tone();\r\n\ttwo();");
  });

  test("an entry chosen in the list is extended, with its range", async () => {
    const harness = await startHarness({ engine: FakeEngine.saying('("hi");') });
    await harness.open(URI, "typescript", "console.lo");
    const range = { start: { line: 0, character: 8 }, end: { line: 0, character: 10 } };
    const [item] = await request(harness, 0, 10, { selectedCompletionInfo: { range, text: "log" } });
    expect(item).toMatchObject({ insertText: 'log("hi");', range });
  });

  test("100 requests for one place share one generation", async () => {
    const { promise: allCame, resolve } = Promise.withResolvers<void>();
    const engine = new FakeEngine(async function* () {
      yield { kind: "text", text: "v0 + " };
      await allCame;
      yield { kind: "text", text: "v1" };
    });
    const harness = await startHarness({ engine });
    await harness.open(URI, "typescript", "const a = ");
    const answers = Array.from({ length: 100 }, () => request(harness, 0, 10));
    const last = answers.pop();
    const superseded = await Promise.all(answers);
    resolve();
    expect(superseded.flat()).toEqual([]);
    expect(await last).toHaveLength(1);
    expect(engine.requests.filter(({ lane }) => lane === "completion")).toHaveLength(1);
  });

  test("the editor's cancellation reaches the engine and is no error", async () => {
    const { promise: begun, resolve } = Promise.withResolvers<void>();
    const engine = new FakeEngine(async function* (_request, signal) {
      resolve();
      while (!signal.aborted) await setTimeout(1);
      yield { kind: "text", text: "late" };
    });
    const harness = await startHarness({ engine });
    await harness.open(URI, "typescript", "const a = ");
    const source = new CancellationTokenSource();
    const answer = harness.client.sendRequest(
      "textDocument/inlineCompletion",
      { textDocument: { uri: URI }, position: { line: 0, character: 10 }, context: { triggerKind: 2 } },
      source.token,
    );
    await begun;
    source.cancel();
    expect(await answer).toEqual([]);
    expect((await why(harness))?.outcome).toBe("cancelled");
  });

  test("an answer for an older version of the document is not shown", async () => {
    const { promise: changed, resolve } = Promise.withResolvers<void>();
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const engine = new FakeEngine(async function* () {
      begin();
      await changed;
      yield { kind: "text", text: "b;" };
    });
    const harness = await startHarness({ engine });
    await harness.open(URI, "typescript", "const a = ");
    const answer = request(harness, 0, 10);
    await begun;
    await harness.client.sendNotification("textDocument/didChange", {
      textDocument: { uri: URI, version: 2 },
      contentChanges: [
        { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 5 } }, text: "let" },
      ],
    });
    await harness.client.sendRequest(lsp.status);
    resolve();
    expect(await answer).toEqual([]);
    expect((await why(harness))?.outcome).toBe("cancelled");
  });

  test.each([
    [
      "a failure",
      new FailureError({ code: "engine.crashed", message: "It died.", nextStep: "Wait." }),
      "engineFailed",
    ],
    ["a surprise", new Error("surprise"), "error"],
  ])("%s of the engine is an outcome, not an error", async (_name, thrown, outcome) => {
    const engine = new FakeEngine(() => {
      throw thrown;
    });
    const harness = await startHarness({ engine });
    await harness.open(URI, "typescript", "const a = ");
    expect(await request(harness, 0, 10)).toEqual([]);
    const trace = await why(harness);
    expect(trace?.outcome).toBe(outcome);
    expect(trace?.detail).toContain(thrown.message);
  });

  test("the first keystroke wakes a stopped engine and does not wait for it", async () => {
    const engine = FakeEngine.saying("x");
    engine.view = { kind: "stopped" };
    const harness = await startHarness({ engine });
    await harness.open(URI, "typescript", "const a = ");
    expect(await request(harness, 0, 10)).toEqual([]);
    expect((await why(harness))?.outcome).toBe("modelLoading");
    expect(engine.loads).toBe(1);
    expect(engine.requests).toHaveLength(0);
  });

  test("a document the editor never opened", async () => {
    const harness = await startHarness({ engine: FakeEngine.saying("x") });
    expect(await request(harness, 0, 0)).toEqual([]);
    expect((await why(harness))?.outcome).toBe("unknownDocument");
  });

  test("settings take effect at once", async () => {
    const engine = FakeEngine.saying("x;");
    const harness = await startHarness({
      engine,
      initializationOptions: { settings: { completion: { enabled: false } } },
    });
    await harness.open(URI, "typescript", "const a = ");
    expect(await request(harness, 0, 10)).toEqual([]);
    expect((await why(harness))?.outcome).toBe("disabled");
    await harness.client.sendNotification("gemwright/settings", {
      completion: { enabled: true },
      model: { path: "/m.gguf" },
    });
    expect(await request(harness, 0, 10)).toHaveLength(1);
    expect(engine.configured?.path).toBe("/m.gguf");
  });

  test("the trace is published with its texts once, later without", async () => {
    const engine = FakeEngine.saying("b;");
    const harness = await startHarness({ engine });
    const statuses: lsp.ServerStatus[] = [];
    harness.client.onNotification(lsp.statusChanged, (status) => void statuses.push(status));
    await harness.open(URI, "typescript", "const a = ");
    await request(harness, 0, 10);
    const traces = () => statuses.flatMap(({ lastCompletion }) => lastCompletion ?? []);
    await expect.poll(traces).not.toEqual([]);
    const before = traces().length;
    engine.setView(engine.view);
    await expect.poll(() => traces().length).toBeGreaterThan(before);
    const [first, ...later] = traces();
    expect(first).toHaveProperty("prompt");
    for (const trace of later) expect(trace).not.toHaveProperty("prompt");
  });
});

describe("what is told of a request", () => {
  test("why is null before the first request", async () => {
    const harness = await startHarness({ engine: FakeEngine.saying("x") });
    expect(await why(harness)).toBeNull();
  });

  test("an answer that a rule ended is told with its tokens and times", async () => {
    const usage = { ...USAGE, promptTokens: 50, reusedTokens: 45, evaluatedTokens: 5, generatedTokens: 0 };
    const engine = new FakeEngine(function* () {
      yield { kind: "prompt", usage };
      for (const text of ["\n  a();", "\n", "}", "\n", "function ", "never"]) yield { kind: "text", text };
    });
    const harness = await startHarness({ engine });
    await harness.open(URI, "typescript", "function f() {\n}\n");
    await request(harness, 0, 14);
    expect(engine.aborted).toBe(1);
    const told = (await why(harness))?.usage;
    expect(told).toMatchObject({
      promptTokens: 50,
      reusedTokens: 45,
      evaluatedTokens: 5,
      generatedTokens: 4,
    });
    expect(told?.generationMs).toBeGreaterThanOrEqual(0);
  });
});

describe("what the editor tells about completions", () => {
  test("an accepted item comes back as a command and is logged", async () => {
    const harness = await startHarness({ engine: FakeEngine.saying("b;") });
    await harness.open(URI, "typescript", "const a = ");
    const [item] = await request(harness, 0, 10);
    await harness.client.sendRequest("workspace/executeCommand", item?.command);
    const id = (await why(harness))?.id.slice(0, 8);
    expect(harness.logged).toContain(`completion ${id} accepted`);
  });

  test("where the cursor rests, the prompt of a completion is read ahead", async () => {
    const engine = FakeEngine.saying("a + b;");
    const harness = await startHarness({ engine });
    await harness.open(URI, "typescript", "const add = (a, b) => ");
    await harness.client.sendNotification(lsp.cursorRests, {
      uri: URI,
      position: { line: 0, character: 22 },
    });
    await expect.poll(() => engine.prefills).toHaveLength(1);
    const [ahead] = engine.prefills;
    expect(ahead).toMatchObject({ lane: "background", cache: "completion" });
    await request(harness, 0, 22);
    expect(engine.requests[0]?.prompt).toEqual(ahead?.prompt);
  });

  test("a new document is indented as its editor says", async () => {
    const engine = FakeEngine.saying("\n  return 1;");
    const harness = await startHarness({ engine });
    await harness.open(URI, "typescript", "function f() {\n}\n");
    const rest = { uri: URI, position: { line: 0, character: 0 }, indentation: { tabs: true, unit: 4 } };
    await harness.client.sendNotification(lsp.cursorRests, rest);
    const [item] = await request(harness, 0, 14);
    expect(item?.insertText).toBe("\n\treturn 1;");
  });

  test("a dismissed suggestion is not shown again by itself, and is when asked for by key", async () => {
    const harness = await startHarness({ engine: FakeEngine.saying("a + b;") });
    await harness.open(URI, "typescript", "const add = (a, b) => ");
    const [item] = await request(harness, 0, 22);
    const [id] = item?.command?.arguments ?? [];
    await harness.client.sendNotification(lsp.completionDismissed, { id });
    expect(await request(harness, 0, 22)).toEqual([]);
    expect((await why(harness))?.outcome).toBe("justRefused");
    expect((await request(harness, 0, 22, { triggerKind: 1 }))[0]?.insertText).toBe("a + b;");
  });
});
