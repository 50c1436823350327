/** CPython tracebacks: chains, notes, syntax errors, repeated frames, exception groups. */
import type { RawError, RawFailure, RawFrame, TracebackParser } from "./parser.ts";

const HEADER = /^(\s*)(\+ )?(?:Exception Group )?Traceback \(most recent call last\):\s*$/;
const FRAME = /^ {2}File "([^"]+)", line (\d+)(?:, in (.*))?$/;
const ERROR = /^([A-Za-z_][\w.<>]*)(?:: ?(.*))?$/;
const LINK =
  /^(?:During handling of the above exception, another exception occurred|The above exception was the direct cause of the following exception):$/;
const GROUP_SEPARATOR = /^\+[-+]* (?:\d+|\.\.\.|-)/;
const GROUP_BORDER = /^[\s|]*\+-[-+]*/;
const PROMPT = /^(?:\([^)]*\) ?)?[\w.@~:/\\[\] -]*[$#%❯➜>]( |$)/;
const MAX_MESSAGE_LINES = 30;

interface Block extends RawError {
  readonly start: number;
  readonly end: number;
  /** Members of an exception group. */
  readonly members: readonly Block[];
}

export const pythonParser: TracebackParser = {
  language: "python",
  parse(lines) {
    const blocks = readBlocks(lines, 0, lines.length);
    const last = blocks.at(-1);
    if (last === undefined) return undefined;
    const chain = [last];
    for (let index = blocks.length - 2; index >= 0; index--) {
      const block = blocks[index];
      const later = chain.at(-1);
      if (block === undefined || later === undefined || !linked(lines, block.end, later.start)) break;
      chain.push(block);
    }
    return failure(chain);
  },
};

function failure(chain: readonly Block[]): RawFailure | undefined {
  const [main, ...earlier] = chain;
  if (main === undefined) return undefined;
  return {
    ...bare(main),
    causes: [...main.members.flatMap(withMembers), ...earlier.map(bare)],
    start: chain.at(-1)?.start ?? main.start,
    end: main.end,
  };
}

function bare({ error, message, frames }: RawError): RawError {
  return { error, message, frames };
}

function withMembers(block: Block): RawError[] {
  return [bare(block), ...block.members.flatMap(withMembers)];
}

/** Two tracebacks belong together when Python's sentence stands between them. */
function linked(lines: readonly string[], from: number, to: number): boolean {
  return lines.slice(from, to).some((line) => LINK.test(line.replace(/^[\s|]*/, "").trim()));
}

function readBlocks(lines: readonly string[], from: number, to: number): Block[] {
  const blocks: Block[] = [];
  let index = from;
  while (index < to) {
    const block = readBlock(lines, index, to);
    if (block === undefined) index++;
    else {
      blocks.push(block);
      index = Math.max(block.end, index + 1);
    }
  }
  return blocks;
}

function readBlock(lines: readonly string[], index: number, to: number): Block | undefined {
  const line = lines[index] ?? "";
  const header = HEADER.exec(line);
  if (header === null) return FRAME.test(line) ? readBareSyntaxError(lines, index, to) : undefined;
  const indent = header[1] ?? "";
  if (header[2] === undefined) return readTraceback(lines, { index, start: index + 1, to, indent });
  return readGroup(lines, index, to, indent);
}

/** The lines of a group stand behind ` | `; its members follow below, one level deeper. */
function readGroup(lines: readonly string[], index: number, to: number, indent: string): Block | undefined {
  const bar = `${indent}| `;
  let end = index + 1;
  while (end < to && belongsToGroup(lines[end] ?? "", indent)) end++;
  const membersFrom = lines.findIndex(
    (line, at) => at > index && at < end && GROUP_SEPARATOR.test(line.trimStart()),
  );
  const ownEnd = membersFrom < 0 ? end : membersFrom;
  const own = lines
    .slice(index + 1, ownEnd)
    .map((line) => (line.startsWith(bar) ? line.slice(bar.length) : ""));
  const block = readTraceback(own, { index: -1, start: 0, to: own.length, indent: "" });
  if (block === undefined) return undefined;
  const inner = lines.slice(ownEnd, end).map(withoutGroupPrefix);
  return { ...block, start: index, end, members: readBlocks(inner, 0, inner.length) };
}

function belongsToGroup(line: string, indent: string): boolean {
  return line.startsWith(`${indent}|`) || (line.startsWith(indent) && /^\s*[|+]/.test(line));
}

/** Members are flattened: each stands behind spaces and a bar, nested groups behind more of them. */
function withoutGroupPrefix(line: string): string {
  if (GROUP_BORDER.test(line)) return "";
  const text = /^\s*[|+] ?(.*)$/.exec(line)?.[1] ?? line;
  return text.startsWith("Exception Group Traceback") ? text.replace("Exception Group ", "") : text;
}

interface Scan {
  /** Line of the header. */
  readonly index: number;
  readonly start: number;
  readonly to: number;
  readonly indent: string;
}

function readTraceback(lines: readonly string[], scan: Scan): Block | undefined {
  const at = (index: number): string | undefined =>
    index < scan.to ? withoutIndent(lines[index] ?? "", scan.indent) : undefined;
  const frames: RawFrame[] = [];
  let index = scan.start;
  for (let line = at(index); line !== undefined && /^ {2}/.test(line); line = at(++index)) {
    const frame = FRAME.exec(line);
    if (frame !== null) frames.push(toFrame(frame));
  }
  const error = ERROR.exec(at(index) ?? "");
  if (error === null) {
    // Output of the program, or the end of what the terminal kept, cut it off: the frames still help.
    if (frames.length === 0) return undefined;
    return { error: "", message: "", frames, start: scan.index, end: index, members: [] };
  }
  const { message, end } = readMessage(at, index, error[2] ?? "");
  return { error: error[1] ?? "", message, frames, start: scan.index, end, members: [] };
}

/** The message and the notes below it, up to a blank line, a shell prompt or the next traceback. */
function readMessage(
  at: (index: number) => string | undefined,
  index: number,
  first: string,
): { readonly message: string; readonly end: number } {
  const message = [first];
  let end = index + 1;
  for (; message.length < MAX_MESSAGE_LINES; end++) {
    const line = at(end);
    if (line === undefined || line.trim() === "" || HEADER.test(line) || LINK.test(line)) break;
    if (PROMPT.test(line) || GROUP_SEPARATOR.test(line.trimStart())) break;
    message.push(line);
  }
  return { message: message.join("\n").trimEnd(), end };
}

/** A file that does not parse is reported without a header: the place, the source, a caret, the error. */
function readBareSyntaxError(lines: readonly string[], index: number, to: number): Block | undefined {
  const first = FRAME.exec(lines[index] ?? "");
  if (first === null) return undefined;
  for (let at = index + 1; at < Math.min(to, index + 8); at++) {
    const line = lines[at] ?? "";
    if (/^\s/.test(line)) continue;
    const error = ERROR.exec(line);
    if (error === null || !/(?:SyntaxError|IndentationError|TabError)$/.test(error[1] ?? ""))
      return undefined;
    const scan = { index, start: index, to, indent: "" };
    return readTraceback(lines, scan);
  }
  return undefined;
}

function toFrame(match: RegExpExecArray): RawFrame {
  const name = match[3]?.trim();
  return {
    path: match[1] ?? "",
    line: Number(match[2]),
    ...(name === undefined || name === "" ? {} : { function: name }),
  };
}

function withoutIndent(line: string, indent: string): string {
  return line.startsWith(indent) ? line.slice(indent.length) : line;
}
