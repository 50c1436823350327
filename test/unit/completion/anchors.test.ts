/** What stands after the cursor is read once: closing brackets, new lines and short moves leave most of it as it is. */
import { describe, expect, test } from "vitest";
import { onlyClosers } from "../../../src/server/completion/prompt/closers.ts";
import { completionPrompt, readablePrompt } from "../../../src/server/completion/prompt/prompt.ts";
import {
  completionWindow,
  type ShownCode,
  windowBudget,
} from "../../../src/server/completion/prompt/window.ts";
import { chooseWindow, WindowMemory } from "../../../src/server/completion/prompt/window-choice.ts";
import { Random } from "../../fixtures/gguf/random.ts";
import { marked } from "./marked.ts";

const BUDGET = windowBudget(8192, 128);
const PREFIX_FIRST = { format: "any", files: false, suffixFirst: false };

function lines(from: number, to: number): string {
  return Array.from({ length: to - from }, (_unused, index) => `line${from + index}(of, the, file);\n`).join(
    "",
  );
}

/** An editor without a model: what each state would send, and how many characters of it are new. */
class Typing {
  private readonly memory = new WindowMemory();
  private readonly fim: typeof PREFIX_FIRST | undefined;
  shown: ShownCode = { far: "", above: "", near: "", own: "" };
  prompt = "";

  constructor(fim?: typeof PREFIX_FIRST) {
    this.fim = fim;
  }

  /** Characters that the engine reads for this state; the large window is there from the beginning. */
  at(markedText: string): number {
    const request = { id: "", uri: "file:///a", path: "a", languageId: "typescript", selectedText: "" };
    const first = this.prompt === "";
    const ask = () => chooseWindow({ ...request, ...marked(markedText) }, BUDGET, this.memory, this.fim);
    if (first) this.memory.note(ask().later ?? ask().asked.prompt);
    const { asked, window, later } = ask();
    if (later !== undefined) throw new Error("The small window was chosen.");
    const cost = this.memory.cost(asked.prompt);
    this.memory.note(asked.prompt);
    this.shown = window.shown;
    this.prompt = readablePrompt(asked.prompt);
    return cost;
  }
}

describe("what follows the cursor is not read again", () => {
  const [above, below] = [lines(0, 150), lines(150, 300)];

  test("when a bracket closes itself, on Enter between braces, and on the way out", () => {
    const typing = new Typing();
    typing.at(`${above}|\n${below}`);
    expect(typing.at(`${above}if (a) {|}\n${below}`)).toBe(8);
    expect(typing.at(`${above}if (a) {\n  |\n}\n${below}`)).toBe(3);
    expect(typing.at(`${above}if (a) {\n  b(|)\n}\n${below}`)).toBe(2);
    expect(typing.at(`${above}if (a) {\n  b()|\n}\n${below}`)).toBe(1);
    expect(typing.at(`${above}if (a) {\n  b()\n}|\n${below}`)).toBe(2);
    expect(typing.at(`${above}if (a) {\n  b()\n}\n|\n${below}`)).toBe(1);
  });

  test("nor in the form of a model that fills in the middle", () => {
    const typing = new Typing(PREFIX_FIRST);
    typing.at(`${above}|\n${below}`);
    expect(typing.at(`${above}if (a) {|}\n${below}`)).toBe(8);
    expect(typing.at(`${above}if (a) {\n  |\n}\n${below}`)).toBe(3);
    expect(typing.at(`${above}if (a) {\n  b()\n}\n|\n${below}`)).toBe(6);
  });

  test("when a bracket closes itself in front of other arguments", () => {
    const typing = new Typing();
    typing.at(`${above}call(|, other);\n${below}`);
    expect(typing.at(`${above}call(f(|), other);\n${below}`)).toBe(2);
    expect(typing.at(`${above}call(f()|, other);\n${below}`)).toBe(1);
  });

  test("after a move by some lines, but for the ones around the cursor", () => {
    const all = (above + below).split("\n");
    const at = (line: number): string => all.with(line, `|${all[line] ?? ""}`).join("\n");
    const typing = new Typing();
    typing.at(at(150));
    const { far } = typing.shown;
    for (const line of [151, 155, 153, 150, 144, 147]) {
      expect(typing.at(at(line))).toBeLessThan(1200);
      expect(typing.shown.far).toBe(far);
    }
  });

  test("but a bracket that a move brings between the cursor and the code is told", () => {
    const typing = new Typing();
    typing.at(`${above}if (a) {\n  b();\n}\n|\n${below}`);
    typing.at(`${above}if (a) {\n  b();|\n}\n\n${below}`);
    expect(typing.shown.near.startsWith("\n}\n")).toBe(true);
  });

  test("and a place that was left for another is found again as it was", () => {
    const typing = new Typing();
    const text = (here: string, there: string) => `${above}${here}\n${below}${there}\n${lines(300, 400)}`;
    typing.at(text("a|", "b"));
    typing.at(text("a {|}", "b"));
    typing.at(text("a {\n  |\n}", "b"));
    expect(typing.at(text("a {\n  x|\n}", "b"))).toBe(1);
  });
});

describe("no line is shown twice, and none is lost", () => {
  const words = ["foo(1);", "  bar();", "{", "}", "", "  )", "});", "\tlong(er, line, of, code);"];

  test.each(["\n", "\r\n"])("wherever the cursor goes and whatever is typed, with %j", (eol) => {
    const random = new Random(11);
    const pick = (most: number): number => random.next() % most;
    const memory = new WindowMemory();
    const request = { id: "", uri: "file:///a", path: "a", languageId: "typescript", selectedText: "" };
    let text = Array.from({ length: 120 }, () => words[pick(words.length)]).join(eol);
    let offset = 0;
    for (let step = 0; step < 1500; step++) {
      const action = pick(10);
      const pieces = ["x", "{}", `${eol}  `, `${eol}  ${eol}}`, ")"];
      const typed = action < 5 ? (pieces[action] ?? "") : "";
      text = text.slice(0, offset) + typed + text.slice(offset);
      offset += action === 1 ? 1 : action === 3 ? eol.length + 2 : typed.length;
      if (action === 5) offset = pick(text.length);
      if (action > 5) offset = Math.min(text.length, Math.max(0, offset + pick(120) - 60));
      if (text[offset - 1] === "\r") offset++;
      const { window, asked } = chooseWindow({ ...request, text, offset }, BUDGET, memory);
      memory.note(asked.prompt);
      const { far, above, near, own } = window.shown;
      const before = text.slice(0, offset).replaceAll("\r\n", "\n");
      const after = text.slice(offset).replaceAll("\r\n", "\n");
      expect(before.endsWith(above === "" ? own : `${above}\n${own}`)).toBe(true);
      const told = near + far;
      const at = after.indexOf(told);
      expect(at).toBeGreaterThanOrEqual(0);
      expect(onlyClosers(after.slice(0, at))).toBe(true);
    }
  });
});

describe("a prompt fits", () => {
  test.each([
    ["a line without end after the cursor", "", "y".repeat(60_000)],
    ["a line without end below", "", `\n${"y".repeat(60_000)}\nnear();\n`],
    ["a line without end above", `${"x".repeat(60_000)}\nconst near = 1;\n`, "\nlast();\n"],
    ["many long lines above", `${`${"x".repeat(3000)}\n`.repeat(50)}const near = 1;\n`, "\nlast();\n"],
    ["many long lines below", "", `\n${`${"y".repeat(3000)}\n`.repeat(50)}`],
    ["a line without end before the cursor", "x".repeat(60_000), "\nlast();\n"],
    ["a smiley where a line is cut", `${"😀".repeat(9999)}\nconst near = 1;\n`, `a${"😀".repeat(9999)}`],
  ])("with %s", (_name, before, after) => {
    for (const tokens of [1024, 8192]) {
      const budget = windowBudget(tokens, 128);
      const text = before + after;
      const { shown } = completionWindow(text, before.length, budget);
      const shownBefore = shown.above.length + shown.own.length;
      const shownAfter = shown.near.length + shown.far.length;
      expect(shownBefore).toBeLessThanOrEqual(budget.prefixChars + 1);
      expect(shownAfter).toBeLessThanOrEqual(budget.suffixChars + 1);
      const { prompt } = completionPrompt(completionWindow(text, before.length, budget), "a", "typescript");
      const said = readablePrompt(prompt);
      expect(said.isWellFormed()).toBe(true);
      for (const near of ["const near = 1;", "near();", "last();"])
        expect(said.includes(near)).toBe(text.includes(near));
      expect(shown.own.slice(-16)).toBe(before.slice(-16));
    }
  });
});
