/**
 * Suggestions by the place they were made for: the document and the text on both sides of the cursor. One entry
 * answers while its text is typed through, after accepting a word or a line of it, after deleting back to its
 * place and after an undo, each with no evaluation. Asked before any waiting and any work.
 */

import type { TokenChance } from "./judge/confidence.ts";
import { CLOSER_RUN } from "./prompt/closers.ts";

/** A cursor in a text; a chosen entry of the suggestion list already stands in it. */
export interface Place {
  readonly uri: string;
  readonly text: string;
  /** UTF-16 units, 0-based. */
  readonly offset: number;
}

/** What is inserted at a place; line ends are the file's. */
export interface Suggestion {
  /** Trace id of the request that made it. */
  readonly id: string;
  readonly text: string;
  /** How probable each piece of it was, when the engine tells. */
  readonly chances?: readonly TokenChance[];
}

export interface CacheHit {
  readonly suggestion: Suggestion;
  /** The part of its text that is already typed. */
  readonly typed: string;
  /** The part that is left to insert; never empty. */
  readonly rest: string;
  /** Closing characters that the editor put after the cursor while it was typed, e.g. `)`. */
  readonly closers: string;
}

/** Characters compared before and after the place: more than decides what is completed there. */
const BEFORE_CHARS = 2000;
const AFTER_CHARS = 1000;
const CAPACITY = 200;

/** A place small enough to keep: the texts around it, not the document. */
export interface Anchor {
  readonly uri: string;
  readonly offset: number;
  readonly before: string;
  readonly after: string;
}

interface Entry {
  readonly anchor: Anchor;
  readonly suggestion: Suggestion;
}

export class CompletionCache {
  /** Least recently used first. */
  private entries: Entry[] = [];
  private readonly capacity: number;

  constructor(capacity = CAPACITY) {
    this.capacity = capacity;
  }

  get size(): number {
    return this.entries.length;
  }

  /** Keeps `suggestion` for `place`; the same place keeps only the newest, unless it is an alternative. */
  put(place: Place, suggestion: Suggestion, alternative = false): void {
    const anchor = anchorOf(place);
    this.entries = this.entries.filter(
      (entry) =>
        !sameAnchor(entry.anchor, anchor) || (alternative && entry.suggestion.text !== suggestion.text),
    );
    this.entries.push({ anchor, suggestion });
    if (this.entries.length > this.capacity) this.entries.shift();
  }

  /** The most recently used suggestion that goes on from `place`. */
  find(place: Place): CacheHit | undefined {
    for (let index = this.entries.length - 1; index >= 0; index--) {
      const entry = this.entries[index];
      const typed = entry && typedSince(entry.anchor, place);
      if (entry === undefined || typed === undefined) continue;
      const { text } = entry.suggestion;
      if (typed.text.length >= text.length || !text.startsWith(typed.text)) continue;
      this.entries.splice(index, 1);
      this.entries.push(entry);
      const rest = text.slice(typed.text.length);
      return { suggestion: entry.suggestion, typed: typed.text, rest, closers: typed.closers };
    }
    return undefined;
  }

  /** Forgets what was made for a document, e.g. when it is closed. */
  forget(uri: string): void {
    this.entries = this.entries.filter((entry) => entry.anchor.uri !== uri);
  }

  clear(): void {
    this.entries = [];
  }
}

/** What to keep of a place. */
export function anchorOf({ uri, text, offset }: Place): Anchor {
  return {
    uri,
    offset,
    before: detached(text.slice(Math.max(0, offset - BEFORE_CHARS), offset)),
    after: detached(text.slice(offset, offset + AFTER_CHARS)),
  };
}

function sameAnchor(a: Anchor, b: Anchor): boolean {
  return a.uri === b.uri && a.offset === b.offset && a.before === b.before && a.after === b.after;
}

export interface Typed {
  readonly text: string;
  readonly closers: string;
}

/**
 * What was typed between `anchor` and `place` when nothing else changed around it; undefined otherwise.
 * Brackets and quotes that an editor closes by itself after the cursor are no change.
 */
export function typedSince(anchor: Anchor, { uri, text, offset }: Place): Typed | undefined {
  if (uri !== anchor.uri || offset < anchor.offset) return undefined;
  if (!text.startsWith(anchor.before, anchor.offset - anchor.before.length)) return undefined;
  const typed = text.slice(anchor.offset, offset);
  const after = text.slice(offset, offset + AFTER_CHARS + CLOSERS_KEPT);
  if (after.slice(0, AFTER_CHARS) === anchor.after) return { text: typed, closers: "" };
  if (typed === "") return undefined;
  const run = CLOSER_RUN.exec(after)?.[0] ?? "";
  for (let length = 1; length <= Math.min(run.length, CLOSERS_KEPT); length++) {
    if (after.slice(length, length + AFTER_CHARS) === anchor.after) {
      return { text: typed, closers: after.slice(0, length) };
    }
  }
  return undefined;
}

/** Closers an editor may have inserted during one stretch of typing. */
const CLOSERS_KEPT = 4;

/** A slice of a string keeps the whole document in memory; a copy does not. */
function detached(slice: string): string {
  return Buffer.from(slice, "utf16le").toString("utf16le");
}
