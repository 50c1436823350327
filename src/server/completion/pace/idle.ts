/**
 * Work that nobody waits for yet: one plan at a time, its tasks one after the other, each not before the user has
 * paused for its time. A new plan or a new request ends it at once.
 */
import { Cancelled } from "../../abort.ts";
import type { Clock } from "../../engine/sidecar/clock.ts";

export interface IdleTask {
  /** Milliseconds after the plan was made. */
  readonly afterMs: number;
  /** Its failure is nobody's: the request that needs the result will meet it again. */
  readonly work: (signal: AbortSignal) => Promise<void>;
}

export class IdleWork {
  private readonly clock: Clock;
  private controller: AbortController | undefined;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** Takes the place of an earlier plan. */
  plan(...tasks: readonly IdleTask[]): void {
    this.stop("Other work takes its place.");
    const controller = new AbortController();
    this.controller = controller;
    void this.run(tasks, controller.signal);
  }

  /** Ends what waits and what runs. */
  stop(reason: string): void {
    this.controller?.abort(new Cancelled(reason));
    this.controller = undefined;
  }

  private async run(tasks: readonly IdleTask[], signal: AbortSignal): Promise<void> {
    const began = this.clock.now();
    for (const { afterMs, work } of tasks) {
      const left = afterMs - (this.clock.now() - began);
      try {
        if (left > 0) await pause(this.clock, left, signal);
        await work(signal);
      } catch {
        if (signal.aborted) return;
      }
    }
  }
}

/** Resolves after `ms`; rejects with the reason of `signal` as soon as it aborts. */
export async function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const { promise, resolve } = Promise.withResolvers<void>();
  const forget = clock.after(ms, resolve);
  const stop = (): void => {
    forget();
    resolve();
  };
  signal.addEventListener("abort", stop, { once: true });
  await promise;
  signal.removeEventListener("abort", stop);
  signal.throwIfAborted();
}
