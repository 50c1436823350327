/**
 * The part of a file a completion prompt shows. Anchored so that it survives typing: the first line of the
 * prefix is snapped to multiples of 64 lines, so each typed character only appends to the prompt. Of the
 * layouts measured, this one evaluates 1.6 tokens per keystroke where a sliding window evaluates hundreds.
 */

/** Lines are separated by `\n` here, whatever the file uses. */
export interface CompletionWindow {
  /** Code before the cursor, from an anchored line start up to the cursor. */
  readonly prefix: string;
  /** The cursor's line up to the cursor. */
  readonly linePrefix: string;
  /** The cursor's line after the cursor. */
  readonly restOfLine: string;
  /** The lines after the cursor's line. */
  readonly suffix: string;
  /** Line ending of the file, for the text that is inserted. */
  readonly eol: "\n" | "\r\n";
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
const FINE_ANCHOR_LINES = 16;
const ANCHOR_CHARS = 1024;
const SUFFIX_LINES = 64;
/** Conservative for code in Gemma's tokenizer, which averages above 3 characters per token. */
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

/** Cuts the window around `offset` (UTF-16 units, 0-based) out of a file's text. */
export function completionWindow(text: string, offset: number, budget: WindowBudget): CompletionWindow {
  const before = text.slice(0, offset).replaceAll("\r\n", "\n");
  const after = text.slice(offset).replaceAll("\r\n", "\n");
  const lineBreak = after.indexOf("\n");
  const rest = lineBreak < 0 ? after : after.slice(0, lineBreak);
  return {
    prefix: anchoredPrefix(before, budget.prefixChars, budget.anchorLines ?? ANCHOR_LINES),
    linePrefix: before.slice(before.lastIndexOf("\n") + 1),
    restOfLine: rest,
    suffix: lineBreak < 0 ? "" : boundedSuffix(after.slice(lineBreak + 1), budget),
    eol: text.includes("\r\n") ? "\r\n" : "\n",
  };
}

function anchoredPrefix(before: string, maxChars: number, anchorLines: number): string {
  const lines = before.split("\n");
  const cursorLine = lines.length - 1;
  const first = Math.max(0, Math.floor((cursorLine - anchorLines) / anchorLines) * anchorLines);
  for (let start = first; start < cursorLine; start += FINE_ANCHOR_LINES) {
    const candidate = lines.slice(start).join("\n");
    if (candidate.length <= maxChars) return candidate;
  }
  const line = lines[cursorLine] ?? "";
  if (line.length <= maxChars) return line;
  const cut = Math.ceil((line.length - maxChars) / ANCHOR_CHARS) * ANCHOR_CHARS;
  return line.slice(Math.min(cut, line.length - Math.min(maxChars, ANCHOR_CHARS / 2)));
}

function boundedSuffix(after: string, { suffixChars, suffixLines = SUFFIX_LINES }: WindowBudget): string {
  const kept: string[] = [];
  let chars = 0;
  for (const line of after.split("\n", suffixLines)) {
    chars += line.length + 1;
    if (chars > suffixChars) break;
    kept.push(line);
  }
  return kept.join("\n").trimEnd();
}
