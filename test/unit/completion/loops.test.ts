/** Loops within a line: what the model goes on saying, not what already stands there. */
import { expect, test } from "vitest";
import { answered } from "./answered.ts";

test.each([
  // The repetition is the author's.
  ["python", 'run("INSERT INTO t VALUES (%s, %s, %s, %s, %s, ¦\n', '%s)", row)'],
  ["python", "row = [None, None, None, None, None, ¦\n", "total]"],
  ["typescript", 'const KEY = "AAAAAAAAAAAAAAAA" + ¦\n', "suffix;"],
  // A list that comes to an end.
  ["python", "run(¦\n", '"INSERT INTO t VALUES (%s, %s, %s, %s, %s, %s, %s, %s)", row)'],
  ["sql", "INSERT INTO t VALUES\n¦\n", "(NULL, NULL, NULL, NULL, NULL, 1);"],
  ["c", "byte a[] = {\n  ¦\n};\n", "0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,"],
])("%s: %j and %j is no loop", (languageId, text, raw) => {
  expect(answered(text, `${raw}\n\`\`\``, languageId)).toBe(text.replace("¦", `[${raw}]`));
});

test.each([
  ["a = ¦\n", "foo(x, "],
  ["a = b.¦\n", "b."],
  ["row = [None, None, None, None, None, ¦\n", "None, "],
  ["x = ¦\n", "some.rather.long(name) + "],
])("%j and an endless %j is one", (text, word) => {
  expect(answered(text, word.repeat(60), "python")).toBe("repetition");
});
