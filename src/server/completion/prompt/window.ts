/**
 * The part of a file a completion prompt shows. Anchored so that it survives typing: the first line of the
 * prefix is snapped to multiples of 64 lines, so each typed character only appends to the prompt; a sliding window
 * evaluates hundreds of tokens per keystroke. What is shown where is decided by `anchors.ts`.
 */

import type { EditorIndentation } from "../../../protocol/lsp.ts";
import { type Anchors, freshAnchors, NEAR_LINES, type NearLimits } from "./anchors.ts";
import { cutLine, endOfLine, firstLines, nthLineEnd, withPlainBreaks } from "./lines.ts";

/** What a prompt shows of the file, no line twice and none left out between its first and its last. */
export interface ShownCode {
  /** From some lines after the cursor on. */
  readonly far: string;
  /** Before `own`. */
  readonly above: string;
  /**
   * Between the cursor and `far`, without closers that the editor added: begins with the rest of the cursor's line, or
   * the line break after it.
   */
  readonly near: string;
  /** The lines before the cursor, up to it. */
  readonly own: string;
}

/** Lines are separated by `\n` here, whatever the file uses. */
export interface CompletionWindow {
  /** Code before the cursor, from an anchored line start up to the cursor. */
  readonly prefix: string;
  /** The cursor's line up to the cursor. */
  readonly linePrefix: string;
  /** The cursor's line after the cursor; of an endless one its beginning. */
  readonly restOfLine: string;
  /** The lines after the cursor's line. */
  readonly suffix: string;
  /** Line ending of the file, for the text that is inserted. */
  readonly eol: "\n" | "\r\n";
  readonly shown: ShownCode;
  /** Of the editor, for code without an indented line. */
  readonly indentation?: EditorIndentation | undefined;
}

export interface WindowBudget {
  /** Characters of the prefix at most. */
  readonly prefixChars: number;
  /** Characters of the suffix at most. */
  readonly suffixChars: number;
  /** The prefix holds one to two times as many lines; 64 by default. */
  readonly anchorLines?: number;
  /** Lines of the suffix at most; 64 by default. */
  readonly suffixLines?: number;
}

const ANCHOR_LINES = 64;
const FINER_STEPS = [16, 4, 1] as const;
const ANCHOR_CHARS = 1024;
const SUFFIX_LINES = 64;
/** Of a line that is longer, e.g. of minified code or data, only the beginning is shown. */
const LONGEST_LINE = 1000;
const SHORTEST_CUT = 40;
/** Share of the suffix that may follow the cursor directly. */
const NEAR_SHARE = 0.4;
/** Share of the prefix that the cursor's own line may take. */
const CURSOR_LINE_SHARE = 0.75;
/** Gemma's tokenizer averages above 3 for code. Numbers and East Asian text have less: see `WindowMemory`. */
const CHARS_PER_TOKEN = 2.5;
/** System prompt, template and labels, tokens. */
const FRAME_TOKENS = 512;

/** Tokens that code of other files may take of a completion window. */
export function crossFileTokens(completionTokens: number): number {
  return Math.min(1500, Math.floor(completionTokens * 0.15));
}

/** Splits a completion window of `completionTokens` between the code before and after the cursor. */
export function windowBudget(completionTokens: number, maxTokens: number): WindowBudget {
  // Kept free whether there is code of other files or not: a window that moved with it would cost the warm cache.
  const crossFile = crossFileTokens(completionTokens);
  const tokens = Math.max(256, completionTokens - maxTokens - FRAME_TOKENS - crossFile);
  return {
    prefixChars: Math.floor(tokens * 0.7 * CHARS_PER_TOKEN),
    suffixChars: Math.floor(tokens * 0.25 * CHARS_PER_TOKEN),
  };
}

/** Cuts the window around `offset` (UTF-16 units, 0-based) out of a file's text; `anchors`: fresh ones when absent. */
export function completionWindow(
  text: string,
  offset: number,
  budget: WindowBudget,
  anchors = freshAnchors({ text, offset }, nearLimits(budget)),
): CompletionWindow {
  const before = withPlainBreaks(text.slice(0, offset));
  const after = withPlainBreaks(text.slice(offset));
  const lineBreak = after.indexOf("\n");
  const rest = lineBreak < 0 ? after : after.slice(0, lineBreak);
  const { suffixLines = SUFFIX_LINES, suffixChars } = budget;
  const lineChars = longestLine(budget);
  const prefix = anchoredPrefix(before, budget);
  const following = { lines: suffixLines, chars: suffixChars, lineChars };
  return {
    prefix: prefix.join("\n"),
    linePrefix: before.slice(before.lastIndexOf("\n") + 1),
    restOfLine: rest.slice(0, lineChars),
    suffix:
      lineBreak < 0
        ? ""
        : firstLines(after.slice(lineBreak + 1), following)
            .join("\n")
            .trimEnd(),
    eol: text.includes("\r\n") ? "\r\n" : "\n",
    shown: { ...shownBefore(prefix, text.slice(anchors.own, offset)), ...shownAfter(text, anchors, budget) },
  };
}

/** Characters of what follows the cursor directly. */
export function nearLimits(budget: WindowBudget): NearLimits {
  return { chars: Math.floor(budget.suffixChars * NEAR_SHARE), lineChars: longestLine(budget) };
}

function longestLine({ prefixChars, suffixChars }: WindowBudget): number {
  return Math.max(SHORTEST_CUT, Math.floor(Math.min(LONGEST_LINE, prefixChars / 4, suffixChars / 4)));
}

function shownBefore(prefix: readonly string[], own: string): Pick<ShownCode, "above" | "own"> {
  const first = Math.max(0, prefix.length - own.split("\n").length);
  return { above: prefix.slice(0, first).join("\n"), own: prefix.slice(first).join("\n") };
}

function shownAfter(text: string, anchors: Anchors, budget: WindowBudget): Pick<ShownCode, "near" | "far"> {
  const { suffixLines = SUFFIX_LINES, suffixChars } = budget;
  const lineChars = longestLine(budget);
  const near = anchors.near.split("\n").map((line) => cutLine(line, lineChars));
  const lines = Math.max(1, suffixLines - NEAR_LINES);
  const start = text.length - anchors.far;
  const far = firstLines(withPlainBreaks(text.slice(start, nthLineEnd(text, start, lines))), {
    lines,
    chars: suffixChars * (1 - NEAR_SHARE),
    lineChars,
  });
  return { near: near.join("\n"), far: far.join("\n").trimEnd() };
}

/** Lines up to the cursor, the first one in steps that grow finer where lines are long. */
function anchoredPrefix(before: string, budget: WindowBudget): readonly string[] {
  const { prefixChars, anchorLines = ANCHOR_LINES } = budget;
  const lineChars = longestLine(budget);
  const lines = before.split("\n");
  const cursorLine = lines.length - 1;
  const line = cursorLineEnd(lines[cursorLine] ?? "", prefixChars * CURSOR_LINE_SHARE);
  const first = Math.max(0, Math.floor((cursorLine - anchorLines) / anchorLines) * anchorLines);
  const above = lines.slice(first, cursorLine).map((other) => cutLine(other, lineChars));
  for (const step of FINER_STEPS) {
    for (let start = 0; start < above.length; start += step) {
      const candidate = [...above.slice(start), line];
      if (lengthOf(candidate) <= prefixChars) return candidate;
    }
  }
  return [line];
}

function cursorLineEnd(line: string, most: number): string {
  if (line.length <= most) return line;
  const cut = Math.ceil((line.length - most) / ANCHOR_CHARS) * ANCHOR_CHARS;
  return endOfLine(line, Math.min(cut, line.length - Math.min(Math.floor(most), ANCHOR_CHARS / 2)));
}

function lengthOf(lines: readonly string[]): number {
  return lines.reduce((sum, { length }) => sum + length + 1, -1);
}
