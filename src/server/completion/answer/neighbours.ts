/** The lines around the cursor that an answer is compared with. */
import type { CompletionWindow } from "../prompt/window.ts";

/** Last line before the cursor's line that is not blank; undefined where the author repeats it already. */
export function lineAbove({ prefix }: CompletionWindow): string | undefined {
  const [last, before] = prefix.split("\n").slice(0, -1).filter(notBlank).reverse();
  return last === before ? undefined : last;
}

/** The first lines after the cursor's line that are not blank, `count` at most, as they stand in the file. */
export function linesBelow({ suffix }: CompletionWindow, count: number): readonly string[] {
  return suffix.split("\n").filter(notBlank).slice(0, count);
}

/** The cursor's line with the first line of an answer; a model often repeats the indentation that is there. */
export function cursorLine(linePrefix: string, first: string): string {
  const indented = linePrefix !== "" && linePrefix.trim() === "";
  return linePrefix + (indented ? first.trimStart() : first);
}

function notBlank(line: string): boolean {
  return line.trim() !== "";
}
