/** Numbers and names as the page writes them. Pure. */
import type { AnswerEntry } from "../protocol/chat-entries.ts";
import type { EngineBrief } from "../protocol/chat-view.ts";

/** `3.2 s`, `48 s`, `2 min 5 s`. */
export function duration(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}

/** `32,768` */
export function count(value: number): string {
  return value.toLocaleString("en-US");
}

/** Header of a thought: a running timer while it thinks, then how long it took. `now` in ms since 1970. */
export function thoughtTitle(entry: AnswerEntry, now: number): string {
  if (entry.thoughtMs !== undefined) return `Thought for ${duration(entry.thoughtMs)}`;
  if (entry.state !== "streaming" && entry.state !== "waiting") return "Thought";
  const started = entry.thoughtStartedAt;
  return started === undefined ? "Thinking…" : `Thinking… ${duration(now - started)}`;
}

export interface Waiting {
  readonly text: string;
  /** 0…1, or undefined when nobody knows. */
  readonly fraction?: number;
}

/** What an answer without a token waits for. */
export function waitingText(entry: AnswerEntry, engine: EngineBrief | undefined): Waiting {
  const { progress } = entry;
  if (progress?.kind === "prefill") {
    const { done, total } = progress;
    const fraction = total > 0 ? done / total : 0;
    if (fraction >= 1) return { text: "Writing the first word…" };
    return { text: `Reading ${count(done)} of ${count(total)} tokens`, fraction };
  }
  if (engine?.kind === "loading") {
    return { text: `Loading the model… ${Math.floor(engine.fraction * 100)} %`, fraction: engine.fraction };
  }
  switch (progress?.kind) {
    case "starting":
      return { text: "Starting the engine…" };
    case "loading":
      return { text: "Loading the model…" };
    case "queued":
      return { text: "Waiting for another answer to end…" };
    case undefined:
      return { text: "Working…" };
  }
}

export interface UsageLine {
  readonly text: string;
  /** The same with every number, for the tooltip. */
  readonly details: string;
  /** Used part of the allocated window, 0…1. */
  readonly windowFraction: number;
}

/** What an answer cost; undefined before it ended. */
export function usageLine(entry: AnswerEntry): UsageLine | undefined {
  const { usage, contextTokens } = entry;
  if (usage === undefined) return undefined;
  const rate = usage.generationMs > 0 ? (usage.generatedTokens / usage.generationMs) * 1000 : 0;
  const used = usage.promptTokens + usage.generatedTokens;
  const parts = [`${count(usage.generatedTokens)} tokens`];
  if (rate > 0) parts.push(`${rate.toFixed(rate < 100 ? 1 : 0)} tok/s`);
  if (contextTokens !== undefined) parts.push(`window ${count(used)} of ${count(contextTokens)}`);
  return {
    text: parts.join(" · "),
    details: [
      `Prompt: ${count(usage.promptTokens)} tokens, ${count(usage.reusedTokens)} of them from the cache`,
      `Read ${count(usage.evaluatedTokens)} tokens in ${duration(usage.prefillMs)}`,
      `Wrote ${count(usage.generatedTokens)} tokens (${count(usage.thoughtTokens)} of them thought) in ${duration(usage.generationMs)}`,
    ].join("\n"),
    windowFraction:
      contextTokens === undefined || contextTokens === 0 ? 0 : Math.min(1, used / contextTokens),
  };
}
