import { array, assert, constantFrom, property, tuple } from "fast-check";
import createIgnore from "ignore";
import { expect, test } from "vitest";
import { PatternList } from "../../../../src/server/context/index/scan/simple-patterns.ts";

const NAMES = [
  "dist",
  "Dist",
  "a.log",
  ".log",
  "x.LOG",
  "a.b.log",
  "log",
  "src",
  ".env",
  "#a",
  "a b",
  "...",
  "a~",
];
const PATTERNS = [
  "dist",
  "dist/",
  "/dist",
  "src/dist",
  "*.log",
  "*.b.log",
  "*.",
  "log",
  "LOG",
  "**/src",
  "src/*",
  ".env*",
  "#a",
  "\\#a",
  "a b",
  "a b ",
  "dist ",
  "..",
  "./",
  "...",
  "a~",
  "",
  "# comment",
  "!dist",
  "!*.log",
  "!src/",
];

test("plain names and endings are looked up with the same answer as matched", () => {
  const patterns = array(constantFrom(...PATTERNS), { maxLength: 8 });
  const path = tuple(array(constantFrom(...NAMES), { minLength: 1, maxLength: 3 }), constantFrom("", "/"));
  assert(
    property(patterns, path, constantFrom("\n", "\r\n"), (lines, [parts, slash], lineEnd) => {
      const text = lines.join(lineEnd);
      const reference = createIgnore({ ignorecase: /darwin|win32/.test(process.platform) }).add(text);
      const list = new PatternList([text]);
      // A walk asks only inside folders that are not ignored.
      const parents = parts.slice(0, -1).map((_, at) => `${parts.slice(0, at + 1).join("/")}/`);
      if (parents.some((parent) => reference.ignores(parent))) return;
      const wanted = reference.test(parts.join("/") + slash);
      const found = list.test(parts.join("/") + slash);
      expect([found.ignored, found.unignored]).toEqual([wanted.ignored, wanted.unignored]);
    }),
    { numRuns: 3000 },
  );
});
