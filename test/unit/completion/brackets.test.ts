import { expect, test } from "vitest";
import { bracketVariants } from "../../../src/server/completion/answer/brackets.ts";
import { completionShape } from "../../../src/server/completion/answer/shape.ts";
import { stopped, stopRules } from "../../../src/server/completion/answer/stop.ts";
import { trimCompletion } from "../../../src/server/completion/answer/trim.ts";
import { windowOf } from "./marked.ts";

test.each([
  ["a = ", "f(b);", "", []],
  ["f(", "a, b", ")", []],
  ["f(", "a, b)) {", "", ["a, b) {", "a, b) {"]],
  ["g(", 'say(")"));', "", []],
  ["run(", "() => {", "", ["() =>) {", "()) => {", "() => {)"]],
  ["run(", "a,", "", []],
  ["a[", "f(b]", "", ["f(b"]],
  ["  ", "}}", "", ["}"]],
  ["  ", "});", "", [");"]],
  ["for a ", "in pairs(t do", "", ["in pairs(t) do", "in pairs(t do)"]],
] as const)("%j + %j + %j", (before, suggestion, after, expected) => {
  const variants = bracketVariants(before, suggestion, after);
  expect(variants).toEqual(expected);
});

/** What is inserted at `|` for a raw answer, after stop rules and trimming. */
function inserted(markedText: string, raw: string, languageId: string): string {
  const window = windowOf(markedText);
  const shape = completionShape(window, languageId);
  const text = stopped(raw, stopRules(window, shape, "```"))?.text ?? raw;
  const trimmed = trimCompletion(text, window, shape, "typescript");
  return trimmed.kind === "text" ? trimmed.text : trimmed.outcome;
}

test.each([
  [
    "cpp",
    "class A {\n public:|\n};\n",
    "\n  int a;\n  int b;\n\n private:\n  int c;\n",
    "\n  int a;\n  int b;",
  ],
  ["cpp", "class A {\n public:|\n};\n", "\n  int a;\n private:\n  int c;\n", "\n  int a;"],
  ["cpp", "class A {\n  int z;\n public:|\n};\n", "\n    int a;\n    int b;\n", "\n  int a;\n  int b;"],
  ["cpp", "class A {\npublic:|\n    int z;\n};\n", "\n    int a;\n};\n", "\n    int a;"],
  // A foreign indentation of the whole block, and of its first level only.
  ["ruby", "if a\n  b\nelse|\nend\n", "\n     c\n", "\n  c"],
  ["ruby", "  x do\n    a\n  end\n  t.each do |\n  end\n", "\n        b\n", "\n    b"],
  ["lua", "if a then\n  b()\nelse|\nend\n", "\n\t  c()\n\t    d()\n", "\n  c()\n    d()"],
  ["shellscript", "for a in b; do|\n  done\n  c\n", "\n      c\n", "\n  c"],
  [
    "java",
    "class A {\n  a() {\n    b(\n        c);\n    var d =\n        e(\n            f);\n  }\n  g() {|\n  }\n}\n",
    "\n    h();\n",
    "\n    h();",
  ],
])("at its level in %s: %j", (languageId, text, raw, expected) => {
  expect(inserted(text, raw, languageId)).toBe(expected);
});
