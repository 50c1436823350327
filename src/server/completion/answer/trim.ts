/**
 * What is left of an answer when everything that must not be inserted is gone: template and fence leaks,
 * invisible characters, text that already stands after the cursor, trailing whitespace.
 */
import { hasHiddenCharacters } from "../../hidden-unicode.ts";
import type { CompletionWindow } from "../prompt/window.ts";
import { fitIndentation } from "./indentation.ts";
import { isModelsProse, leakStart } from "./leaks.ts";
import { cursorLine, lineAbove, linesBelow } from "./neighbours.ts";
import { isHead, saysAgain, withoutRepetition } from "./repetition.ts";
import type { Shape } from "./shape.ts";

/** Why an answer is not shown at all; a subset of the outcomes of the protocol. */
export type Rejection = "empty" | "repeatsSuffix" | "repetition" | "notCode";

export type Trimmed =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "rejected"; readonly outcome: Rejection; readonly detail: string };

const OPENERS: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };

/** `raw` is the answer as far as the stop rules let it through, with `\n` line ends. */
export function trimCompletion(
  raw: string,
  window: CompletionWindow,
  shape: Shape,
  languageId: string,
): Trimmed {
  const leak = leakStart(raw, window, languageId);
  const clean = raw.slice(0, leak);
  if (clean.trim() === "") {
    return leak === undefined
      ? rejected("empty", "The model had nothing to add here.")
      : rejected("notCode", "The answer was template markup.");
  }
  if (hasHiddenCharacters(clean)) return rejected("notCode", "The answer held invisible characters.");
  if (isModelsProse(clean, window, languageId)) {
    return rejected("notCode", "The answer was prose instead of code.");
  }
  if (repeatsFollowing(clean, window)) return rejected("repeatsSuffix", "The answer repeats the next lines.");
  const before = { linePrefix: window.linePrefix, lineAbove: lineAbove(window), unfinished: false };
  const once = withoutRepetition(clean, before) ?? clean;
  if (once.trim() === "") return rejected("repetition", "The answer repeats itself or the line above.");
  const text = shape === "line" ? trimLine(once, window) : trimBlock(once, window);
  return text.trim() === ""
    ? rejected("repeatsSuffix", "All of the answer already stands after the cursor.")
    : { kind: "text", text };
}

/** What is left of `text` when the editor put `closers` after the cursor; empty when that cannot be told. */
export function withoutTyped(text: string, closers: string): string {
  const last = text.slice(text.lastIndexOf("\n") + 1);
  if (last === text) return withoutRestOfLine(text, closers);
  return last.trim() === closers ? text.slice(0, text.lastIndexOf(closers)) : "";
}

function trimLine(text: string, window: CompletionWindow): string {
  const cut = withoutRestOfLine(text, window.restOfLine);
  // The space in `x * ` belongs to the code that follows when that code was cut off here.
  return cut !== text && !/^\s/.test(window.restOfLine) ? cut : cut.trimEnd();
}

function trimBlock(text: string, window: CompletionWindow): string {
  const own = fitIndentation(withoutRestOfLine(text, window.restOfLine), window);
  const block = withoutFollowingTail(own, window).trimEnd();
  return block === "" ? "" : block + breakBeforeRest(block, window);
}

function rejected(outcome: Rejection, detail: string): Trimmed {
  return { kind: "rejected", outcome, detail };
}

/** The first completed line equals the next line of the file: accepting would double it. */
function repeatsFollowing(text: string, window: CompletionWindow): boolean {
  const [following, after] = linesBelow(window, 2);
  if (following === undefined) return false;
  const [line = "", ...rest] = text.split("\n");
  const said = [cursorLine(window.linePrefix, line), ...rest].filter((each) => each.trim() !== "");
  const [first = "", second] = said;
  if (isHead(first) && second !== undefined && second.trimEnd() !== after?.trimEnd()) return false;
  // A block is a repetition only as a whole: its later lines are handled one by one.
  return saysAgain(first, following);
}

/** UTF-16 units. */
const LONG_REST = 8;

/** Cuts what the rest of the cursor's line already says: `foo(|)` completed with `a, b)` inserts `a, b`. */
function withoutRestOfLine(text: string, restOfLine: string): string {
  const rest = restOfLine.trim();
  if (rest === "") return text;
  const trimmed = text.trimEnd();
  for (let length = Math.min(rest.length, trimmed.length); length > 0; length--) {
    const overlap = rest.slice(0, length);
    // A shared letter is chance; only all of the rest, or punctuation of it, is a real overlap.
    if (length < rest.length && /\w/.test(overlap)) continue;
    if (trimmed.endsWith(overlap) && closesNothing(trimmed, length)) {
      const cut = trimmed.slice(0, trimmed.length - length);
      // Nobody writes so long a rest twice; a model does.
      return length >= LONG_REST && cut.endsWith(rest) ? withoutRestOfLine(cut, rest) : cut;
    }
  }
  const closer = unmatchedCloser(trimmed, rest.charAt(0));
  return closer < 0 ? text : trimmed.slice(0, closer);
}

/** An auto-closed bracket stands on a line of its own below the block that was written before it. */
function breakBeforeRest(text: string, window: CompletionWindow): string {
  if (window.restOfLine.trim() === "" || !text.includes("\n")) return "";
  return `\n${/^\s*/.exec(window.linePrefix)?.[0] ?? ""}`;
}

/** The last `length` characters close nothing that the rest of the text opened. */
function closesNothing(text: string, length: number): boolean {
  const kept = text.slice(0, text.length - length);
  for (const closer of new Set(text.slice(-length))) {
    const opener = OPENERS[closer];
    if (opener !== undefined && count(kept, opener) > count(kept, closer)) return false;
    if (`"'\``.includes(closer) && count(kept, closer) % 2 === 1) return false;
  }
  return true;
}

/** Position of the first `closer` in `text` that closes a bracket opened before it; -1 when there is none. */
function unmatchedCloser(text: string, closer: string): number {
  const opener = OPENERS[closer];
  if (opener === undefined) return -1;
  let depth = 0;
  for (let index = 0; index < text.length; index++) {
    if (text[index] === opener) depth++;
    else if (text[index] === closer && --depth < 0) return index;
  }
  return -1;
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

/** Drops last lines that equal the next lines of the file, e.g. the closing brace that already stands there. */
function withoutFollowingTail(text: string, window: CompletionWindow): string {
  const following = window.suffix.split("\n").filter((line) => line.trim() !== "");
  const lines = text.trimEnd().split("\n");
  for (let size = Math.min(following.length, lines.length - 1); size > 0; size--) {
    const tail = lines.slice(-size).map((line) => line.trimEnd());
    if (tail.every((line, index) => line === following[index]?.trimEnd())) {
      return withoutFollowingTail(lines.slice(0, -size).join("\n"), window);
    }
  }
  return text;
}
