/** Places of a sample where a suggestion would be shown, and what the author wrote there. */
import type { Random } from "../../fixtures/gguf/random.ts";
import type { Hole } from "./cases.ts";

const LONGEST_BODY = 10;

/** Rests of lines, bodies of blocks, closers and insides of brackets, in the order of the text. */
export function holesOf(text: string, random: Random): readonly Hole[] {
  const holes = [
    ...restsOfLines(text, random),
    ...bodies(text),
    ...insides(text),
    ...closers(text),
    ...insidesOfBrackets(text),
  ];
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

/** The lines of a body, from the end of the line that opens it, where that line tells by its end that it does. */
function bodies(text: string): Hole[] {
  const lines = linesOf(text);
  return lines.flatMap(({ start, line }, index): Hole[] => {
    if (!/(?:[{:]|\b(?:then|do|else))$/.test(line) || line.trim().length < 4) return [];
    const end = endOfBody(lines, index);
    return end === undefined ? [] : [{ start: start + line.length, end }];
  });
}

/** The lines of a body, from the indentation of the first: the cursor as Enter leaves it, whatever opens the body. */
function insides(text: string): Hole[] {
  const lines = linesOf(text);
  return lines.flatMap(({ line }, index): Hole[] => {
    const first = lines[index + 1];
    const end = endOfBody(lines, index);
    if (line.trim() === "" || first === undefined || end === undefined) return [];
    return [{ start: first.start + indent(first.line), end }];
  });
}

/** End of the last of the lines that are indented below this one; undefined when there are none, or too many. */
function endOfBody(lines: readonly Line[], index: number): number | undefined {
  const base = indent(lines[index]?.line ?? "");
  const rest = lines.slice(index + 1);
  const length = rest.findIndex((each) => each.line.trim() === "" || indent(each.line) <= base);
  const last = rest[length - 1];
  if (length < 1 || length > LONGEST_BODY || last === undefined) return undefined;
  return last.start + last.line.trimEnd().length;
}

/** The end of a block, with the ends of the blocks around it below: `end`, `</div>`, `}`. */
function closers(text: string): Hole[] {
  return linesOf(text).flatMap(({ start, line }): Hole[] => {
    const closer = /^(\s+)(?:end|fi|done|esac|<\/[\w.]+>|[)\]}]+)[;,)]*$/.exec(line);
    return closer === null ? [] : [{ start: start + (closer[1]?.length ?? 0), end: start + line.length }];
  });
}

function insidesOfBrackets(text: string): Hole[] {
  return Array.from(text.matchAll(/(?<=\w\()[^()"'\n]{3,}(?=\)[;,)\s])/g), ({ index, 0: inside }) => ({
    start: index,
    end: index + inside.length,
  }));
}

interface Line {
  /** UTF-16 units. */
  readonly start: number;
  readonly line: string;
}

function linesOf(text: string): readonly Line[] {
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
