import { expect, test } from "vitest";
import { Supervision } from "../../../src/server/engine/sidecar/supervision.ts";
import { FakeClock } from "./fake-clock.ts";

const MINUTE = 60_000;

function supervise(): { clock: FakeClock; supervision: Supervision } {
  const clock = new FakeClock();
  return { clock, supervision: new Supervision(clock) };
}

test("restarts at once, then after 1, 4 and 15 seconds, then gives up", () => {
  const { clock, supervision } = supervise();
  const verdicts = Array.from({ length: 5 }, () => {
    clock.advance(1_000);
    return supervision.crashed(false);
  });
  expect(verdicts).toEqual([
    { kind: "restart", delayMs: 0, safeMode: false },
    { kind: "restart", delayMs: 1_000, safeMode: false },
    { kind: "restart", delayMs: 4_000, safeMode: true },
    { kind: "restart", delayMs: 15_000, safeMode: true },
    { kind: "giveUp" },
  ]);
});

test("gives up on a file that kills the process while loading in safe mode", () => {
  const { supervision } = supervise();
  for (let i = 0; i < 3; i++) supervision.crashed(true);
  expect(supervision.safeMode).toBe(true);
  expect(supervision.crashed(true)).toEqual({ kind: "giveUp" });
});

test("crashes further apart than five minutes never lead to safe mode", () => {
  const { clock, supervision } = supervise();
  for (let i = 0; i < 10; i++) {
    clock.advance(3 * MINUTE);
    const verdict = supervision.crashed(false);
    expect(verdict).toMatchObject({ kind: "restart", safeMode: false });
  }
  expect(supervision.recentCrashes).toBe(2);
});

test("stays in safe mode although the crashes are long ago", () => {
  const { clock, supervision } = supervise();
  for (let i = 0; i < 3; i++) supervision.crashed(false);
  clock.advance(60 * MINUTE);
  expect(supervision.crashed(false)).toEqual({ kind: "restart", delayMs: 0, safeMode: true });
  expect(supervision.crashed(false)).toEqual({ kind: "giveUp" });
});

test("a reset gives a new budget", () => {
  const { supervision } = supervise();
  for (let i = 0; i < 5; i++) supervision.crashed(false);
  supervision.reset();
  expect(supervision.safeMode).toBe(false);
  expect(supervision.recentCrashes).toBe(0);
  expect(supervision.crashed(true)).toEqual({ kind: "restart", delayMs: 0, safeMode: false });
});
