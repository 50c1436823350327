/**
 * How long to wait before a keystroke is worth an evaluation. Follows the user's typing rhythm and the latency
 * measured on this machine: a slow model is itself the wait, and whoever types slowly need not wait at all.
 * After Tabby's recipe, with a factor for the place instead of a score.
 */

/** A longer gap is a pause, not typing. Milliseconds. */
const PAUSE_MS = 1000;
const MIN_INTERVAL_MS = 60;
const MAX_INTERVAL_MS = 400;
const MAX_DELAY_MS = 400;
/** Weight of the newest measurement in the running means. */
const NEWEST = 0.25;

export class TypingRhythm {
  private lastAt: number | undefined;
  private interval: number | undefined;
  private latency: number | undefined;

  /** A keystroke arrived at `now` (milliseconds, monotonic). */
  keystroke(now: number): void {
    const gap = this.lastAt === undefined ? Infinity : now - this.lastAt;
    this.lastAt = now;
    if (gap >= PAUSE_MS) {
      this.interval = undefined;
      return;
    }
    this.interval = this.interval === undefined ? gap : mix(this.interval, gap);
  }

  /** An evaluation took `ms` from its start to its end. */
  evaluated(ms: number): void {
    this.latency = this.latency === undefined ? ms : mix(this.latency, ms);
  }

  /** Another model answers from now on. */
  forgetLatency(): void {
    this.latency = undefined;
  }

  /** Milliseconds an evaluation is expected to take; 0 before the first. */
  get expectedMs(): number {
    return this.latency ?? 0;
  }

  /** Milliseconds to wait at a cursor after `linePrefix`; 0 after a pause and at the start of a line. */
  delay(linePrefix: string): number {
    if (this.interval === undefined || linePrefix.trim() === "") return 0;
    const interval = Math.min(MAX_INTERVAL_MS, Math.max(MIN_INTERVAL_MS, this.interval));
    const wanted = interval * patience(linePrefix) - this.expectedMs;
    return Math.round(Math.min(MAX_DELAY_MS, Math.max(0, wanted)));
  }
}

/** In the middle of a word the next letter is near; after a dot or a bracket the user looks for help. */
function patience(linePrefix: string): number {
  if (/[.(=[{,:]\s?$/.test(linePrefix)) return 0.5;
  return /\w$/.test(linePrefix) ? 1.5 : 1;
}

function mix(mean: number, newest: number): number {
  return mean + NEWEST * (newest - mean);
}
