import { describe, expect, it } from "vitest";
import { Terms } from "../../../../src/server/context/rank/question-terms.ts";
import { readQuestion } from "../../../../src/server/context/rank/question-words.ts";
import { handMadeView } from "./hand-made.ts";

const VIEW = handMadeView({
  "login.ts": { text: "export function login(): void {}\n" },
  "OpenRouter.ts": { text: "export class OpenRouter {\n}\n" },
  "toc.ts": { text: "export function toc(): void {}\n" },
  "arg.ts": { text: "export const arg = 1;\nremoved = parsing;\n" },
});

function overlap(question: string, ...names: string[]): number {
  return new Terms(VIEW, readQuestion(question), 4).overlap(names);
}

describe("the terms of a question", () => {
  it.each([
    ["How does a user log in?", "login"],
    ["Where is openrouter called?", "OpenRouter"],
    ["Where is the open router called?", "openRouter"],
    ["Where is the table of contents built?", "toc"],
    ["Which argument is it?", "arg"],
    ["How does it parse?", "removed_while_parsing"],
  ])("%s is about %s", (question, name) => {
    expect(overlap(question, name)).toBeGreaterThan(0.3);
  });

  it("are not in names that share only letters", () => {
    expect(overlap("How does it parse?", "sparse", "par")).toBe(0);
    expect(overlap("Where is the table of contents built?", "ntoc")).toBe(0);
  });

  it("count each word once, however often it occurs", () => {
    const once = overlap("login with openrouter", "login");
    expect(overlap("login with openrouter", "login", "login", "Login")).toBe(once);
    expect(overlap("login with openrouter", "login", "openrouter")).toBeCloseTo(1);
  });
});
