/** When a generation has said enough: checked on the whole raw text after each chunk. */

import type { CompletionWindow } from "../prompt/window.ts";
import { indentWidth, isLabel, opensBlock } from "./indentation.ts";
import { cursorLine, lineAbove, linesBelow } from "./neighbours.ts";
import { isHead, saysAgain, withoutRepetition } from "./repetition.ts";
import type { Shape } from "./shape.ts";

export interface StopRules {
  readonly shape: Shape;
  /** Of an answer that is a code block. */
  readonly fence: string | undefined;
  readonly linePrefix: string;
  /** Last line before the cursor's line that is not blank. */
  readonly lineAbove: string | undefined;
  /** The first two lines after the cursor's line that are not blank, as they stand in the file. */
  readonly followingLines: readonly string[];
}

export interface Stopped {
  /** The text before the place where the rule stopped it. */
  readonly text: string;
  readonly rule:
    | "fence"
    | "endOfLine"
    | "blankLine"
    | "followingLine"
    | "dedent"
    | "endOfBlock"
    | "repetition";
}

export function stopRules(window: CompletionWindow, shape: Shape, fence: string | undefined): StopRules {
  const { linePrefix } = window;
  return { shape, fence, linePrefix, lineAbove: lineAbove(window), followingLines: linesBelow(window, 2) };
}

/** The stop texts the engine can watch by itself, which spares the round trip of a cancellation. */
export function stopTexts(rules: StopRules): string[] {
  if (rules.shape === "line") return [`\n`];
  return rules.fence === undefined ? [] : [`\n${rules.fence}`];
}

/** Applies the rules to what was generated so far; undefined while generation should go on. */
export function stopped(raw: string, rules: StopRules): Stopped | undefined {
  const text = raw.replaceAll("\r\n", "\n");
  const candidates = [fenceStop(text, rules), lineStop(text, rules), repetitionStop(text, rules)];
  const found = candidates.filter((stop) => stop !== undefined);
  return found.sort((a, b) => a.text.length - b.text.length)[0];
}

function fenceStop(text: string, { fence }: StopRules): Stopped | undefined {
  if (fence === undefined) return undefined;
  if (text.startsWith(fence)) return { text: "", rule: "fence" };
  const at = text.indexOf(`\n${fence}`);
  return at < 0 ? undefined : { text: text.slice(0, at), rule: "fence" };
}

function lineStop(text: string, rules: StopRules): Stopped | undefined {
  if (rules.shape === "line") {
    const end = text.indexOf("\n");
    return end < 0 ? undefined : { text: text.slice(0, end), rule: "endOfLine" };
  }
  const lines = text.split("\n");
  let seenCode = false;
  // The last line is still being written: only whole lines are compared.
  for (const [index, line] of lines.slice(0, -1).entries()) {
    const before = (): string => lines.slice(0, index).join("\n");
    if (seenCode && line.trim() === "") return { text: before(), rule: "blankLine" };
    if (isFollowing(lines.slice(index, -1), index === 0, rules)) {
      return { text: before(), rule: "followingLine" };
    }
    const end = index === 0 ? undefined : blockEnd(line, rules);
    if (end === "before") return { text: before(), rule: "dedent" };
    if (end === "after") return { text: lines.slice(0, index + 1).join("\n"), rule: "endOfBlock" };
    if (line.trim() !== "") seenCode = true;
  }
  return undefined;
}

/** Whether the block the cursor stands in, or opens, ends before or with this whole line of the answer. */
function blockEnd(line: string, { linePrefix }: StopRules): "before" | "after" | undefined {
  if (line.trim() === "") return undefined;
  const width = indentWidth(line);
  const base = indentWidth(linePrefix);
  if (width < base || (width === base && isLabel(linePrefix))) return "before";
  if (width > base || !opensBlock(linePrefix)) return undefined;
  if (!/^\s*(?:[)\]}]|end\b|fi\b|done\b|esac\b)/.test(line)) {
    return /^\s*(?:else|elif|elsif|except|finally|catch|rescue|ensure|when|case|default)\b|^\s*#|:$/.test(
      line,
    )
      ? undefined
      : "before";
  }
  return opensBlock(line) ? undefined : "after";
}

function repetitionStop(text: string, { linePrefix, lineAbove: above }: StopRules): Stopped | undefined {
  const kept = withoutRepetition(text, { linePrefix, lineAbove: above, unfinished: true });
  return kept === undefined ? undefined : { text: kept, rule: "repetition" };
}

/** Whether the first of these whole lines already follows in the file. */
function isFollowing(
  [first = "", second]: readonly string[],
  atCursor: boolean,
  { linePrefix, followingLines: [following, after] }: StopRules,
): boolean {
  if (following === undefined) return false;
  const line = atCursor ? cursorLine(linePrefix, first) : first;
  if (line.trimEnd() !== following.trimEnd()) return saysAgain(line, following);
  // The line after it decides whether it is the same.
  return !isHead(line) || second?.trimEnd() === after?.trimEnd();
}
