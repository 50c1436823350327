/**
 * What became of the suggestions that were shown: taken, refused, or neither. Taken is what was accepted, and what
 * was accepted by words or typed to the end of its first line. Refused is what was dismissed
 * (Escape) or typed against twice at the same place; the same text is not shown there again until the code
 * around it changes or the user asks by key.
 */
import { type Anchor, anchorOf, type Place, typedSince } from "../cache.ts";

/** A suggestion on the screen. */
export interface OnScreen {
  /** Trace id. */
  readonly id: string;
  readonly place: Place;
  /** What accepting it inserts at the place. */
  readonly text: string;
}

/** `read` is false for what was on the screen too shortly to be read before something else was typed. */
export interface VerdictListener {
  accepted(id: string): void;
  refused(id: string, read: boolean): void;
}

interface Judged {
  readonly anchor: Anchor;
  readonly text: string;
  /** Times that something else was typed instead. */
  against: number;
}

interface Shown {
  readonly id: string;
  readonly anchor: Anchor;
  readonly text: string;
  readonly at: number;
}

const TYPED_AGAINST = 2;
/** Whoever types this much of a refused text wants it after all. UTF-16 units. */
const RECONSIDERED = 8;
/** Shorter, and typing went on before anyone read it. Milliseconds. */
const READ_MS = 750;
const CAPACITY = 50;

export class Verdicts {
  private current: Shown | undefined;
  /** Oldest first. */
  private judged: Judged[] = [];
  private readonly now: () => number;
  private readonly listener: VerdictListener;

  /** `now` in milliseconds, monotonic. */
  constructor(now: () => number, listener: VerdictListener) {
    this.now = now;
    this.listener = listener;
  }

  /** The user is at `place` now: tells whether what was on the screen was typed, or something else. */
  moved(place: Place): void {
    const { current } = this;
    if (current === undefined) return;
    const typed = typedSince(current.anchor, place);
    if (typed !== undefined && current.text.startsWith(typed.text)) {
      if (typed.text.length >= toFirstLineEnd(current.text)) this.accepted(current.id);
      return;
    }
    this.current = undefined;
    if (typed === undefined) return;
    this.record(current).against++;
    this.listener.refused(current.id, this.now() - current.at >= READ_MS);
  }

  /**
   * The suggestion list selects an entry, which stands in the text of `place`. Where what was on the screen does not
   * go on from it, it is gone: what is typed now says nothing about it.
   */
  covered(place: Place): void {
    const { current } = this;
    const typed = current && typedSince(current.anchor, place)?.text;
    if (typed === undefined || current?.text.startsWith(typed) !== true) this.current = undefined;
  }

  /** What is left of the suggestion that is being typed through is the same suggestion, under a new id. */
  shown({ id, place, text }: OnScreen): void {
    const { current } = this;
    const typed = current && typedSince(current.anchor, place)?.text;
    const same = current !== undefined && typed !== undefined && current.text === typed + text;
    this.current = same ? { ...current, id } : { id, anchor: anchorOf(place), text, at: this.now() };
  }

  accepted(id: string): void {
    if (this.current?.id === id) this.current = undefined;
    this.listener.accepted(id);
  }

  /** The user dismissed the suggestion of that trace. */
  dismissed(id: string): void {
    const { current } = this;
    if (current?.id !== id) return;
    this.current = undefined;
    this.record(current).against = TYPED_AGAINST;
    this.listener.refused(id, true);
  }

  /** Whether `text` (or what is left of it) was refused at `place`. */
  isRefused(place: Place, text: string): boolean {
    return this.judged.some((each) => each.against >= TYPED_AGAINST && concerns(each, place, text));
  }

  /** The user asked for a suggestion here: what was refused here may be shown again. */
  forgive(place: Place): void {
    this.judged = this.judged.filter(({ anchor }) => typedSince(anchor, place) === undefined);
  }

  forget(uri: string): void {
    this.judged = this.judged.filter(({ anchor }) => anchor.uri !== uri);
    if (this.current?.anchor.uri === uri) this.current = undefined;
  }

  private record({ anchor, text }: Shown): Judged {
    const known = this.judged.find((each) => sameSpot(each.anchor, anchor) && sameStart(each.text, text));
    if (known !== undefined) return known;
    const fresh: Judged = { anchor, text, against: 0 };
    this.judged.push(fresh);
    if (this.judged.length > CAPACITY) this.judged.shift();
    return fresh;
  }
}

function concerns({ anchor, text: refused }: Judged, place: Place, text: string): boolean {
  const typed = typedSince(anchor, place)?.text;
  if (typed === undefined || typed.length > RECONSIDERED || !refused.startsWith(typed)) return false;
  return sameStart(refused.slice(typed.length), text);
}

/** UTF-16 units up to the end of the first line that holds anything. */
function toFirstLineEnd(text: string): number {
  return /^\s*[^\n]*/.exec(text)?.[0].trimEnd().length ?? text.length;
}

function sameSpot(a: Anchor, b: Anchor): boolean {
  return a.uri === b.uri && a.offset === b.offset && a.before === b.before && a.after === b.after;
}

/** A suggestion is known by its first line: the lines after it may be more or fewer. */
function sameStart(a: string, b: string): boolean {
  return firstLine(a) === firstLine(b);
}

function firstLine(text: string): string {
  return text.trimStart().split("\n", 1)[0]?.trimEnd() ?? "";
}
