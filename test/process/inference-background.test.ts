/** Work for completions that nobody waits for: in their cache, behind everyone, and out of the way when needed. */
import { afterAll, beforeAll, expect, it } from "vitest";
import type { GenerateParams } from "../../src/protocol/engine.ts";
import type { Inference } from "../../src/sidecar/inference.ts";
import { longAnswerModel } from "../support/long-answer.ts";
import { ask, chat, completion, coreWith } from "./inference-core.ts";

const NEVER = new AbortController().signal;

let core: Inference;
beforeAll(async () => {
  core = await coreWith(await longAnswerModel());
});
afterAll(() => core.dispose());

it("a warmed prompt is there for the completion, and the chat's cache stays", async () => {
  const question = chat("What is a prefix cache?", { maxTokens: 3 });
  await ask(core, question);
  const request = completion(`${"const warmed = 1;\n".repeat(20)}const next`);
  const { prompt } = request;
  const usage = await core.prefill({ lane: "background", cache: "completion", prompt }, NEVER);
  expect(usage.evaluatedTokens).toBeGreaterThan(100);
  expect((await ask(core, request)).usage.evaluatedTokens).toBe(1);
  expect((await ask(core, question)).usage.evaluatedTokens).toBe(1);
});

it("an answer that was not taken costs nothing", async () => {
  const before = `${"const kept = 1;\n".repeat(30)}const value`;
  await ask(core, completion(before, { maxTokens: 20 }));
  const { prompt } = completion(`${before} = other.words.than.the.model.said.there + and.more.of.them`);
  await core.prefill({ lane: "completion", prompt }, NEVER);
  const { usage } = await ask(core, completion(`${before}s`));
  expect(usage.evaluatedTokens).toBeLessThanOrEqual(3);
});

it("a completion that finds every sequence taken ends what goes on in the background", async () => {
  const long = (content: string): GenerateParams =>
    chat(content, {
      id: content,
      lane: "background",
      cache: "completion",
      prompt: { kind: "chat", messages: [{ role: "user", content }], thinking: false },
      maxTokens: 1000,
    });
  const quiet = [ask(core, long("one")), ask(core, long("two"))];
  const { finishReason } = await ask(core, completion("const a = ", { maxTokens: 4 }));
  expect(finishReason).toBe("stop");
  const [one, two] = await Promise.all(quiet);
  const ended = [one, two].filter((answer) => answer !== undefined && answer.usage.generatedTokens < 1000);
  expect(ended.length).toBeGreaterThan(0);
});
