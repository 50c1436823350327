import { expect, test } from "vitest";
import { patternsOf, withoutReferences } from "../../../../src/server/context/parse/query-source.ts";

const SOURCE = `; A comment with (brackets) and "quotes".
(call function: (identifier) @reference.call)
["a;b" "(" "\\")"] @fold ; behind
(class name: (_) @name body: (_) @body (#match? @name "^[(]")) @definition.class
"import" @import
(extends [(identifier) @reference.base (call (args) @fold)])`;

test("a query is cut into its patterns, whatever its strings and comments hold", () => {
  expect(patternsOf(SOURCE).map((pattern) => pattern.trim())).toEqual([
    "(call function: (identifier) @reference.call)",
    '["a;b" "(" "\\")"] @fold ; behind',
    '(class name: (_) @name body: (_) @body (#match? @name "^[(]")) @definition.class',
    '"import" @import',
    "(extends [(identifier) @reference.base (call (args) @fold)])",
  ]);
  expect(patternsOf("; nothing\n")).toEqual([]);
});

test("only patterns that find nothing but references are left out", () => {
  expect(patternsOf(withoutReferences(SOURCE))).toHaveLength(4);
  expect(withoutReferences(SOURCE)).not.toContain("@reference.call");
  expect(withoutReferences(SOURCE)).toContain("@reference.base");
});
