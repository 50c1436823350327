/** Lines of a file as a prompt shows them: whole ones, and of an endless one its beginning. */

/** Stands for the rest of a line that was cut. */
const CUT = " …";
const HALF_PAIR_LEFT = /[\uD800-\uDBFF]$/;
const HALF_PAIR_RIGHT = /^[\uDC00-\uDFFF]/;

/** `text` with `\n` line ends. */
export function withPlainBreaks(text: string): string {
  return text.replaceAll("\r\n", "\n");
}

/** The beginning of a line, at most `most` characters and a mark that there was more. */
export function cutLine(line: string, most: number): string {
  return line.length <= most ? line : line.slice(0, most).replace(HALF_PAIR_LEFT, "") + CUT;
}

/** The end of a line from `start` on. */
export function endOfLine(line: string, start: number): string {
  return line.slice(start).replace(HALF_PAIR_RIGHT, "");
}

export interface LineLimits {
  readonly lines: number;
  readonly chars: number;
  /** Characters of one line. */
  readonly lineChars: number;
}

/** The first lines of `text` within the limits; `text` has plain breaks. */
export function firstLines(text: string, { lines, chars, lineChars }: LineLimits): readonly string[] {
  const kept: string[] = [];
  let length = 0;
  for (const line of text.split("\n", lines)) {
    const shown = cutLine(line, lineChars);
    length += shown.length + 1;
    if (length > chars) break;
    kept.push(shown);
  }
  return kept;
}

/** Offset after the `count`th line break from `offset` on, or the end of the text. */
export function nthLineEnd(text: string, offset: number, count: number): number {
  let end = offset;
  for (let line = 0; line < count; line++) {
    const found = text.indexOf("\n", end);
    if (found < 0) return text.length;
    end = found + 1;
  }
  return end;
}
