/** The pack of a repository comes close to its budget, whatever the sizes of the files. */
import { describe, expect, it } from "vitest";
import type { Pack } from "../../../../src/server/context/pack/assemble.ts";
import { TokenCounts } from "../../../../src/server/context/pack/counts.ts";
import { packRepository } from "../../../../src/server/context/pack/repository-pack.ts";
import { NameGraph } from "../../../../src/server/context/rank/name-graph.ts";
import { rankForQuestion } from "../../../../src/server/context/rank/question.ts";
import { type HandMadeFile, handMadeView, SHOP } from "../rank/hand-made.ts";

type Files = Readonly<Record<string, HandMadeFile>>;

function count(texts: readonly string[]): number[] {
  return texts.map((text) => Math.ceil(text.length / 4));
}

/** With a question: what is ranked for it. */
function repository(files: Files, budgetTokens: number, question?: string): Pack {
  const graph = new NameGraph(handMadeView(files));
  const ranked = question === undefined ? {} : { ranked: rankForQuestion(graph, { text: question }) };
  return packRepository(graph, new TokenCounts(count), { budgetTokens, allowed: () => true, ...ranked });
}

function always({ sections }: Pack): string {
  return sections.map(({ asked, text }) => (asked ? "" : text)).join("");
}

/** Files with a function each, which can be folded. */
function manyFiles(number: number): Files {
  const text = (at: number): string => `export function work${at}() {\n${"  return 1;\n".repeat(12)}}\n`;
  const files = Array.from({ length: number }, (_, at) => [
    `src/file${at}.ts`,
    { text: text(at), committedMs: at + 1 },
  ]);
  return Object.fromEntries(files);
}

describe("the pack of a repository fills its budget", () => {
  const line = (at: number): string => `export const entry${at} = [${"1234, ".repeat(20)}];\n`;
  const ofLines = (lines: number): HandMadeFile => ({
    text: Array.from({ length: lines }, (_, at) => line(at)).join(""),
    committedMs: lines,
  });
  /** A few files that each take a good part of the budget, and a table that takes more than it. */
  const few = {
    ...Object.fromEntries([15, 20, 35, 60, 90].map((lines) => [`src/of${lines}.ts`, ofLines(lines)])),
    "src/table.ts": ofLines(800),
  };

  it.each([1500, 4000, 16_000])("of %i tokens, when there is more than fits", (budget) => {
    for (const files of [manyFiles(150), manyFiles(500), few]) {
      const pack = repository(files, budget);
      expect(pack.tokens).toBeLessThanOrEqual(budget);
      const all = repository(files, 1e9);
      expect(pack.tokens).toBeGreaterThan(Math.min(0.95 * budget, all.tokens - 1));
    }
  });

  it("with a question that needs less than what is kept for it", () => {
    for (const files of [manyFiles(150), few]) {
      const pack = repository(files, 5000, "nothing of the kind");
      expect(pack.tokens).toBeLessThanOrEqual(5000);
      expect(pack.tokens).toBeGreaterThan(0.95 * 5000);
      // What is the same for any question stands first.
      const other = repository(files, 5000, "work17 entry3");
      expect(always(other)).toBe(always(pack));
      expect(pack.text.startsWith(always(pack))).toBe(true);
    }
  });

  it("with everything in full when that fits, question or not", () => {
    const whole = repository(SHOP, 2000);
    const pack = repository(SHOP, whole.tokens, "loyalty discount");
    expect(new Set(pack.files.map(({ level }) => level))).toEqual(new Set(["full"]));
    expect(pack.text).toBe(whole.text);
  });

  it("with the head of a file that is too long", () => {
    const pack = repository({ "src/table.ts": ofLines(800) }, 2000);
    const head = pack.files.at(-1);
    expect(head).toMatchObject({ path: "src/table.ts", level: "full", startLine: 1 });
    expect(head?.reason).toContain("its head");
    expect(pack.text).toContain("src/table.ts, lines 1–");
  });
});
