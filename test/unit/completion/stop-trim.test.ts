import { describe, expect, test } from "vitest";
import { completionShape } from "../../../src/server/completion/answer/shape.ts";
import { stopped, stopRules, stopTexts } from "../../../src/server/completion/answer/stop.ts";
import { trimCompletion } from "../../../src/server/completion/answer/trim.ts";
import { windowOf } from "./marked.ts";

function rulesOf(markedText: string, languageId = "typescript") {
  const window = windowOf(markedText);
  return stopRules(window, completionShape(window, languageId), "```");
}

describe("stop rules", () => {
  test.each([
    ["a = |", "b + c", undefined],
    ["a = |", "b + c\nd = 1", { text: "b + c", rule: "endOfLine" }],
    ["a = |", "```", { text: "", rule: "fence" }],
    ["{|", "\n  a\n```\nmore", { text: "\n  a", rule: "fence" }],
    ["{|", "\n  a();\n\n  b();", { text: "\n  a();", rule: "blankLine" }],
    ["{|", "\n\n  a();", undefined],
    ["{|\n}\n", "\n  a();\n}", undefined],
    ["{|\n}\n", "\n  a();\n}\n", { text: "\n  a();", rule: "followingLine" }],
    ["{|\n}\n", "\n  a();\n  }\n", undefined],
    ["  |\n  return x;", "let x = 1;\n  return x;\n", { text: "let x = 1;", rule: "followingLine" }],
    ["  |\n  return x;", "return x;\n", { text: "", rule: "followingLine" }],
    // The block that was opened, or that the cursor stands in, is complete.
    ["if (a) {|", "\n  b();\n}\nc();\n", { text: "\n  b();\n}", rule: "endOfBlock" }],
    [
      "if (a) {|",
      "\n  b();\n} else {\n  c();\n}\n",
      { text: "\n  b();\n} else {\n  c();\n}", rule: "endOfBlock" },
    ],
    ["if (a) {|", "\n  b();\nc();\n", { text: "\n  b();", rule: "dedent" }],
    ["    |", "a()\n    b()\nc()\n", { text: "a()\n    b()", rule: "dedent" }],
    ["\t|", "a()\n\tb()\n", undefined],
    // What already follows, in other punctuation.
    [
      "  |\n  return total(x);",
      "let y = 1;\n  return total (x)\n",
      { text: "let y = 1;", rule: "followingLine" },
    ],
    ['  |\n  put("a1", 1);', 'let y;\n  put("a2", 2);\n', undefined],
    ['  |\n  put(x["b"], 1)', "put(x['b'], 1);\n", { text: "", rule: "followingLine" }],
    ["  |\n  put(x[:b], 1);", "put(x['b'], 1);\n", undefined],
    // Loops, but for those of the author.
    ["  pop();\n  pop();\n  |", "pop();\n", undefined],
    ["{|", "\n  push(1);\n  push(1);\n", { text: "\n  push(1);", rule: "repetition" }],
    ["  push(2);\n  |", "push(2);\n", { text: "", rule: "repetition" }],
    [
      "{|",
      "\n  aa(1);\n  bb(2);\n  aa(1);\n  bb(2);\n",
      { text: "\n  aa(1);\n  bb(2);", rule: "repetition" },
    ],
    ["a = |", "foo(x, ".repeat(10), { text: "", rule: "repetition" }],
    ["a = |", "[0, 0, 0, 0, 0, 0, 0, 0, 0]", undefined],
    ["// |", "--------------------------------", undefined],
    ["{|", "\r\n  a\r\n\r\n", { text: "\n  a", rule: "blankLine" }],
  ])("%s and %j", (text, raw, expected) => {
    expect(stopped(raw, rulesOf(text))).toEqual(expected);
  });

  test("whatever chunks it comes in, the result is the same", () => {
    const rules = rulesOf("{|\n}\n");
    const raw = "\n  a();\n  b();\n}\nfunction next() {\n";
    let seen: ReturnType<typeof stopped>;
    for (let length = 1; length <= raw.length && seen === undefined; length++)
      seen = stopped(raw.slice(0, length), rules);
    expect(seen).toEqual(stopped(raw, rules));
  });

  test("the engine watches the end of the line, or the fence", () => {
    expect(stopTexts(rulesOf("a = |"))).toEqual(["\n"]);
    expect(stopTexts(rulesOf("{|"))).toEqual(["\n```"]);
  });
});

function trimmed(markedText: string, raw: string, languageId = "typescript"): string {
  const window = windowOf(markedText);
  const result = trimCompletion(raw, window, completionShape(window, languageId), languageId);
  return result.kind === "text" ? markedText.replace("|", `[${result.text}]`) : result.outcome;
}

describe("trim", () => {
  test.each([
    // What is fine stays as it is.
    ["a = |", "b + c;", "a = [b + c;]"],
    ["foo(|", "a, b);", "foo([a, b);]"],
    ["\tif (x) {|", "\n\t\treturn 1;\n\t}", "\tif (x) {[\n\t\treturn 1;\n\t}]"],
    ["x = |", "f(g(1))", "x = [f(g(1))]"],
    // What already stands after the cursor goes.
    ["foo(|)", "a, b)", "foo([a, b])"],
    ["foo(|);", "a, b);", "foo([a, b]);"],
    ["foo(|);", "a, b)", "foo([a, b]);"],
    ["foo(|)", "g(x)", "foo([g(x)])"],
    ["foo(|)", "g(x))", "foo([g(x)])"],
    ["foo(|)", "a); bar(", "foo([a])"],
    ['say("|")', 'hello")', 'say("[hello]")'],
    ["a[|] = 1", "i] = 1", "a[[i]] = 1"],
    ["const |name;", "an", "const [an]name;"],
    ["sum = |a + b;", "x * a + b;", "sum = [x * ]a + b;"],
    ["f() {|}", "\n  return 1;\n}", "f() {[\n  return 1;\n]}"],
    ["  f() {|}", "\n    return 1;", "  f() {[\n    return 1;\n  ]}"],
    // Lines that already follow.
    ["{|\n  b();\n}", "\n  a();\n  b();\n}", "{[\n  a();]\n  b();\n}"],
    ["f() {|\n}", "\n  a();\n}", "f() {[\n  a();]\n}"],
    ["|\nreturn total;", "return total;", "repeatsSuffix"],
    ["  return |\n  return total;", "total;", "repeatsSuffix"],
    ["foo(|)", ")", "repeatsSuffix"],
    ["at(|) >= parse(b)", "a) >= parse(b)) >= parse(b)", "at([a]) >= parse(b)"],
    ["a = | + 1", "1 + 1 + 1", "a = [1 + 1] + 1"],
    ["  e(a[|\n  e(a[:b]).to(2)", "'b']).to(2)", "  e(a[['b']).to(2)]\n  e(a[:b]).to(2)"],
    // Endless repetition is cut to one.
    ["{|", "\n  push(1);\n  push(1);\n  push(1);\n  push(1);", "{[\n  push(1);]"],
    ["  push(2);\n  |", "push(2);", "repetition"],
    ["a = |", "foo(x, ".repeat(10), "repetition"],
    // The indentation of the file.
    [
      "f() {\n\ta();\n}\ng() {|",
      "\n    b();\n    if (c) {\n        d();\n    }\n}",
      "f() {\n\ta();\n}\ng() {[\n\tb();\n\tif (c) {\n\t\td();\n\t}\n}]",
    ],
    ["f() {\n  a();\n}\ng() {|", "\n\tb();\n}", "f() {\n  a();\n}\ng() {[\n  b();\n}]"],
    ["f() {\n  a();\n}\ng() {|", "\n      b();\n    }", "f() {\n  a();\n}\ng() {[\n  b();\n}]"],
    ["f() {\n  a();\n  |\n}", "  b();", "f() {\n  a();\n  [b();]\n}"],
    ["\tswitch (a) {|", "\n\tcase 1:\n\t\tb()", "\tswitch (a) {[\n\tcase 1:\n\t\tb()]"],
    // Leaks and junk.
    ["a = |", "", "empty"],
    ["a = |", "   ", "empty"],
    ["a = |", "b;   ", "a = [b;]"],
    ["a = |", "```rust", "notCode"],
    ["/// |", "```rust", "/// [```rust]"],
    ["a = |", "<turn|>", "notCode"],
    ["a = |", "b;<turn|>\n<|turn>user", "a = [b;]"],
    ["a = |", "<|channel>thought", "notCode"],
    ["a = |", "b<end_of_turn>", "a = [b]"],
    ["a = |", "b \u202E evil", "notCode"],
    ["a = |", "b\u200Bc", "notCode"],
    ["a = |", "\u{E0061}\u{E0062}b", "notCode"],
    ["|", "Sure, here is the code you asked for:", "notCode"],
    ["|", "Here is the missing code", "notCode"],
    ["|", "I cannot help with that", "notCode"],
    // Look-alikes of leaks that are code.
    ["a = |", "x < turn && y > 1;", "a = [x < turn && y > 1;]"],
    ["const |", "Here = 1;", "const [Here = 1;]"],
    ["|", "I = 5", "[I = 5]"],
  ])("%j and %j", (text, raw, expected) => {
    expect(trimmed(text, raw)).toBe(expected);
  });
});
