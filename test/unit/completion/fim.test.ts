import { describe, expect, test } from "vitest";
import type { FimPrompt, FimSupport } from "../../../src/protocol/engine.ts";
import { DEFAULT_SETTINGS } from "../../../src/protocol/settings.ts";
import { complete } from "../../../src/server/completion/complete.ts";
import { fimPrompt, readableFim } from "../../../src/server/completion/prompt/fim.ts";
import { completionWindow } from "../../../src/server/completion/prompt/window.ts";
import { chooseWindow, WindowMemory } from "../../../src/server/completion/prompt/window-choice.ts";
import { FakeEngine, MODEL } from "../server/fake-engine.ts";
import { marked } from "./marked.ts";

const PREFIX_FIRST: FimSupport = { format: "Qwen Coder", files: true, suffixFirst: false };
const SUFFIX_FIRST: FimSupport = { format: "Codestral", files: false, suffixFirst: true };
const BUDGET = { prefixChars: 8000, suffixChars: 4000 };

function promptOf(markedText: string, support = PREFIX_FIRST, context = ""): FimPrompt {
  const { text, offset } = marked(markedText);
  return fimPrompt(completionWindow(text, offset, BUDGET), support, "src/a.ts", context);
}

const lines = (count: number): string => Array.from({ length: count }, (_, i) => `line${i};\n`).join("");

describe("a FIM prompt", () => {
  test("is the code before and after the cursor", () => {
    const prompt = promptOf(`${lines(9)}foo(|a)\nbar();\n`);
    expect(prompt).toEqual({
      kind: "fim",
      healing: true,
      prefix: lines(8),
      begun: "line8;\nfoo(",
      suffix: "a)\nbar();",
      path: "src/a.ts",
    });
    expect(promptOf("x = |y\n").prefix).toBe("");
    expect(promptOf("a|").suffix).toBe("");
    const prefixLines = (count: number): number => promptOf(`${lines(count)}|`).prefix.split("\n").length - 1;
    expect([1, 2, 3, 4, 7, 8, 31, 32, 63, 64].map(prefixLines)).toEqual([1, 2, 2, 4, 4, 8, 16, 32, 32, 64]);
  });

  test("only grows at its end while a line is typed, and where the suffix is first for ever", () => {
    const typed = "const value = compute(a, b);";
    for (let length = 1; length <= typed.length; length++) {
      const before = promptOf(`${lines(20)}${typed.slice(0, length - 1)}|\nrest();\n`);
      const after = promptOf(`${lines(20)}${typed.slice(0, length)}|\nrest();\n`);
      expect(after).toEqual({ ...before, begun: (before.begun ?? "") + typed.charAt(length - 1) });
    }
    for (const count of [7, 8, 9, 30]) {
      const prompt = promptOf(`${lines(count)}|\nrest();\n`, SUFFIX_FIRST);
      expect(prompt).toMatchObject({ prefix: lines(count), suffix: "\nrest();" });
      expect(prompt.begun).toBeUndefined();
    }
  });

  test("does not change by brackets that the editor closes", () => {
    expect(promptOf("foo(|)\nbar();\n").suffix).toBe(promptOf("foo|\nbar();\n").suffix);
  });

  test("shows paths and other files only to models that know how", () => {
    const context = "src/\n b.ts\n  function b()\n";
    expect(promptOf("|", PREFIX_FIRST, context).files).toEqual([
      { path: "project-outline.txt", text: context.trimEnd() },
    ]);
    const plain = promptOf("|", SUFFIX_FIRST, context);
    expect(plain).not.toHaveProperty("files");
    expect(plain).not.toHaveProperty("path");
  });

  test("shows hidden characters instead of smuggling them in", () => {
    expect(JSON.stringify(promptOf("a\u202E|b\u200B\n"))).not.toMatch(/[\u200B\u202E]/u);
  });

  test("can be read in the order in which the model gets it", () => {
    const headings = (support: FimSupport): string[] =>
      readableFim(promptOf("a|b", support, "x")).match(/^\[.*\]$/gm) ?? [];
    expect(headings(PREFIX_FIRST)).toEqual([
      "[file project-outline.txt]",
      "[file src/a.ts]",
      "[prefix]",
      "[suffix]",
      "[middle, begun]",
    ]);
    expect(headings(SUFFIX_FIRST)).toEqual(["[suffix]", "[prefix]", "[middle]"]);
  });
});

test("the full window stays when the anchor of the middle moves", () => {
  const memory = new WindowMemory();
  const request = (count: number) => {
    const { text, offset } = marked(`${lines(200)}${lines(count)}|\n${lines(20)}`);
    return {
      id: "",
      uri: "file:///a.ts",
      path: "a.ts",
      languageId: "typescript",
      selectedText: "",
      text,
      offset,
    };
  };
  const elsewhere = { ...request(1), uri: "file:///b.ts", path: "b.ts", text: "b();\n", offset: 0 };
  memory.note(chooseWindow(elsewhere, BUDGET, undefined, PREFIX_FIRST).asked.prompt);
  const first = chooseWindow(request(23), BUDGET, undefined, PREFIX_FIRST);
  memory.note(first.asked.prompt);
  expect(chooseWindow(request(24), BUDGET, memory, PREFIX_FIRST).later).toBeUndefined();
  expect(chooseWindow(request(150), BUDGET, memory, PREFIX_FIRST).later).toBeDefined();
});

describe("a completion", () => {
  const request = {
    id: "1",
    uri: "file:///a.md",
    path: "a.md",
    languageId: "markdown",
    selectedText: "",
    text: "# Title\n\n",
    offset: 9,
  };

  function codeModel(): FakeEngine {
    const engine = FakeEngine.saying("Some text\n", "```sh\n", "ls\n", "```\n");
    engine.view = { kind: "ready", model: { ...MODEL, chat: false, fim: PREFIX_FIRST }, busy: false };
    return engine;
  }

  test("of a model that fills in the middle is asked for in its form, and may hold a fence", async () => {
    const engine = codeModel();
    const tools = { engine, settings: DEFAULT_SETTINGS.completion };
    const completed = await complete(tools, request, new AbortController().signal);
    expect(engine.requests[0]?.prompt).toMatchObject({
      kind: "fim",
      prefix: "# Title\n\n",
      begun: "",
      suffix: "",
    });
    expect(completed.raw).toContain("```sh");
    expect(completed.outcome).toBe("shown");
    expect(completed.text).toContain("Some text\n```sh");
  });

  test("waits for the model before it decides on the form", async () => {
    const engine = codeModel();
    engine.model = { ...MODEL, chat: false, fim: SUFFIX_FIRST };
    engine.view = { kind: "stopped" };
    const tools = { engine, settings: DEFAULT_SETTINGS.completion };
    await complete(tools, request, new AbortController().signal);
    expect(engine.loads).toBe(1);
    expect(engine.requests[0]?.prompt).toMatchObject({ kind: "fim", prefix: "# Title\n\n" });
  });
});
