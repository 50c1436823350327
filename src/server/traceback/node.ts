/** Failures of Node.js: uncaught errors, causes, aggregates, syntax errors, plain throws. */
import { isFrameLine, parseFrame } from "./node-frame.ts";
import { type NodeHeader, readHeader } from "./node-header.ts";
import type { RawError, RawFailure, RawFrame, TracebackParser } from "./parser.ts";

/** `Error: text`, `TypeError [ERR_X]: text`, `MyProblem: text`, `AggregateError`. */
const ERROR_NAME = /^([A-Za-z_$][\w$.]*(?:Error|Exception)[\w$]*(?: \[[\w.]+\])?)(?::(?: (.*))?)?$/;
const ANY_NAME = /^([A-Za-z_$][\w$.]*(?: \[[\w.]+\])?): (.*)$/;
const MARKS = /^(?:Uncaught |\(node:\d+\) |\[cause\]: |Unhandled rejection )+/;
const TRAILER = /^Node\.js v\d+/;
const MAX_MESSAGE_LINES = 40;

/** A head line with the `at` lines below it. */
interface Stack extends RawError {
  readonly start: number;
  readonly end: number;
  /** Columns the head line is indented by. */
  readonly indent: number;
  /** The last line opens the list of the error's properties. */
  readonly opens: boolean;
}

interface Group {
  readonly main: Stack;
  readonly causes: Stack[];
  readonly end: number;
}

export const nodeParser: TracebackParser = {
  language: "node",
  parse(lines) {
    const group = lastGroup(readStacks(lines), lines);
    const bare = readPlainThrow(lines, group?.end ?? 0);
    if (bare !== undefined) return bare;
    return group === undefined ? undefined : finished(group, lines);
  },
};

function readStacks(lines: readonly string[]): Stack[] {
  const stacks: Stack[] = [];
  let index = 0;
  let floor = 0;
  while (index < lines.length) {
    if (!isFrameLine(lines[index] ?? "")) {
      const frameless = readFrameless(lines, index);
      if (frameless !== undefined) stacks.push(frameless);
      index++;
      continue;
    }
    let end = index;
    while (end < lines.length && isFrameLine(lines[end] ?? "")) end++;
    stacks.push(readStack(lines, floor, index, end));
    floor = end;
    index = end;
  }
  return stacks;
}

function readStack(lines: readonly string[], floor: number, from: number, end: number): Stack {
  const frames: RawFrame[] = [];
  for (const line of lines.slice(from, end)) {
    const frame = parseFrame(line);
    if (frame !== undefined) frames.push(frame);
  }
  const start = headLine(lines, floor, from);
  const first = lines[start] ?? "";
  const head = parseHead(first, true);
  const rest = lines.slice(start + 1, from).join("\n");
  return {
    error: head?.error ?? "Error",
    message: [head?.message ?? "", rest]
      .filter((part) => part !== "")
      .join("\n")
      .trimEnd(),
    frames: frames.reverse(),
    start,
    end,
    indent: indentOf(first),
    opens: /\{\s*$/.test(lines[end - 1] ?? ""),
  };
}

/** Upwards from the first `at` line: the nearest line that names an error, else the line above. */
function headLine(lines: readonly string[], floor: number, from: number): number {
  const lowest = Math.max(floor, from - MAX_MESSAGE_LINES);
  for (let index = from - 1; index >= lowest; index--) {
    if (parseHead(lines[index] ?? "", false) !== undefined) return index;
  }
  let index = from - 1;
  while (index > lowest && (lines[index - 1] ?? "").trim() !== "") {
    if (ANY_NAME.test(stripMarks(lines[index] ?? ""))) break;
    index--;
  }
  return Math.max(index, floor);
}

function parseHead(line: string, anyName: boolean): { error: string; message: string } | undefined {
  const text = stripMarks(line);
  const match = ERROR_NAME.exec(text) ?? (anyName ? ANY_NAME.exec(text) : null);
  return match === null ? undefined : { error: match[1] ?? "", message: match[2] ?? "" };
}

function stripMarks(line: string): string {
  return line.trim().replace(MARKS, "").replace(/ \{$/, "");
}

/**
 * Errors printed without a stack: `[cause]: Error: text`, and `[AggregateError: text] {` at the margin, whose
 * members follow inside the braces.
 */
function readFrameless(lines: readonly string[], index: number): Stack | undefined {
  const line = lines[index] ?? "";
  const cause = /^\s*\[cause\]: (.*)$/.exec(line);
  if (cause !== null) {
    if (isFrameLine(lines[index + 1] ?? "")) return undefined;
    const text = (cause[1] ?? "").replace(/^\[(.*)\]$/, "$1");
    const head = parseHead(text, true) ?? { error: "cause", message: text };
    return { ...head, frames: [], start: index, end: index + 1, indent: indentOf(line), opens: false };
  }
  const bracketed = /^\[(.*)\]( \{)?$/.exec(line);
  const head = bracketed === null ? undefined : parseHead(bracketed[1] ?? "", false);
  if (head === undefined) return undefined;
  const opens = bracketed?.[2] !== undefined;
  return { ...head, frames: [], start: index, end: index + 1, indent: 0, opens };
}

/** Stacks inside the braces of an error are its causes; a stack at the margin begins a new failure. */
function lastGroup(stacks: readonly Stack[], lines: readonly string[]): Group | undefined {
  let group: { main: Stack; causes: Stack[]; end: number } | undefined;
  for (const stack of stacks) {
    const inside = group !== undefined && group.main.opens && stack.start < group.end;
    if (inside && group !== undefined) group.causes.push(stack);
    else group = { main: stack, causes: [], end: closingLine(lines, stack) };
  }
  return group;
}

/** The line after the brace that closes the error's properties, or after its last frame. */
function closingLine(lines: readonly string[], main: Stack): number {
  if (!main.opens) return main.end;
  const brace = `${" ".repeat(main.indent)}}`;
  for (let index = main.end; index < lines.length; index++) {
    if ((lines[index] ?? "").trimEnd() === brace) return index + 1;
  }
  return lines.length;
}

function finished(group: Group, lines: readonly string[]): RawFailure {
  const { main } = group;
  const header = readHeader(lines, main.start);
  return {
    error: main.error,
    message: main.message,
    frames: withPlace(main, header),
    causes: group.causes.map(({ error, message, frames }) => ({ error, message, frames })),
    start: header?.start ?? main.start,
    end: withTrailer(lines, group.end),
  };
}

/**
 * Where a file does not parse, no frame lies in it: the place stands in the message of a compiler, or in the
 * header. The header also helps when there is no other place.
 */
function withPlace(main: Stack, header: NodeHeader | undefined): readonly RawFrame[] {
  const compiled = placeInMessage(main);
  if (compiled !== undefined) return [...main.frames, compiled];
  // `<anonymous_script>`, `[eval]` and Node's own `throw` name no file of the user.
  if (header === undefined || /^[<[]|^node:/.test(header.place.path)) return main.frames;
  const own = main.frames.some((frame) => !frame.path.startsWith("node:"));
  return main.error.startsWith("SyntaxError") || !own ? [...main.frames, header.place] : main.frames;
}

/** Compilers put the place into the message: `src/app.ts:3:7 - error TS2322` (ts-node), `app.ts:3:9: ERROR:` (tsx). */
function placeInMessage({ error, message }: RawError): RawFrame | undefined {
  if (!/^TSError|^TransformError|^Error/.test(error)) return undefined;
  const match =
    /^(\S+?\.[cm]?[jt]sx?):(\d+):(\d+)(?: - error TS\d+|: ERROR:)/m.exec(message) ??
    /^(\S+?\.[cm]?[jt]sx?)\((\d+),(\d+)\): error TS\d+/m.exec(message);
  if (match === null) return undefined;
  return { path: match[1] ?? "", line: Number(match[2]), column: Number(match[3]) };
}

/** `throw "text"`: a header, the thrown value, and no frames at all. */
function readPlainThrow(lines: readonly string[], from: number): RawFailure | undefined {
  const hint = lines.findLastIndex((line) => line.includes("(Use `node --trace-uncaught ...` to show"));
  if (hint < from) return undefined;
  let start = hint - 1;
  while (start > from && !/^\s*\^+\s*$/.test(lines[start] ?? "")) start--;
  const header = readHeader(lines, start + 1);
  if (header === undefined) return undefined;
  return {
    error: "Uncaught",
    message: lines
      .slice(start + 1, hint)
      .join("\n")
      .trim(),
    frames: [header.place],
    causes: [],
    start: header.start,
    end: withTrailer(lines, hint + 1),
  };
}

function withTrailer(lines: readonly string[], end: number): number {
  for (let index = end; index < Math.min(lines.length, end + 4); index++) {
    if (TRAILER.test(lines[index] ?? "")) return index + 1;
  }
  return end;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
