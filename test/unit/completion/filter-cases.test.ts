import { expect, test } from "vitest";
import { LANGUAGES, read, sample } from "../../bench/filters/cases.ts";

const cases = LANGUAGES.flatMap(read);
const counted = (kind: (kind: string) => boolean): number => cases.filter((each) => kind(each.kind)).length;

test("the filter benchmark has 300 cases of each sort over eight languages and more", () => {
  expect(LANGUAGES.length).toBeGreaterThanOrEqual(8);
  expect(counted((kind) => kind === "kept")).toBeGreaterThanOrEqual(300);
  expect(counted((kind) => kind === "damaged")).toBeGreaterThanOrEqual(300);
  expect(counted((kind) => kind !== "kept" && kind !== "damaged")).toBeGreaterThanOrEqual(300);
});

test("a flawed answer is not the truth", () => {
  const flawed = cases.filter(({ kind }) => kind !== "kept" && kind !== "damaged");
  const truths = flawed.filter(
    ({ languageId, hole, said }) => said === sample(languageId).slice(hole.start, hole.end),
  );
  expect(truths).toEqual([]);
});
