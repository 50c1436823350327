import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { StatusPublisher, serverStatus, withoutTexts } from "../../../src/server/status.ts";
import { FakeEngine } from "./fake-engine.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("the first change is published at once, a burst as one, the last state always", () => {
  const publish = vi.fn<() => void>();
  const publisher = new StatusPublisher(publish);
  for (let change = 0; change < 50; change++) publisher.changed();
  expect(publish).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(100);
  expect(publish).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(1000);
  expect(publish).toHaveBeenCalledTimes(2);
  publisher.changed();
  expect(publish).toHaveBeenCalledTimes(3);
});

test("nothing is published after the end", () => {
  const publish = vi.fn<() => void>();
  const publisher = new StatusPublisher(publish);
  publisher.changed();
  publisher.changed();
  publisher.dispose();
  vi.advanceTimersByTime(1000);
  expect(publish).toHaveBeenCalledTimes(1);
});

test("a trace without its texts keeps its outcome", () => {
  const trace = {
    id: "1",
    uri: "file:///a",
    line: 0,
    character: 0,
    outcome: "shown",
    detail: "Shown.",
    totalMs: 1,
    prompt: "secret",
    raw: "secret",
    text: "secret",
  } as const;
  const status = serverStatus(FakeEngine.saying(), withoutTexts(trace));
  expect(status.lastCompletion?.outcome).toBe("shown");
  expect(JSON.stringify(status)).not.toContain("secret");
});
