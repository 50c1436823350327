import { lineChunks } from "./line-chunks.ts";
import type { ParsedFile, ParseFallback } from "./types.ts";

/** Milliseconds for parsing and querying one file, unless the caller says otherwise (facts: worst honest file 26 ms). */
export const DEFAULT_BUDGET_MS = 200;

/** A file without a tree: line chunks, and why. */
export function inChunks(
  text: string,
  language: string,
  fallback: ParseFallback,
  reason?: string,
): ParsedFile {
  const empty = { language, tags: [], imports: [], bodies: [], hasError: false };
  return { ...empty, fallback, ...(reason === undefined ? {} : { reason }), chunks: lineChunks(text) };
}
