/**
 * One generation under way and who waits for it. A keystroke that types what the model is saying anyway joins
 * it instead of starting again; the editor cancels its request on every keystroke, so a generation without a
 * request lives on for a moment, until the next keystroke shows whether it is still wanted.
 */
import { Cancelled, raceAbort } from "../abort.ts";
import type { Clock } from "../engine/sidecar/clock.ts";
import { type Anchor, anchorOf, type Place, typedSince } from "./cache.ts";

/** Longer than an editor waits between a keystroke and its request (VS Code: 50 ms). */
const ORPHAN_MS = 150;

export class Flight<T> {
  readonly anchor: Anchor;
  private readonly clock: Clock;
  private readonly controller = new AbortController();
  private readonly result: Promise<T>;
  private pending = "";
  private waiters = 0;
  private over = false;
  private forgetOrphan: (() => void) | undefined;
  private readonly diverged = new Set<() => void>();

  /** Starts `work`; it reports the whole text said so far, with `\n` line ends. */
  constructor(
    place: Place,
    clock: Clock,
    work: (signal: AbortSignal, onText: (text: string) => void) => Promise<T>,
  ) {
    this.anchor = anchorOf(place);
    this.clock = clock;
    this.result = work(this.controller.signal, (text) => this.said(text)).finally(() => (this.over = true));
    // Whoever waits gets the rejection; without a waiter it is of no interest.
    this.result.catch(() => undefined);
  }

  get alive(): boolean {
    return !this.over && !this.controller.signal.aborted;
  }

  /** Whether what the user typed since is what the model says, as far as either is known. */
  matches(place: Place): boolean {
    const typed = typedSince(this.anchor, place);
    return typed !== undefined && agree(normal(typed.text), this.pending);
  }

  /**
   * The result, for a request at `place`; undefined as soon as the model says something else than was typed.
   * Rejects with the reason of `signal` when aborted; without any waiter the generation ends soon after.
   */
  async wait(place: Place, signal: AbortSignal): Promise<T | undefined> {
    this.waiters++;
    this.forgetOrphan?.();
    const { promise: apart, resolve } = Promise.withResolvers<undefined>();
    const check = (): void => {
      if (!this.matches(place)) resolve(undefined);
    };
    this.diverged.add(check);
    try {
      return await raceAbort(Promise.race([this.result, apart]), signal);
    } finally {
      this.diverged.delete(check);
      if (--this.waiters === 0 && this.alive) this.orphan();
    }
  }

  /** Ends it at once. */
  abort(reason: string): void {
    this.forgetOrphan?.();
    this.controller.abort(new Cancelled(reason));
  }

  private said(text: string): void {
    this.pending = text;
    for (const check of this.diverged) check();
  }

  private orphan(): void {
    this.forgetOrphan = this.clock.after(ORPHAN_MS, () => this.abort("Nobody waits for it any more."));
  }
}

function agree(typed: string, said: string): boolean {
  return typed.startsWith(said) || said.startsWith(typed);
}

function normal(text: string): string {
  return text.replaceAll("\r\n", "\n");
}
