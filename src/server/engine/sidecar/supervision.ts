/**
 * What to do when the inference process dies. Native code can abort for reasons no code of ours can catch (a
 * driver, a hostile model file), so the process is started again, ever more carefully, but never for ever.
 */
import type { Clock } from "./clock.ts";

/** Wait before the 1st, 2nd, 3rd and every later restart in a row, ms. */
const BACK_OFF_MS = [0, 1_000, 4_000, 15_000] as const;
const WINDOW_MS = 5 * 60_000;
/** This many crashes within the window lead to safe mode. */
const SAFE_MODE_CRASHES = 3;
/** Crashes in safe mode that are forgiven; one while loading a model is not. */
const SAFE_MODE_LIVES = 1;

export type Verdict =
  | { readonly kind: "restart"; readonly delayMs: number; readonly safeMode: boolean }
  | { readonly kind: "giveUp" };

export class Supervision {
  readonly #clock: Clock;
  #crashes: number[] = [];
  #safeMode = false;
  #safeModeCrashes = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Load on the CPU with a small window from now on. */
  get safeMode(): boolean {
    return this.#safeMode;
  }

  /** Crashes within the last five minutes. */
  get recentCrashes(): number {
    const since = this.#clock.now() - WINDOW_MS;
    this.#crashes = this.#crashes.filter((at) => at > since);
    return this.#crashes.length;
  }

  /** @param loading the process died while it loaded a model. */
  crashed(loading: boolean): Verdict {
    this.#crashes.push(this.#clock.now());
    const recent = this.recentCrashes;
    if (this.#safeMode) {
      this.#safeModeCrashes++;
      if (loading || this.#safeModeCrashes > SAFE_MODE_LIVES) return { kind: "giveUp" };
    } else if (recent >= SAFE_MODE_CRASHES) {
      this.#safeMode = true;
    }
    const delayMs = BACK_OFF_MS[Math.min(recent, BACK_OFF_MS.length) - 1] ?? 0;
    return { kind: "restart", delayMs, safeMode: this.#safeMode };
  }

  /** Forgets everything: the user asked again, or chose another model. */
  reset(): void {
    this.#crashes = [];
    this.#safeMode = false;
    this.#safeModeCrashes = 0;
  }
}
