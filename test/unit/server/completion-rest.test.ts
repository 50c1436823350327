/** Where the cursor rests, what a key there needs is read ahead: the prompt by the model, the file by its grammar. */
import { describe, expect, test, vi } from "vitest";
import { Parser } from "web-tree-sitter";
import * as lsp from "../../../src/protocol/lsp.ts";
import type { SyntaxCheck } from "../../../src/server/completion/syntax/check.ts";
import { ErrorCounter } from "../../../src/server/completion/syntax/errors.ts";
import { grammarFolder } from "../context/parse/grammar-folder.ts";
import { FakeEngine, MODEL } from "./fake-engine.ts";
import { type Harness, type HarnessOptions, startHarness } from "./lsp-harness.ts";

const URI = "file:///project/a.ts";
const TEXT = "const add = (a, b) => ";
const POSITION = { line: 0, character: 22 };

class Window {
  readonly harness: Harness;

  private constructor(harness: Harness) {
    this.harness = harness;
  }

  static async open(options: HarnessOptions): Promise<Window> {
    const harness = await startHarness(options);
    await harness.open(URI, "typescript", TEXT);
    return new Window(harness);
  }

  /** The server has taken all that was sent before. */
  async settled(): Promise<void> {
    await this.harness.client.sendRequest(lsp.status);
  }

  async rest(): Promise<void> {
    await this.harness.client.sendNotification(lsp.cursorRests, { uri: URI, position: POSITION });
    await this.settled();
  }

  async key(): Promise<string | undefined> {
    const items = await this.harness.client.sendRequest("textDocument/inlineCompletion", {
      textDocument: { uri: URI },
      position: POSITION,
      context: { triggerKind: 2 },
    });
    return (items as ReadonlyArray<{ readonly insertText: string }>)[0]?.insertText;
  }

  async change(text: string, version: number): Promise<void> {
    await this.harness.client.sendNotification("textDocument/didChange", {
      textDocument: { uri: URI, version },
      contentChanges: [{ text }],
    });
    await this.settled();
  }

  async close(): Promise<void> {
    await this.harness.client.sendNotification("textDocument/didClose", { textDocument: { uri: URI } });
    await this.settled();
  }
}

/** The model is in memory, as a load of its own that took `loadMs`. */
async function load(engine: FakeEngine, window: Window, loadMs: number): Promise<void> {
  engine.setView({ kind: "ready", model: { ...MODEL, loadMs }, busy: false });
  await window.settled();
}

function unloaded(): FakeEngine {
  const engine = FakeEngine.saying("a + b;");
  engine.view = { kind: "stopped" };
  return engine;
}

/** The real check, in this thread. */
async function realCheck(): Promise<SyntaxCheck> {
  const counter = await ErrorCounter.create(await grammarFolder());
  return {
    prepare: (place) => void counter.prepare(place),
    scope: (place) => counter.scope(place),
    firstGood: (place, candidates) => counter.firstGood(place, candidates),
    dispose: () => undefined,
  };
}

describe("a model that becomes ready where the cursor rests", () => {
  test("reads ahead without a key, when it is loaded for the first time", async () => {
    const engine = unloaded();
    const window = await Window.open({ engine });
    await window.rest();
    engine.setView({ kind: "loading", path: MODEL.path, fraction: 0.5 });
    await window.settled();
    expect(engine.prefills).toEqual([]);
    await load(engine, window, 1);
    expect(engine.prefills).toHaveLength(1);
    expect(await window.key()).toBe("a + b;");
    expect(engine.requests[0]?.prompt).toEqual(engine.prefills[0]?.prompt);
  });

  test("reads ahead each time it is loaded again, and not when anything else about it changes", async () => {
    const engine = FakeEngine.saying("a + b;");
    const window = await Window.open({ engine });
    await window.rest();
    expect(engine.prefills).toHaveLength(1);
    for (const loadMs of [1, 2]) {
      engine.setView({ kind: "stopped" });
      await window.settled();
      await load(engine, window, loadMs);
      expect(engine.prefills).toHaveLength(1 + loadMs);
    }
    engine.setView({ kind: "ready", model: { ...MODEL, loadMs: 2 }, busy: true });
    await window.settled();
    expect(engine.prefills).toHaveLength(3);
  });

  test("reads nothing ahead after the document changed", async () => {
    const engine = unloaded();
    const window = await Window.open({ engine });
    await window.rest();
    await window.change(`// ${TEXT}`, 2);
    await load(engine, window, 1);
    expect(engine.prefills).toEqual([]);
    await window.rest();
    expect(engine.prefills).toHaveLength(1);
  });

  test("reads nothing ahead after the document was closed, even if it is open again", async () => {
    const engine = unloaded();
    const window = await Window.open({ engine });
    await window.rest();
    await window.close();
    await window.harness.open(URI, "typescript", TEXT);
    await window.settled();
    await load(engine, window, 1);
    expect(engine.prefills).toEqual([]);
  });

  test("reads nothing ahead where completions are switched off meanwhile", async () => {
    const engine = unloaded();
    const window = await Window.open({ engine });
    await window.rest();
    await window.harness.client.sendNotification("gemwright/settings", { completion: { enabled: false } });
    await window.settled();
    await load(engine, window, 1);
    expect(engine.prefills).toEqual([]);
  });
});

test("the file is parsed while the cursor rests, and a key there parses only what its suggestion changes", async () => {
  const parse = vi.spyOn(Parser.prototype, "parse");
  const fresh = (): unknown[] => parse.mock.calls.filter(([, old]) => old == null).map(([text]) => text);
  try {
    const window = await Window.open({ engine: FakeEngine.saying("a + b;"), syntax: await realCheck() });
    await window.rest();
    await expect.poll(fresh).toEqual([TEXT]);
    expect(await window.key()).toBe("a + b;");
    expect(parse.mock.calls.length).toBeGreaterThan(1);
    expect(fresh()).toEqual([TEXT]);
  } finally {
    parse.mockRestore();
  }
});
