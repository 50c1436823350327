/** The place Node prints above an uncaught error: `/path/app.js:3`, the source line, a caret. */
import type { RawFrame } from "./parser.ts";

export interface NodeHeader {
  readonly place: RawFrame;
  /** 0-based line of the text. */
  readonly start: number;
}

const PLACE = /^(?!\s)(.+?):(\d+)$/;
const CARET = /^\s*(?:\^+|~+\^*)\s*$/;

/** Looks for the header directly above line `below` (0-based). The caret line gives the column. */
export function readHeader(lines: readonly string[], below: number): NodeHeader | undefined {
  for (let index = below - 1; index >= Math.max(0, below - 12); index--) {
    const match = PLACE.exec(lines[index] ?? "");
    if (match === null) continue;
    const caret = lines.slice(index + 1, below).find((line) => CARET.test(line));
    if (caret === undefined) return undefined;
    const column = caret.search(/[\^~]/) + 1;
    return { place: { path: match[1] ?? "", line: Number(match[2]), column }, start: index };
  }
  return undefined;
}
