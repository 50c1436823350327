/**
 * Where the parts of a prompt meet. The code around the cursor is shown in four parts: code further down, code
 * further up, what follows the cursor directly, and the lines before the cursor, in this order. Held while typing,
 * the places where they meet make each key append to the prompt; after a move by some lines only the last two
 * parts, the short ones, are read again.
 */

import { onlyClosers } from "./closers.ts";
import { firstLines, nthLineEnd, withPlainBreaks } from "./lines.ts";

export interface Anchors {
  /** Where the lines before the cursor begin: UTF-16 offset of a line. */
  readonly own: number;
  /** Where the code further down begins: UTF-16 units from there to the end of the text. */
  readonly far: number;
  /** What follows the cursor up to there, as it is told to the model: from the rest of the line or a line break on. */
  readonly near: string;
  /** Closing brackets and blank lines that stand between the cursor and `near`. */
  readonly closers: string;
  /** Length of the text they were set in, UTF-16 units. */
  readonly length: number;
}

/** A cursor in a text: UTF-16 units, 0-based. */
export interface Cursor {
  readonly text: string;
  readonly offset: number;
}

export interface NearLimits {
  readonly chars: number;
  /** Characters of one line that are shown. */
  readonly lineChars: number;
}

/** Lines before the cursor's line that the model's own turn begins with; it grows while lines are typed. */
const OWN_LINES = 8;
/** Lines after the cursor's line that are told apart: moving down within them keeps the code further down. */
export const NEAR_LINES = 8;
/** Moving up makes them grow up to so many. */
const MOST_NEAR_LINES = 24;
/** The same in UTF-16 units of the file; far more than any prompt shows. */
const MOST_NEAR = 50_000;

/** Anchors around a cursor that came from somewhere else. */
export function freshAnchors({ text, offset }: Cursor, limits: NearLimits): Anchors {
  const after = withPlainBreaks(text.slice(offset, nthLineEnd(text, offset, NEAR_LINES + 1)));
  const whole = firstLines(after, { ...limits, lines: NEAR_LINES + 1 }).length;
  const far = nthLineEnd(text, offset, Math.max(1, whole));
  return anchorsTo(far, { text, offset });
}

/** The anchors `held` for an earlier cursor, as far as they still serve this one; undefined when they do not. */
export function heldAnchors(held: Anchors, cursor: Cursor, limits: NearLimits): Anchors | undefined {
  const { text, offset } = cursor;
  const far = text.length - held.far;
  if (far < offset || (held.far > 0 && (far === offset || text[far - 1] !== "\n"))) return undefined;
  if (far - offset > MOST_NEAR) return undefined;
  const between = withPlainBreaks(text.slice(offset, far));
  const lines = between.split("\n").length;
  if (lines > MOST_NEAR_LINES || firstLines(between, { ...limits, lines }).length < lines) return undefined;
  const closers = closersBefore(between, held, text.length);
  const isOwn = held.own <= lineStart(text, offset) && (held.own === 0 || text[held.own - 1] === "\n");
  if (closers !== undefined && isOwn) return { ...held, closers, length: text.length };
  return anchorsTo(far, cursor);
}

/**
 * What stands before the code that was told to follow, when the editor closed it itself while the user typed, or the
 * user went past it. Closers that a move brings between cursor and code are news for the model.
 */
function closersBefore(between: string, held: Anchors, length: number): string | undefined {
  if (!between.endsWith(held.near)) return undefined;
  const closers = between.slice(0, between.length - held.near.length);
  if (!onlyClosers(closers)) return undefined;
  const moved = length === held.length && !withoutBlanks(held.closers).endsWith(withoutBlanks(closers));
  return moved ? undefined : closers;
}

function anchorsTo(far: number, { text, offset }: Cursor): Anchors {
  const between = withPlainBreaks(text.slice(offset, far));
  const near = between.slice(leadingClosers(between));
  const closers = between.slice(0, between.length - near.length);
  return { own: ownStart(text, offset), far: text.length - far, near, closers, length: text.length };
}

/**
 * Length of what is not told: auto-closed brackets come and go while typing, and showing them would change the prompt
 * before the lines that are typed; blank lines after them are crossed on the way out of a block.
 */
function leadingClosers(between: string): number {
  const [rest = "", ...lines] = between.split("\n");
  if (!onlyClosers(rest)) return 0;
  let length = rest.length;
  for (const line of lines.slice(0, -1)) {
    if (line.trim() !== "") break;
    length += line.length + 1;
  }
  return length;
}

function ownStart(text: string, offset: number): number {
  let start = lineStart(text, offset);
  for (let line = 0; line < OWN_LINES; line++) start = lineStart(text, start - 1);
  return start;
}

/** Offset of the line that holds `offset`; 0 before the text. */
function lineStart(text: string, offset: number): number {
  return offset <= 0 ? 0 : text.lastIndexOf("\n", offset - 1) + 1;
}

function withoutBlanks(text: string): string {
  return text.replaceAll(/\s/g, "");
}
