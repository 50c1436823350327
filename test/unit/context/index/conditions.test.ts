import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Conditions } from "../../../../src/server/context/index/conditions.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function watched(promise: Promise<void>): { done: boolean } {
  const state = { done: false };
  void promise.then(() => (state.done = true));
  return state;
}

const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

it("resolves what holds, now or when somebody looks", async () => {
  const conditions = new Conditions();
  let value = 1;
  const now = watched(conditions.until(() => value === 1));
  const later = watched(conditions.until(() => value === 2));
  const never = watched(conditions.until(() => value === 3));
  await settle();
  expect([now.done, later.done, never.done]).toEqual([true, false, false]);
  value = 2;
  await settle();
  expect(later.done).toBe(false);
  conditions.look();
  await settle();
  expect([later.done, never.done]).toEqual([true, false]);
});

it("has only so much patience, and leaves no timer behind", async () => {
  const conditions = new Conditions();
  const patient = watched(conditions.until(() => false, 100));
  let holds = false;
  const quick = watched(conditions.until(() => holds, 1000));
  await vi.advanceTimersByTimeAsync(99);
  expect(patient.done).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(patient.done).toBe(true);
  holds = true;
  conditions.look();
  await settle();
  expect(quick.done).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
});
