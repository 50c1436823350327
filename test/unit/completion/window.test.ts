import { describe, expect, test } from "vitest";
import { completionShape } from "../../../src/server/completion/answer/shape.ts";
import { completionWindow, windowBudget } from "../../../src/server/completion/prompt/window.ts";
import { WIDE, windowOf } from "./marked.ts";

const numbered = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_unused, index) => `line ${from + index}`).join("\n");

describe("window", () => {
  test("holds the code on both sides of the cursor", () => {
    expect(windowOf("a\nfoo(|)\nb\nc\n")).toEqual({
      prefix: "a\nfoo(",
      linePrefix: "foo(",
      restOfLine: ")",
      suffix: "b\nc",
      eol: "\n",
      shown: { far: "", above: "", near: "\nb\nc\n", own: "a\nfoo(" },
    });
  });

  test("speaks of \\n inside, and remembers CRLF", () => {
    expect(windowOf("a\r\n\tb|\r\nc\r\n")).toEqual({
      prefix: "a\n\tb",
      linePrefix: "\tb",
      restOfLine: "",
      suffix: "c",
      eol: "\r\n",
      shown: { far: "", above: "", near: "\nc\n", own: "a\n\tb" },
    });
  });

  test("an empty file has an empty window", () => {
    expect(windowOf("|")).toMatchObject({ prefix: "", restOfLine: "", suffix: "" });
  });

  test("the prefix begins at a multiple of 64 lines and keeps at least 64 lines", () => {
    for (const cursorLine of [1, 63, 64, 127, 128, 191, 192, 500, 1000]) {
      const { prefix } = completionWindow(
        `${numbered(0, cursorLine)}\n`,
        numbered(0, cursorLine).length + 1,
        WIDE,
      );
      const first = Number(/\d+/.exec(prefix)?.[0]);
      expect(first % 64).toBe(0);
      expect(cursorLine - first).toBeGreaterThanOrEqual(Math.min(cursorLine, 64));
      expect(cursorLine - first).toBeLessThanOrEqual(128);
    }
  });

  test("typing keeps the beginning of the prefix, line after line", () => {
    const before = numbered(0, 300);
    const starts = new Set<string>();
    for (let typed = 0; typed < 19; typed++) {
      const text = `${before}\n${"x\n".repeat(typed)}`;
      starts.add(completionWindow(text, text.length, WIDE).prefix.slice(0, 20));
    }
    expect(starts.size).toBe(1);
  });

  test("a small budget moves the beginning in steps, never into the middle of a line", () => {
    const text = numbered(0, 120);
    const { prefix } = completionWindow(text, text.length, { prefixChars: 400, suffixChars: 400 });
    expect(prefix.length).toBeLessThanOrEqual(400);
    expect(Number(/\d+/.exec(prefix)?.[0]) % 16).toBe(0);
  });

  test("one endless line is cut to the budget and keeps its end", () => {
    const line = `${"x".repeat(50_000)}END`;
    const { prefix } = completionWindow(line, line.length, { prefixChars: 3000, suffixChars: 100 });
    expect(prefix.length).toBeLessThanOrEqual(3000);
    expect(prefix.length).toBeGreaterThan(1000);
    expect(prefix.endsWith("END")).toBe(true);
  });

  test("the suffix holds 64 whole lines at most, within its budget", () => {
    expect(windowOf(`|\n${numbered(1, 200)}`).suffix.split("\n")).toHaveLength(64);
    const tight = windowOf(`|\n${numbered(1, 200)}`, { prefixChars: 10, suffixChars: 33 }).suffix;
    expect(tight).toBe("line 1\nline 2\nline 3\nline 4");
  });

  test("the budget splits what the engine allocated", () => {
    const budget = windowBudget(8192, 128);
    expect(budget.prefixChars + budget.suffixChars).toBeLessThan((8192 - 128) * 2.5);
    expect(windowBudget(100, 128).prefixChars).toBeGreaterThan(0);
  });
});

describe("one line or a block", () => {
  test.each([
    ["typescript", "const a = |", "line"],
    ["typescript", "foo(|)", "line"],
    ["typescript", "foo(|, b)", "line"],
    ["typescript", "function f() {|}", "block"],
    ["typescript", "function f() {|", "block"],
    ["typescript", "  |", "block"],
    ["typescript", "  |foo()", "line"],
    ["typescript", "if (a) {| return", "line"],
    ["python", "def f():|", "block"],
    ["python", "x = {'a':|}", "block"],
    ["python", "return |", "line"],
    ["typescript", "case 1:|", "line"],
    ["go", "\tcase 1:|", "block"],
    ["go", "\tdefault:|", "block"],
    ["go", "x := T{Name:|", "line"],
    ["lua", "if a then|", "block"],
    ["ruby", "items.each do|", "block"],
    ["javascript", "// what to do|", "line"],
  ])("%s: %s is a %s", (languageId, text, shape) => {
    expect(completionShape(windowOf(text), languageId)).toBe(shape);
  });
});
