import { resolve } from "node:path";
import { expect, test } from "vitest";
import { languageOfExtension } from "../../../src/cli/languages.ts";
import { parsePlace } from "../../../src/cli/place.ts";

test.each([
  ["src/a.ts:12:8", { file: resolve("src/a.ts"), line: 12, column: 8 }],
  ["a:b.py:1:1", { file: resolve("a:b.py"), line: 1, column: 1 }],
])("%s is a place", (text, place) => {
  expect(parsePlace(text)).toEqual(place);
});

test.each(["src/a.ts", "src/a.ts:12", "src/a.ts:0:1", "src/a.ts:1:0", "src/a.ts:x:y", ":1:1"])(
  "%s is refused with an example or the rule",
  (text) => {
    expect(() => parsePlace(text)).toThrow(/FILE:LINE:COLUMN|begin at 1/);
  },
);

test.each([
  [".py", "python"],
  [".TSX", "typescriptreact"],
  [".zig", "zig"],
  ["", "plaintext"],
])("%s files are %s", (extension, languageId) => {
  expect(languageOfExtension(extension)).toBe(languageId);
});
