/** Loops a language model falls into, told apart from code that merely looks alike. */

/** Lines such as `}` or `end` say nothing by themselves: their repetition is not a repetition. */
export const SIGNIFICANT = /\w.*\w.*\w/;

/** Lines of the longest period that is recognised. */
const LONGEST_PERIOD = 6;
/** `foo, foo, foo, foo, foo`: the same words five times in a row within one line. */
const IN_LINE = /((?=[^\n]*\w)[^\n]{2,40}?)\1{4,}/;
const LONGEST_LINE = 400;

/**
 * Index of the first line that repeats what was just said: the line before it, a whole period of lines, or
 * itself. `above` is the last line before the answer. The last of `lines` may still be unfinished.
 */
export function firstRepeated(lines: readonly string[], above: string | undefined): number | undefined {
  const all = [above ?? "", ...lines].map((line) => line.trim());
  for (let index = 1; index < all.length; index++) {
    if (loopsInside(all[index] ?? "") || repeatsPeriod(all, index)) return index - 1;
    const line = all[index] ?? "";
    if (SIGNIFICANT.test(line) && line === all[index - 1]) return index - 1;
  }
  return undefined;
}

function loopsInside(line: string): boolean {
  const said = IN_LINE.exec(line.slice(0, LONGEST_LINE))?.[1];
  return said !== undefined && /[A-Za-z]/.test(said);
}

/** The lines that end at `index` are, two or more at a time, the lines before them. */
function repeatsPeriod(lines: readonly string[], index: number): boolean {
  for (let period = 2; period <= LONGEST_PERIOD && index + 1 >= 2 * period; period++) {
    const now = lines.slice(index + 1 - period, index + 1);
    const before = lines.slice(index + 1 - 2 * period, index + 1 - period);
    const same = now.every((line, offset) => line === before[offset]);
    if (same && now.filter((line) => SIGNIFICANT.test(line)).length >= 2) return true;
  }
  return false;
}

/** True when two lines say the same: the same words in the same order, whatever the punctuation and spaces. */
export function alike(a: string, b: string): boolean {
  if (a.trim() === b.trim()) return true;
  const [wordsA, wordsB] = [words(a), words(b)];
  return wordsA.length >= 12 && wordsA === wordsB && Math.abs(a.trim().length - b.trim().length) <= 3;
}

function words(line: string): string {
  return (line.match(/\w+/g) ?? []).join(" ");
}
