/** A document without an indented line takes the editor's indentation; one that has some keeps its own. */
import { describe, expect, test } from "vitest";
import type { EditorIndentation } from "../../../src/protocol/lsp.ts";
import { fitIndentation } from "../../../src/server/completion/answer/indentation.ts";
import { windowOf } from "./marked.ts";

const FOUR: EditorIndentation = { tabs: false, unit: 4 };
const TABS: EditorIndentation = { tabs: true, unit: 4 };

function fitted(code: string, text: string, indentation?: EditorIndentation): string {
  return fitIndentation(text, { ...windowOf(code), indentation });
}

describe("in a document without an indented line", () => {
  test("two columns become four", () => {
    const text = "\n  if (a) {\n    b();\n  }\n}";
    expect(fitted("f() {|", text, FOUR)).toBe("\n    if (a) {\n        b();\n    }\n}");
  });

  test("spaces become tabs, and tabs spaces", () => {
    const text = "\n    if (a) {\n        b();\n    }\n}";
    const tabs = "\n\tif (a) {\n\t\tb();\n\t}\n}";
    expect(fitted("f() {|", text, TABS)).toBe(tabs);
    expect(fitted("f() {|", tabs, FOUR)).toBe(text);
  });

  test("what stands beside a level stays there", () => {
    const text = "\n  /**\n   * b\n   */\n  c() {}";
    expect(fitted("class A {|", text, FOUR)).toBe("\n    /**\n     * b\n     */\n    c() {}");
  });

  test("what is right stays", () => {
    expect(fitted("def f():|", "\n    return 1", FOUR)).toBe("\n    return 1");
  });

  test("without an editor that tells, the model's lines stay", () => {
    expect(fitted("f() {|", "\n  b();\n}")).toBe("\n  b();\n}");
  });
});

test("the document's own lines count for more than the editor", () => {
  expect(fitted("g() {\n  a();\n}\nf() {|", "\n  b();\n}", FOUR)).toBe("\n  b();\n}");
});
