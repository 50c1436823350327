/** When a crashed language server starts again, and when it is better to ask the user. Pure. */

/** Waits before restart number 1, 2, 3, … in ms. */
const DELAYS_MS = [250, 1_000, 4_000, 15_000] as const;
/** Crashes older than this no longer count, ms. */
const WINDOW_MS = 5 * 60_000;

export interface RestartPolicy {
  /** The wait before the next start in ms, or undefined when it crashed too often to go on by itself. */
  onCrash(now: number): number | undefined;
  /** The user asked for a start: forget what was. */
  reset(): void;
}

/** Four restarts with growing waits; the fifth crash within five minutes is left to the user. */
export function createRestartPolicy(): RestartPolicy {
  let crashes: number[] = [];
  return {
    onCrash(now) {
      crashes = [...crashes.filter((at) => now - at < WINDOW_MS), now];
      return DELAYS_MS[crashes.length - 1];
    },
    reset() {
      crashes = [];
    },
  };
}
