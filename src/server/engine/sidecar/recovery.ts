/** Carries out what the supervision decides: waits, restarts, safe mode, or a failure the user must answer. */
import type { Failure } from "../../../protocol/failure.ts";
import type { Clock } from "./clock.ts";
import { gaveUp, safeMode } from "./failures.ts";
import { Supervision } from "./supervision.ts";

interface Restart {
  readonly at: number;
  readonly failure: Failure;
  readonly cancel: () => void;
}

export class Recovery {
  readonly #clock: Clock;
  readonly #log: (level: "info" | "error", message: string) => void;
  readonly #supervision: Supervision;
  #restart: Restart | undefined;
  #failure: Failure | undefined;

  constructor(clock: Clock, log: (level: "info" | "error", message: string) => void) {
    this.#clock = clock;
    this.#log = log;
    this.#supervision = new Supervision(clock);
  }

  /** Why nothing goes on until the user acts. */
  get failure(): Failure | undefined {
    return this.#failure;
  }

  /** Load on the CPU with a small window. */
  get safeMode(): boolean {
    return this.#supervision.safeMode;
  }

  /** The restart that is waited for. */
  get restart(): { readonly inMs: number; readonly failure: Failure } | undefined {
    if (this.#restart === undefined) return undefined;
    const { at, failure } = this.#restart;
    return { inMs: Math.max(0, Math.round(at - this.#clock.now())), failure };
  }

  /** Something failed that a restart does not mend. */
  fail(failure: Failure): void {
    this.#failure = failure;
  }

  /** Another attempt went well. */
  clearFailure(): void {
    this.#failure = undefined;
  }

  /**
   * The process died. Calls `again` after the back-off, unless it is undefined (nobody needs the process) or it
   * has died too often. `loading` = it died while loading a model.
   */
  crashed(failure: Failure, loading: boolean, again: (() => void) | undefined): void {
    const wasSafe = this.#supervision.safeMode;
    const verdict = this.#supervision.crashed(loading);
    const crashes = this.#supervision.recentCrashes;
    if (verdict.kind === "giveUp") {
      this.#failure = gaveUp(failure, crashes);
      this.#log("error", `${this.#failure.message} ${this.#failure.nextStep}`);
      return;
    }
    const told = verdict.safeMode && !wasSafe ? safeMode(failure, crashes) : failure;
    this.#log("error", `${told.message} ${told.nextStep}`);
    if (again === undefined) return;
    this.cancel();
    const { delayMs } = verdict;
    this.#log("info", `the inference process is started again in ${delayMs} ms`);
    const cancel = this.#clock.after(delayMs, () => {
      this.#restart = undefined;
      again();
    });
    this.#restart = { at: this.#clock.now() + delayMs, failure: told, cancel };
  }

  /** A new budget of crashes, and nothing held against the next attempt. */
  forgive(): void {
    this.#supervision.reset();
    this.#failure = undefined;
    this.cancel();
  }

  /** Forgets a restart that is waited for. */
  cancel(): void {
    this.#restart?.cancel();
    this.#restart = undefined;
  }
}
