import { expect, test } from "vitest";
import { ThreadTuner } from "../../../src/sidecar/models/thread-tuner.ts";

function tuner(most: number) {
  const clock = { ms: 0 };
  const subject = new ThreadTuner(most, () => clock.ms);
  const observe = (...rates: number[]) => rates.map((rate) => subject.observe(rate)).at(-1);
  return { clock, observe };
}

test("halves the threads after three collapsed requests in a row, down to one", () => {
  const { observe } = tuner(6);
  expect(observe(90, 92, 88)).toBe(6);
  expect(observe(6, 7)).toBe(6);
  expect(observe(6)).toBe(3);
  expect(observe(10, 10, 10)).toBe(1);
  expect(observe(1, 1, 1, 1)).toBe(1);
});

test("keeps them through one hiccup and through the slow-down of a long context", () => {
  const { observe } = tuner(4);
  expect(observe(90, 6, 6, 88, 6, 6, 50, 40, 30, 30, 30)).toBe(4);
});

test("tries them again two minutes later, step by step, and never more than the polite choice", () => {
  const { clock, observe } = tuner(6);
  expect(observe(90, 5, 5, 5)).toBe(3);
  clock.ms = 119_999;
  expect(observe(40)).toBe(3);
  clock.ms = 120_000;
  expect(observe(40)).toBe(6);
  clock.ms = 300_000;
  expect(observe(90)).toBe(6);
});

test("takes a slower best rate for what it is: fewer threads do not raise the mark", () => {
  const { observe } = tuner(2);
  expect(observe(10, 2, 2, 2)).toBe(1);
  expect(observe(90, 9, 9, 9)).toBe(1);
});
