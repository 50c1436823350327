import type { EngineRequest } from "../../src/server/engine/engine.ts";
import { LONG_ANSWER } from "../support/long-answer.ts";

/** A request whose last message is the script of the fake core, or a question to a real model. */
export function ask(content: string, lane: EngineRequest["lane"] = "chat"): EngineRequest {
  return {
    lane,
    prompt: { kind: "chat", messages: [{ role: "user", content }], thinking: false },
    sampling: { temperature: 0, topP: 1, topK: 0 },
    maxTokens: LONG_ANSWER.length,
  };
}

/** Never aborted. */
export const NEVER = new AbortController().signal;

export const ignore = (): void => undefined;
