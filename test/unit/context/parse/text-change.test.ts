import { array, assert, constantFrom, property } from "fast-check";
import { expect, it } from "vitest";
import { changeBetween } from "../../../../src/server/context/parse/text-change.ts";

/** Characters that share halves, line ends that share a character, and enough of the same to be found again. */
const anyText = array(constantFrom("a", "b", "\n", "\r\n", "😀", "😁", "🚀", "\ud83d", "\ude00", "é"), {
  maxLength: 12,
}).map((parts) => parts.join(""));

function pointIn(text: string, index: number): { row: number; column: number } {
  const lines = text.slice(0, index).split("\n");
  return { row: lines.length - 1, column: lines.at(-1)?.length ?? 0 };
}

it("turns the one text into the other, and says on which lines", () => {
  assert(
    property(anyText, anyText, (before, after) => {
      const change = changeBetween(before, after);
      const { startIndex, oldEndIndex, newEndIndex } = change;
      expect(startIndex).toBeLessThanOrEqual(Math.min(oldEndIndex, newEndIndex));
      expect(
        before.slice(0, startIndex) + after.slice(startIndex, newEndIndex) + before.slice(oldEndIndex),
      ).toBe(after);
      expect(change.startPosition).toEqual(pointIn(before, startIndex));
      expect(change.oldEndPosition).toEqual(pointIn(before, oldEndIndex));
      expect(change.newEndPosition).toEqual(pointIn(after, newEndIndex));
    }),
    { numRuns: 2000 },
  );
});

it("is no longer than the difference", () => {
  const change = changeBetween("one\r\ntwo\r\nthree", "one\r\n2\r\nthree");
  expect(change).toMatchObject({ startIndex: 5, oldEndIndex: 8, newEndIndex: 6 });
});

it("never parts the halves of a character", () => {
  expect(changeBetween("x😀y", "x😁y")).toMatchObject({ startIndex: 1, oldEndIndex: 3, newEndIndex: 3 });
  expect(changeBetween("x🈀y", "x😀y")).toMatchObject({ startIndex: 1, oldEndIndex: 3, newEndIndex: 3 });
});
