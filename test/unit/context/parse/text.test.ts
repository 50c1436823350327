import { array, assert, boolean, constantFrom, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { lineAt, lineChunks, lineStartsOf } from "../../../../src/server/context/parse/line-chunks.ts";
import { expandUseTree } from "../../../../src/server/context/parse/use-tree.ts";

describe("line chunks", () => {
  const anyText = array(constantFrom("", "x = 1", "a".repeat(900), "\r"), { maxLength: 300 });

  it("are the text, in order, in whole lines", () => {
    assert(
      property(anyText, boolean(), (lines, newline) => {
        const text = lines.join("\n") + (newline ? "\n" : "");
        const chunks = lineChunks(text);
        expect(chunks.map(({ span }) => text.slice(span.start, span.end)).join("")).toBe(text);
        for (const { span, startLine, endLine } of chunks) {
          expect(endLine - startLine).toBeLessThan(60);
          expect(lineAt(lineStartsOf(text), span.start)).toBe(startLine);
          expect(lineAt(lineStartsOf(text), span.end - 1)).toBe(endLine);
        }
      }),
    );
  });

  it("end at a blank line once they are long enough", () => {
    const text = `${"line\n".repeat(30)}\n${"line\n".repeat(10)}`;
    expect(lineChunks(text).map(({ startLine, endLine }) => [startLine, endLine])).toEqual([
      [0, 30],
      [31, 40],
    ]);
  });
});

describe("import trees", () => {
  it.each([
    ["a::b", ["a::b as b"]],
    ["crate::{self, x::*, y as z}", ["crate as crate", "crate::x *", "crate::y as z"]],
    ["a::{b::{c, d::{e}}, f}", ["a::b::c as c", "a::b::d::e as e", "a::f as f"]],
    ["use A\\{B, C as D};", ["A\\B as B", "A\\C as D"]],
    ["use function A\\b;", ["A\\b as b (value)"]],
    ["use const A\\{B, C as D};", ["A\\B as B (value)", "A\\C as D (value)"]],
    ["use A\\{B, function c, const D as E};", ["A\\B as B", "A\\c as c (value)", "A\\D as E (value)"]],
    ["import a.b.{C => D, _}", ["a.b.C as D", "a.b *"]],
    ["import a.b.*", ["a.b *"]],
    ["a::{ /* none */ }", []],
    ["a::{b, // why\n c}", ["a::b as b", "a::c as c"]],
  ])("%s", (tree, expected) => {
    const described = expandUseTree(tree).map(
      ({ specifier, names, details }) =>
        `${specifier} ${names[0]?.name === "*" ? "*" : `as ${names[0]?.local}`}${details?.value === true ? " (value)" : ""}`,
    );
    expect(described).toEqual(expected);
  });
});
