import type { CompletionStep } from "../../protocol/lsp.ts";

/** What the time of a request was spent on. */
export class Stopwatch {
  readonly steps: CompletionStep[] = [];
  private since = performance.now();

  /** Everything since the last lap was `step`. */
  lap(step: CompletionStep["step"]): void {
    const now = performance.now();
    this.steps.push({ step, ms: Math.round((now - this.since) * 100) / 100 });
    this.since = now;
  }
}
