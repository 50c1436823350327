/** Leading white space: how wide it is, what a file indents with, and how a suggestion is fitted to both. */
import type { CompletionWindow } from "../prompt/window.ts";

/** Columns of a tab where tabs and spaces meet. */
const TAB = 4;

/** Columns of the leading white space. */
export function indentWidth(line: string): number {
  let width = 0;
  for (const character of leading(line)) width += character === "\t" ? TAB - (width % TAB) : 1;
  return width;
}

/** True when the code ends with what opens an indented block in most languages. */
export function opensBlock(linePrefix: string): boolean {
  return /[{([:]$|=>$|\b(?:do|then|else|begin)$/.test(linePrefix.trimEnd());
}

/** An access label of C++: members follow, at a level deeper than the label itself. */
export function isLabel(line: string): boolean {
  return /^\s*(?:public|private|protected|signals)(?:\s+slots)?\s*:$/.test(line.trimEnd());
}

/** What opens a block for certain: brackets may be aligned in other ways. */
const OPENER = /(?:[{:]|\b(?:do|then|else|begin)|\bdo\s*\|[^|]*\|)$/;

export interface IndentStyle {
  readonly tabs: boolean;
  /** Columns of one level. */
  readonly unit: number;
}

/** How these lines are indented; undefined when none is. */
export function indentStyle(code: string): IndentStyle | undefined {
  const lines = code.split("\n").filter((line) => line.trim() !== "");
  const tabs = lines.filter((line) => line.startsWith("\t")).length;
  const spaces = lines.filter((line) => line.startsWith("  ")).length;
  if (tabs + spaces === 0) return undefined;
  if (tabs > spaces) return { tabs: true, unit: TAB };
  // Lines that go on are often indented by more than a block.
  return { tabs: false, unit: commonestStep(lines, OPENER) ?? commonestStep(lines, /$/) ?? 2 };
}

/** Columns by which a line below one that ends so is most often indented. */
function commonestStep(lines: readonly string[], above: RegExp): number | undefined {
  const steps = new Map<number, number>();
  let before = "";
  for (const line of lines) {
    const step = indentWidth(line) - indentWidth(before);
    if (step > 1 && step <= 8 && above.test(before.trimEnd())) steps.set(step, (steps.get(step) ?? 0) + 1);
    before = line;
  }
  return [...steps].sort(([a, countA], [b, countB]) => countB - countA || a - b)[0]?.[0];
}

/**
 * The suggestion in the indentation of its file: tabs where the file has tabs, one level below the line that
 * opens the block, and nothing before the first word where the cursor is already indented.
 */
export function fitIndentation(text: string, window: CompletionWindow): string {
  const own = indentStyle(`${window.prefix}\n${window.suffix}`);
  const style = own ?? window.indentation;
  const [first = "", ...rest] = text.split("\n");
  const indented = window.linePrefix !== "" && window.linePrefix.trim() === "";
  const written = style === undefined || own !== undefined ? rest : sameLevels(rest, style);
  const lines =
    style === undefined ? rest : shifted(sameCharacters(written, style), first, { window, style });
  return [indented ? first.trimStart() : first, ...lines].join("\n");
}

/** The lines at the levels that they have, each as wide as the style says; what is beside a level stays so. */
function sameLevels(lines: readonly string[], style: IndentStyle): readonly string[] {
  const own = indentStyle(lines.join("\n"));
  if (own === undefined) return lines;
  return lines.map((line) => {
    const width = indentWidth(line);
    const beside = width % own.unit;
    return write(((width - beside) / own.unit) * style.unit, style) + " ".repeat(beside) + line.trimStart();
  });
}

/** Tabs and spaces as the file has them. */
function sameCharacters(lines: readonly string[], style: IndentStyle): readonly string[] {
  const foreign = lines.some((line) => (style.tabs ? /^ {2}/ : /^ *\t/).test(line));
  if (!foreign) return lines;
  const common = commonIndent(lines);
  // A tab before the lines of another place, which are indented by spaces: only the tab is foreign.
  if (
    !style.tabs &&
    common.includes(" ") &&
    lines.every((line) => !line.slice(common.length).includes("\t"))
  ) {
    return lines.map((line) => write(indentWidth(line), style) + line.trimStart());
  }
  const own = style.tabs ? (indentStyle(lines.join("\n"))?.unit ?? TAB) : TAB;
  const unit = style.tabs ? Math.min(own, smallestIndent(lines)) : TAB;
  return lines.map((line) => {
    const levels = indentWidth(line) / unit;
    return write(Math.round(levels * style.unit), style) + line.trimStart();
  });
}

/** Leading white space that all these lines have. */
function commonIndent(lines: readonly string[]): string {
  const [first = "", ...rest] = lines.filter((line) => line.trim() !== "").map(leading);
  let length = first.length;
  for (const each of rest) while (!each.startsWith(first.slice(0, length))) length--;
  return first.slice(0, length);
}

function smallestIndent(lines: readonly string[]): number {
  const widths = lines.filter((line) => line.trim() !== "").map(indentWidth);
  return Math.min(...widths.filter((width) => width > 0), TAB * 2);
}

/** The first line of a block stands one level below the line that opens it; the others keep their distance. */
function shifted(
  lines: readonly string[],
  first: string,
  { window, style }: { readonly window: CompletionWindow; readonly style: IndentStyle },
): readonly string[] {
  const body = lines.find((line) => line.trim() !== "");
  const opener = (window.linePrefix + first).trimEnd();
  if (body === undefined || first.trim() !== "" || !OPENER.test(opener) || levelExempt(body)) return lines;
  const level = indentWidth(opener);
  // Labels often stand half a level to the left: ` public:` above members that are indented by two.
  const below = isLabel(opener) ? level - (level % style.unit) : level;
  const delta = below + style.unit - indentWidth(body);
  if (delta === 0) return lines;
  return lines.map((line) =>
    line.trim() === "" ? "" : write(Math.max(0, indentWidth(line) + delta), style) + line.trimStart(),
  );
}

/** Lines that many styles keep at the level of the opener. */
function levelExempt(line: string): boolean {
  return /^\s*(?:case\b|default\b|public:|private:|protected:|#|[)\]}]|-\s|\||\w+:$)/.test(line);
}

function write(width: number, { tabs, unit }: IndentStyle): string {
  if (!tabs) return " ".repeat(width);
  return "\t".repeat(Math.floor(width / unit)) + " ".repeat(width % unit);
}

function leading(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? "";
}
