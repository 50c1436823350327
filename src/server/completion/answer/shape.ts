/** One line or a block: decided from the cursor's line alone, before any token is generated. */
import { onlyClosers } from "../prompt/closers.ts";
import type { CompletionWindow } from "../prompt/window.ts";
import { isLabel } from "./indentation.ts";

export type Shape = "line" | "block";

const BLOCK_BY_COLON = new Set(["python", "yaml", "nim", "gdscript"]);
/** In other languages the statement often stands on the same line. */
const CASE = /^\s*(?:case\b.*|default\s*):$/;
const BLOCK_BY_WORD = new Set(["lua", "ruby", "elixir", "shellscript", "julia", "crystal"]);

/**
 * A block where the line is empty, where the code before the cursor opens one, or after a suggestion that was
 * just accepted; a single line anywhere else.
 */
export function completionShape(window: CompletionWindow, languageId: string, afterAccepted = false): Shape {
  if (!onlyClosers(window.restOfLine)) return "line";
  // The line is as the user wanted it: what is left to suggest is the next ones.
  if (afterAccepted && window.restOfLine.trim() === "") return "block";
  const line = window.linePrefix.trimEnd();
  if (line.trim() === "") return window.restOfLine.trim() === "" ? "block" : "line";
  return endsWithOpener(line, languageId) ? "block" : "line";
}

function endsWithOpener(line: string, languageId: string): boolean {
  if (line.endsWith("{") || isLabel(line)) return true;
  if (languageId === "go" && CASE.test(line)) return true;
  if (BLOCK_BY_COLON.has(languageId) && line.endsWith(":")) return true;
  return BLOCK_BY_WORD.has(languageId) && /\b(?:then|do|else)$/.test(line);
}
