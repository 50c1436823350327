/** What the editor's status bar shows, published at most every 100 ms, the last state always included. */
import type { CompletionTrace, ServerStatus } from "../protocol/lsp.ts";
import type { Engine } from "./engine/engine.ts";

const INTERVAL_MS = 100;

/** The status, with the trace as given. */
export function serverStatus(engine: Engine, last: CompletionTrace | undefined): ServerStatus {
  const sidecar = engine.status;
  return {
    engine: engine.view,
    ...(sidecar === undefined ? {} : { sidecar }),
    ...(last === undefined ? {} : { lastCompletion: last }),
  };
}

/** A trace is long, and a status is sent often: prompt and texts are left out but for the first time. */
export function withoutTexts(trace: CompletionTrace): CompletionTrace {
  const { prompt: _prompt, raw: _raw, text: _text, ...rest } = trace;
  return rest;
}

export class StatusPublisher {
  private readonly publish: () => void;
  private timer: NodeJS.Timeout | undefined;
  private pending = false;

  constructor(publish: () => void) {
    this.publish = publish;
  }

  /** Publishes at once when the last time is long enough ago, else once at the end of the interval. */
  changed(): void {
    if (this.timer !== undefined) {
      this.pending = true;
      return;
    }
    this.publish();
    this.timer = setTimeout(() => {
      this.timer = undefined;
      if (!this.pending) return;
      this.pending = false;
      this.changed();
    }, INTERVAL_MS);
    this.timer.unref();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.pending = false;
  }
}
