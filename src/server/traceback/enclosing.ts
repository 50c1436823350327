/**
 * The function or class around a line, without a parser: indentation for Python, braces for the C family,
 * the lines nearby for the rest. Line numbers are 1-based and inclusive.
 */

export interface LineRange {
  readonly start: number;
  readonly end: number;
}

/** Lines around the failing one when no block is found, and at most when the block is very long. */
const NEARBY_LINES = 20;
const LONGEST_BLOCK = 120;

const PYTHON_BLOCK = /^\s*(?:async\s+def|def|class)\s/;
/** A closing bracket at the margin ends a signature that spans lines, not the block. */
const CLOSING_LINE = /^\s*[)\]}]/;
const BRACE_BLOCK =
  /\bfunction\b|\bclass\s+\w|=>\s*\{?\s*$|^\s*(?:(?:export|public|private|protected|static|async|override|get|set|default)\s+)*[#\w$]+\s*(?:<[^>]*>)?\([^;]*\)[^;=]*\{\s*$/;
const CONTROL = /^\s*(?:\}\s*)?(?:if|else|for|while|switch|catch|try|do|finally|with)\b/;
const BRACE_LANGUAGES = new Set(["javascript", "typescript", "javascriptreact", "typescriptreact"]);

/** The block that encloses `line`, or the lines nearby. Never longer than 120 lines. */
export function enclosingBlock(lines: readonly string[], line: number, languageId: string): LineRange {
  const block =
    languageId === "python"
      ? pythonBlock(lines, line)
      : BRACE_LANGUAGES.has(languageId)
        ? braceBlock(lines, line)
        : undefined;
  if (block === undefined) return nearby(lines, line, NEARBY_LINES);
  if (block.end - block.start < LONGEST_BLOCK) return block;
  const near = nearby(lines, line, LONGEST_BLOCK / 2 - 1);
  return { start: Math.max(block.start, near.start), end: Math.min(block.end, near.end) };
}

function nearby(lines: readonly string[], line: number, distance: number): LineRange {
  return { start: Math.max(1, line - distance), end: Math.min(lines.length, line + distance) };
}

function pythonBlock(lines: readonly string[], line: number): LineRange | undefined {
  const head = pythonHead(lines, line);
  if (head === undefined) return undefined;
  let start = head;
  while (start > 1 && /^\s*@/.test(lines[start - 2] ?? "")) start--;
  return { start, end: pythonEnd(lines, head) };
}

/** The line of the innermost `def` or `class` that encloses `line`, which may be that line itself. */
function pythonHead(lines: readonly string[], line: number): number | undefined {
  let indent = indentOf(lines[line - 1] ?? "");
  if (PYTHON_BLOCK.test(lines[line - 1] ?? "")) return line;
  for (let index = line - 1; index >= 1; index--) {
    const text = lines[index - 1] ?? "";
    if (text.trim() === "" || indentOf(text) >= indent || CLOSING_LINE.test(text)) continue;
    indent = indentOf(text);
    if (PYTHON_BLOCK.test(text)) return index;
  }
  return undefined;
}

function pythonEnd(lines: readonly string[], start: number): number {
  const indent = indentOf(lines[start - 1] ?? "");
  let end = start;
  for (let index = start + 1; index <= lines.length; index++) {
    const text = lines[index - 1] ?? "";
    if (text.trim() === "") continue;
    if (indentOf(text) <= indent && !CLOSING_LINE.test(text)) break;
    end = index;
  }
  return end;
}

interface Opener {
  readonly line: number;
  readonly end: number;
}

function braceBlock(lines: readonly string[], line: number): LineRange | undefined {
  const enclosing = bracePairs(lines)
    .filter((pair) => pair.line <= line && pair.end >= line && pair.end > pair.line)
    .sort((a, b) => b.line - a.line);
  for (const pair of enclosing) {
    const text = lines[pair.line - 1] ?? "";
    if (!CONTROL.test(text) && BRACE_BLOCK.test(text)) return { start: pair.line, end: pair.end };
  }
  return undefined;
}

/** Lines of matching braces. Strings, templates and comments are skipped; regular expressions are not. */
function bracePairs(lines: readonly string[]): Opener[] {
  const pairs: Opener[] = [];
  const open: number[] = [];
  const code = withoutStrings(lines.join("\n"));
  let line = 1;
  for (const character of code) {
    if (character === "\n") line++;
    else if (character === "{") open.push(line);
    else if (character === "}") {
      const start = open.pop();
      if (start !== undefined) pairs.push({ line: start, end: line });
    }
  }
  return pairs;
}

const STRINGS_AND_COMMENTS =
  /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\[\s\S]|[^`\\])*`/g;

function withoutStrings(code: string): string {
  return code.replace(STRINGS_AND_COMMENTS, (text) => text.replace(/[^\n]/g, " "));
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
