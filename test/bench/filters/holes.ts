/** Places of a sample where a suggestion would be shown, and what the author wrote there. */
import type { Random } from "../../fixtures/gguf/random.ts";
import type { Hole } from "./cases.ts";

const LONGEST_BODY = 10;

/** Rests of lines, bodies of blocks and insides of brackets, in the order of the text. */
export function holesOf(text: string, random: Random): readonly Hole[] {
  const holes = [...restsOfLines(text, random), ...bodies(text), ...insidesOfBrackets(text)];
  return holes.sort((a, b) => a.start - b.start || a.end - b.end);
}

/** From a random word boundary, twice in a line, to its end. */
function restsOfLines(text: string, random: Random): Hole[] {
  const holes: Hole[] = [];
  for (const { start, line } of linesOf(text)) {
    const code = line.trimEnd();
    const boundaries = Array.from(code.matchAll(/(?<=[\s(.,=])(?=[\w"'(&*])/g), ({ index }) => index);
    const possible = boundaries.filter((at) => code.slice(0, at).trim() !== "" && code.length - at >= 3);
    const chosen = new Set([0, 1].map(() => possible[random.next() % Math.max(1, possible.length)]));
    for (const at of chosen) {
      if (at !== undefined) holes.push({ start: start + at, end: start + code.length });
    }
  }
  return holes;
}

/** The lines of a body between the line that opens it and the one that ends it. */
function bodies(text: string): Hole[] {
  const lines = linesOf(text);
  return lines.flatMap(({ start, line }, index): Hole[] => {
    if (!/[{:]$/.test(line) || line.trim().length < 4) return [];
    const base = indent(line);
    const rest = lines.slice(index + 1);
    const length = rest.findIndex((each) => each.line.trim() === "" || indent(each.line) <= base);
    const last = rest[length - 1];
    if (length < 1 || length > LONGEST_BODY || last === undefined) return [];
    return [{ start: start + line.length, end: last.start + last.line.trimEnd().length }];
  });
}

function insidesOfBrackets(text: string): Hole[] {
  return Array.from(text.matchAll(/(?<=\w\()[^()"'\n]{3,}(?=\)[;,)\s])/g), ({ index, 0: inside }) => ({
    start: index,
    end: index + inside.length,
  }));
}

function linesOf(text: string): readonly { readonly start: number; readonly line: string }[] {
  let start = 0;
  return text.split("\n").map((line) => {
    const here = { start, line };
    start += line.length + 1;
    return here;
  });
}

function indent(line: string): number {
  return line.length - line.trimStart().length;
}
