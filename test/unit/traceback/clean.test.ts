import * as fc from "fast-check";
import { expect, test } from "vitest";
import { cleanLines } from "../../../src/server/traceback/clean.ts";
import { parseTraceback } from "../../../src/server/traceback/registry.ts";

test.each([
  ["\u001B[31mred\u001B[0m", ["red"]],
  ["\u001B]8;;https://example.com\u001B\\link\u001B]8;;\u0007", ["link"]],
  ["\u001B]633;D;1\u0007text", ["text"]],
  ["10%\r50%\r100%\r\ndone\r\n", ["100%", "done", ""]],
  ["a\u0008b\u0007", ["ab"]],
  ["\u001B(Bplain\u001B=", ["plain"]],
  ["\u009B1mc1", ["c1"]],
  ["\u001B]unterminated", [""]],
])("%j", (text, lines) => {
  expect(cleanLines(text)).toEqual(lines);
});

test("no text makes the parsers throw", () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom(
      "\n",
      "Traceback (most recent call last):\n",
      '  File "a.py", line 3, in f\n',
      "ValueError: x\n",
      "  + Exception Group Traceback (most recent call last):\n",
      "  | ExceptionGroup: x\n",
      "  +-+---------------- 1 ----------------\n",
      "    at f (/a.js:1:2) {\n",
      "  [cause]: Error: y\n",
      "Error: x\n",
      "/a.js:3\n",
      "    ^\n",
    ),
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const parsed = parseTraceback(pieces.join(""));
      expect(parsed === undefined || parsed.failure.start < parsed.failure.end).toBe(true);
    }),
    { numRuns: 2000 },
  );
});
