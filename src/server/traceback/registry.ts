/** All languages whose failures are understood, and the choice among them. */
import { cleanLines } from "./clean.ts";
import { nodeParser } from "./node.ts";
import type { RawFailure, TracebackParser } from "./parser.ts";
import { pythonParser } from "./python.ts";

const PARSERS: readonly TracebackParser[] = [pythonParser, nodeParser];

/** Longer texts are cut at the front: the failure that matters is the last one. */
const MAX_CHARS = 1_000_000;

export interface ParsedText {
  readonly language: string;
  readonly failure: RawFailure;
  /** The cleaned lines that hold the failure. */
  readonly text: string;
}

/** Finds the last failure of any known language in terminal output, a log or the clipboard. */
export function parseTraceback(text: string): ParsedText | undefined {
  const lines = cleanLines(text.slice(-MAX_CHARS));
  let best: { language: string; failure: RawFailure } | undefined;
  for (const parser of PARSERS) {
    const failure = parser.parse(lines);
    if (failure !== undefined && (best === undefined || failure.end > best.failure.end)) {
      best = { language: parser.language, failure };
    }
  }
  if (best === undefined) return undefined;
  const { start, end } = best.failure;
  return { ...best, text: lines.slice(start, end).join("\n").trimEnd() };
}
