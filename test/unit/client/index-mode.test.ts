import { expect, test } from "vitest";
import { indexModeStore } from "../../../src/client/context/index-mode.ts";

test("paused and cleared are remembered from one window to the next, until resumed or rebuilt", () => {
  const kept = new Map<string, unknown>();
  const state = {
    get: <T>(key: string, fallback?: T): T | undefined => (kept.get(key) as T | undefined) ?? fallback,
    update: (key: string, value: unknown) => {
      kept.set(key, value);
      return Promise.resolve();
    },
  };
  const next = () => indexModeStore(state).read();
  expect(next()).toBe("on");
  for (const [action, mode] of [
    ["pause", "paused"],
    ["resume", "on"],
    ["clear", "off"],
    ["pause", "off"],
    ["resume", "off"],
    ["rebuild", "on"],
  ] as const) {
    indexModeStore(state).took(action);
    expect(next()).toBe(mode);
  }
});
