/** Alternatives after an explicit request, and what is read ahead when the cursor rests. */
import { setTimeout } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { InlineCompletionItem } from "vscode-languageserver-protocol/node";
import * as lsp from "../../../src/protocol/lsp.ts";
import { FakeEngine } from "../server/fake-engine.ts";
import { type Harness, startHarness } from "../server/lsp-harness.ts";
import { Editor, settled } from "./editor.ts";
import { marked } from "./marked.ts";

const URI = "file:///project/a.ts";

function ask(harness: Harness, character: number, triggerKind: number): Promise<InlineCompletionItem[]> {
  return harness.client.sendRequest("textDocument/inlineCompletion", {
    textDocument: { uri: URI },
    position: { line: 0, character },
    context: { triggerKind },
  });
}

/** Greedy it says the first text; drawn, the one of its seed. */
function drawing(...texts: readonly string[]): FakeEngine {
  return new FakeEngine(({ lane, sampling }) =>
    lane === "background" ? [] : [{ kind: "text", text: texts[sampling.seed ?? 0] ?? "" }],
  );
}

describe("asked by key", () => {
  test("up to three different suggestions, the likeliest first", async () => {
    const engine = drawing("one();", "one();", "two();", "two(); ", "three();");
    const harness = await startHarness({ engine });
    await harness.open(URI, "typescript", "const a = ");
    const items = await ask(harness, 10, 1);
    expect(items.map(({ insertText }) => insertText)).toEqual(["one();", "two();", "three();"]);
    expect(engine.requests.map(({ sampling }) => sampling.temperature)).toEqual([0, 0.9, 0.9, 0.9, 0.9]);
    expect(engine.requests.every(({ lane }) => lane === "completion")).toBe(true);
    const trace = await harness.client.sendRequest(lsp.why);
    expect(trace?.alternatives).toEqual(["two();", "three();"]);
    // The editor asks again by itself, and by key: the choice stays, and nothing more is drawn.
    const asked = engine.requests.length;
    for (const kind of [2, 1]) expect(await ask(harness, 10, kind)).toHaveLength(3);
    expect(engine.requests.slice(asked).filter(({ lane }) => lane === "completion")).toEqual([]);
  });

  test("while typing there is one, and the model is asked once", async () => {
    const engine = drawing("one();", "two();", "three();");
    const harness = await startHarness({ engine });
    await harness.open(URI, "typescript", "const a = ");
    expect(await ask(harness, 10, 2)).toHaveLength(1);
    expect(engine.requests.filter(({ lane }) => lane === "completion")).toHaveLength(1);
  });

  test("the one that was cycled to goes on while it is typed", async () => {
    const engine = drawing("one();", "two();", "three();");
    const harness = await startHarness({ engine });
    await harness.open(URI, "typescript", "const a = ");
    await ask(harness, 10, 1);
    const asked = engine.requests.filter(({ lane }) => lane === "completion").length;
    await harness.client.sendNotification("textDocument/didChange", {
      textDocument: { uri: URI, version: 2 },
      contentChanges: [
        { range: { start: { line: 0, character: 10 }, end: { line: 0, character: 10 } }, text: "thr" },
      ],
    });
    expect(await ask(harness, 13, 2)).toMatchObject([{ insertText: "ee();" }]);
    expect(engine.requests.filter(({ lane }) => lane === "completion")).toHaveLength(asked);
  });

  test("the first does not wait for others that take long", async () => {
    const engine = new FakeEngine(async function* ({ sampling }, signal) {
      if (sampling.temperature > 0) while (!signal.aborted) await setTimeout(5);
      yield { kind: "text", text: "one();" };
    });
    const harness = await startHarness({ engine });
    await harness.open(URI, "typescript", "const a = ");
    expect(await ask(harness, 10, 1)).toMatchObject([{ insertText: "one();" }]);
    // Given up, and not begun again.
    expect(engine.requests.filter(({ sampling }) => sampling.temperature > 0)).toHaveLength(1);
  });

  test("a cancelled request draws no more", async () => {
    const engine = new FakeEngine(async function* ({ sampling }, signal) {
      if (sampling.temperature > 0) while (!signal.aborted) await setTimeout(1);
      yield { kind: "text", text: "one();" };
    });
    const harness = await startHarness({ engine });
    await harness.open(URI, "typescript", "const a = ");
    await ask(harness, 10, 2);
    const first = ask(harness, 10, 1);
    while (engine.requests.length < 2) await setTimeout(1);
    const second = ask(harness, 10, 2);
    expect(await first).toEqual([]);
    expect(await second).toMatchObject([{ insertText: "one();" }]);
    expect(engine.requests.filter(({ sampling }) => sampling.temperature > 0)).toHaveLength(1);
  });
});

const LINES = Array.from({ length: 300 }, (_unused, index) => `const value${index} = compute(${index});`);
const FAR = [...LINES.slice(0, 200), "const x =|", ...LINES.slice(200)].join("\n");

function resting(engine: FakeEngine, markedText = FAR) {
  const editor = new Editor(engine, markedText);
  const { text, offset } = marked(markedText);
  const request = {
    id: "rest",
    uri: "file:///a",
    path: "a",
    languageId: "typescript",
    text,
    offset,
    selectedText: "",
  };
  const rest = (context = ""): void => editor.suggester.rested(request, () => context);
  return { editor, rest };
}

describe("while the cursor rests", () => {
  test("the small window is read first, the large one after a pause, for the completion's cache", async () => {
    const engine = FakeEngine.saying("1;");
    const { editor, rest } = resting(engine);
    rest();
    await settled();
    expect(engine.prefills).toHaveLength(1);
    await editor.rest(400);
    expect(engine.prefills.map(({ lane, cache }) => [lane, cache])).toEqual([
      ["background", "completion"],
      ["background", "completion"],
    ]);
    const [small, large] = engine.prefills.map(({ prompt }) => JSON.stringify(prompt).length);
    expect(large).toBeGreaterThan((small ?? 0) * 1.5);
    rest();
    await editor.rest(400);
    expect(engine.prefills).toHaveLength(2);
  });

  test("code of other files that was found meanwhile is in the large window", async () => {
    const engine = FakeEngine.saying("1;");
    const { editor, rest } = resting(engine, "const x =|");
    rest("src/\n other.ts\n  total(): number");
    await settled();
    expect(JSON.stringify(engine.prefills[0]?.prompt)).not.toContain("total()");
    await editor.rest(400);
    expect(JSON.stringify(engine.prefills[1]?.prompt)).toContain("total()");
  });

  test("a request ends it, and finds the window that was read", async () => {
    const { promise: aborted, resolve } = Promise.withResolvers<void>();
    const engine = FakeEngine.saying("1;");
    const prefill = engine.prefill.bind(engine);
    engine.prefill = async (request, signal) => {
      const usage = await prefill(request, signal);
      if (engine.prefills.length === 1) return usage;
      signal.addEventListener("abort", () => resolve());
      await new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
      return usage;
    };
    const { editor, rest } = resting(engine);
    rest();
    await editor.rest(400);
    expect(engine.prefills).toHaveLength(2);
    await editor.type(" ");
    await aborted;
    expect(editor.states.at(-1)).toContain("const x = [1;]");
  });

  test("nothing is read where a suggestion already stands", async () => {
    const engine = FakeEngine.saying("1;");
    const { editor } = resting(engine, "const x =|");
    await editor.type(" ");
    const { text, offset } = editor;
    const place = { uri: "file:///a", path: "a", languageId: "typescript", text, offset };
    editor.suggester.rested({ id: "rest", selectedText: "", ...place }, () => "");
    await settled();
    expect(engine.prefills).toEqual([]);
  });
});

test("at most one generation that was not ended is alive, whatever is typed, shown and prepared", async () => {
  let alive = 0;
  let most = 0;
  const engine = new FakeEngine(async function* (_request, signal) {
    alive++;
    most = Math.max(most, alive);
    let counted = true;
    const leave = (): void => {
      if (counted) alive--;
      counted = false;
    };
    signal.addEventListener("abort", leave);
    for (const text of ["one", "Two", "(three);"]) {
      await setTimeout(1);
      yield { kind: "text", text };
    }
    leave();
  });
  const editor = new Editor(engine, "const a =|");
  for (const typed of " onlyone().then(x => y)") {
    const typing = editor.type(typed, 90);
    if (typed === "o") await editor.rest(80);
    await Promise.race([typing, setTimeout(3)]);
  }
  await editor.rest(500);
  await setTimeout(30);
  expect(most).toBe(1);
  expect(engine.requests.length).toBeGreaterThan(5);
});
