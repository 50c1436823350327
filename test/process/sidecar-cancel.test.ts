/** A storm of requests, each cancelled by the next, through the pipe to the real engine. */
import { readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import type { Engine } from "../../src/server/engine/engine.ts";
import { LONG_ANSWER, longAnswerModel } from "../support/long-answer.ts";
import { createSidecarHome, eventually } from "../support/sidecar.ts";
import { ask, ignore, NEVER } from "./sidecar-requests.ts";

/** Resident memory that an allocator may keep for itself, bytes. */
const ALLOWED_GROWTH = 48 << 20;

/** Sends requests as fast as keys repeat at most; returns what became of them. */
async function storm(engine: Engine, count: number): Promise<PromiseSettledResult<unknown>[]> {
  const answers: Promise<unknown>[] = [];
  let previous: AbortController | undefined;
  for (let i = 0; i < count; i++) {
    const controller = new AbortController();
    const answer = engine.generate(ask(`request ${i % 50}`, "completion"), ignore, controller.signal);
    answer.catch(() => undefined); // looked at below
    answers.push(answer);
    if (i % 3 !== 0) await sleep(1); // some are cancelled before they leave, some while they run
    previous?.abort(new Error("newer"));
    previous = controller;
  }
  previous?.abort(new Error("newer"));
  return Promise.allSettled(answers);
}

test("1,000 requests, each cancelled by the next: the last one answers, nothing grows", async () => {
  await using home = createSidecarHome({ model: await longAnswerModel() });
  const engine = home.engine();
  await engine.load();
  const { pid = 0 } = home.endpoint() ?? {};
  const quiet = (): Promise<void> =>
    eventually(() => engine.status?.queued.completion === 0, "all requests to end");
  await storm(engine, 300);
  await quiet();
  const handles = readdirSync(`/proc/${pid}/fd`).length;
  const resident = engine.status?.residentBytes ?? 0;

  const results = await storm(engine, 1_000);
  expect(
    results.filter((result) => result.status === "rejected" && result.reason.message === "newer"),
  ).toHaveLength(1_000);
  let text = "";
  const last = await engine.generate(
    { ...ask("the last", "completion"), maxTokens: 5 },
    (event) => (text += event.kind === "text" ? event.text : ""),
    NEVER,
  );
  expect(last.usage.generatedTokens).toBe(5);
  expect(text.trimEnd()).toBe(LONG_ANSWER.slice(0, 5).join(" "));
  await quiet();
  expect(readdirSync(`/proc/${pid}/fd`)).toHaveLength(handles);
  expect((engine.status?.residentBytes ?? 0) - resident).toBeLessThan(ALLOWED_GROWTH);
  expect(home.pids()).toEqual([pid]);
});
