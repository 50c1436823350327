import type { LineChunk } from "./types.ts";

/** Lines of a chunk at most; about what a screen shows. */
const MAX_LINES = 60;
/** A blank line ends a chunk from here on, so that chunks tend to end between paragraphs. */
const MIN_LINES = 20;
/** UTF-16 units of a chunk at most, unless a single line is longer. */
const MAX_UNITS = 8_000;

/** Start offset of every line of `text`; only `\n` ends a line, as in tree-sitter and (with CRLF) in LSP. */
export function lineStartsOf(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

/** 0-based line that holds `offset`. */
export function lineAt(lineStarts: readonly number[], offset: number): number {
  let low = 0;
  let high = lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/**
 * Cuts `text` into stretches of whole lines that together are the whole text, in order, each at most
 * {@link MAX_LINES} lines, preferring to end at a blank line. The stand-in for a syntax tree.
 */
export function lineChunks(text: string): LineChunk[] {
  if (text === "") return [];
  const starts = lineStartsOf(text);
  if (starts.at(-1) === text.length) starts.pop();
  const chunks: LineChunk[] = [];
  let first = 0;
  for (let line = 0; line < starts.length; line++) {
    const end = starts[line + 1] ?? text.length;
    const start = starts[first] ?? 0;
    const unitsWithNext = (starts[line + 2] ?? text.length) - start;
    const blank = text.slice(starts[line], end).trim() === "";
    const full = isFull(line - first + 1, unitsWithNext, blank);
    if (!full && line + 1 < starts.length) continue;
    chunks.push({ span: { start, end }, startLine: first, endLine: line });
    first = line + 1;
  }
  return chunks;
}

function isFull(lines: number, unitsWithNext: number, blank: boolean): boolean {
  return lines >= MAX_LINES || unitsWithNext > MAX_UNITS || (blank && lines >= MIN_LINES);
}
