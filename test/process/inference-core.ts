/** Helpers of the inference tests: a core with a model, and requests in few words. */
import type { Generated, GenerateParams, LoadParams, Usage } from "../../src/protocol/engine.ts";
import { createInference } from "../../src/sidecar/core.ts";
import type { Inference } from "../../src/sidecar/inference.ts";

/** Always one thread: others work on this machine. */
export function loadParams(path: string, changes: Partial<LoadParams> = {}): LoadParams {
  return { path, contextTokens: 2048, gpu: "cpu", threads: 1, safeMode: false, ...changes };
}

/** A core with the model loaded; dispose of it in `afterAll`. */
export async function coreWith(path: string, changes: Partial<LoadParams> = {}): Promise<Inference> {
  const core = await createInference();
  await core.load(loadParams(path, changes));
  return core;
}

export function chat(content: string, changes: Partial<GenerateParams> = {}): GenerateParams {
  return {
    id: "chat",
    lane: "chat",
    prompt: { kind: "chat", messages: [{ role: "user", content }], thinking: true },
    sampling: { temperature: 0, topP: 1, topK: 0 },
    maxTokens: 500,
    ...changes,
  };
}

/** A completion request: the file so far continues in the model's turn. */
export function completion(answerPrefix: string, changes: Partial<GenerateParams> = {}): GenerateParams {
  const messages = [{ role: "user" as const, content: "Continue the file." }];
  return chat("", {
    id: "completion",
    lane: "completion",
    prompt: { kind: "chat", messages, thinking: false, answerPrefix },
    maxTokens: 32,
    ...changes,
  });
}

export interface Answer {
  readonly events: readonly Generated[];
  readonly thought: string;
  readonly text: string;
  readonly finishReason: string;
  readonly usage: Usage;
}

export async function ask(
  core: Inference,
  params: GenerateParams,
  signal: AbortSignal = new AbortController().signal,
): Promise<Answer> {
  const events: Generated[] = [];
  const result = await core.generate(params, (event) => events.push(event), signal);
  const said = (kind: "thought" | "text"): string =>
    events.map((event) => (event.kind === kind ? event.text : "")).join("");
  return { events, thought: said("thought"), text: said("text"), ...result };
}
