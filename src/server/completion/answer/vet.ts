/**
 * The last gate before ghost text: inserted into its file it may add no syntax error, else the longest good part
 * of it is shown, or nothing. What the file does not parse without anyway is no fault of the suggestion.
 */
import type { CompletionTrace } from "../../../protocol/lsp.ts";
import type { CompletionRequest } from "../request.ts";
import type { Candidate, SyntaxCheck } from "../syntax/check.ts";
import { bracketVariants } from "./brackets.ts";
import type { Shape } from "./shape.ts";

export interface Vetted {
  /** Undefined when no part of the text fits. */
  readonly text: string | undefined;
  readonly syntax: NonNullable<CompletionTrace["syntax"]>;
}

/** Parts of a block that are tried at most. */
const MAX_PARTS = 10;

/** `text` as it will be inserted at the request's place, line ends included. */
export async function vetted(
  text: string,
  request: CompletionRequest,
  shape: Shape,
  check: SyntaxCheck,
): Promise<Vetted> {
  const parts = shape === "line" ? lineParts(text) : blockParts(text);
  const verdict = await check.firstGood(
    request,
    parts.map((part, index) => probes(part, request, index === 0)),
  );
  if (verdict.kind === "unknown") return { text, syntax: verdict.why };
  if (verdict.kind === "none") return { text: undefined, syntax: "dropped" };
  return { text: parts[verdict.index], syntax: verdict.index === 0 ? "clean" : "truncated" };
}

/** All of a line, then what stands before a closing bracket that closes nothing in it. */
function lineParts(text: string): readonly string[] {
  const depths: Record<string, number> = { ")": 0, "]": 0, "}": 0 };
  const parts = [text];
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    const closer = CLOSER_OF[character];
    if (closer !== undefined) depths[closer] = (depths[closer] ?? 0) + 1;
    const depth = depths[character];
    if (depth === undefined) continue;
    depths[character] = depth - 1;
    if (depth <= 0 && index > 0) parts.push(text.slice(0, index));
  }
  const shorter = parts.slice(1).filter((part) => part.trim() !== "");
  return [text, ...shorter.reverse()].slice(0, MAX_PARTS);
}

/** All of a block, then fewer and fewer of its lines. The break before what follows the cursor stays. */
function blockParts(text: string): readonly string[] {
  const tail = /\r?\n[ \t]*$/.exec(text)?.[0] ?? "";
  const lines = text.slice(0, text.length - tail.length).split("\n");
  const parts: string[] = [];
  for (let count = lines.length; count > 0 && parts.length < MAX_PARTS; count--) {
    const part = lines.slice(0, count).join("\n").trimEnd();
    if (part.trim() !== "" && parts.at(-1) !== part + tail) parts.push(part + tail);
  }
  return parts;
}

const CLOSER_OF: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

/**
 * A text as it is, and closed the way its author will close it: a block that was only just opened is no error. Of
 * the parts of a text, which end anywhere, only those are good that are so as they are.
 */
function probes(part: string, request: CompletionRequest, whole: boolean): Candidate {
  const { text, offset, languageId } = request;
  const before = text.slice(offset === 0 ? 0 : text.lastIndexOf("\n", offset - 1) + 1, offset);
  const after = /^[^\r\n]*/.exec(text.slice(offset, offset + LONGEST_LINE))?.[0] ?? "";
  const [first = "", ...rest] = part.split("\n");
  const below = rest.length === 0 ? "" : `\n${rest.join("\n")}`;
  const variants = bracketVariants(before, first, below === "" ? after : "");
  return {
    texts: whole ? closed(before, part, languageId) : [part],
    rivals: variants.flatMap((variant) => closed(before, variant + below, languageId)),
  };
}

const LONGEST_LINE = 1000;

function closed(before: string, part: string, languageId: string): readonly string[] {
  const open = unclosedBraces(before + part);
  const goesOn = part.includes("\n") || /[{([,]\s*$/.test(part);
  if (open > 0 && goesOn) return [part, `${part}\n${"}".repeat(open)}`];
  const last = part.trimEnd();
  if (/[([]$/.test(last)) return [part, part + (CLOSER_OF[last.slice(-1)] ?? "")];
  return languageId === "python" && last.endsWith(":") ? [part, `${part} pass`] : [part];
}

function unclosedBraces(text: string): number {
  let depth = 0;
  for (const character of text) {
    if (character === "{") depth++;
    else if (character === "}" && depth > 0) depth--;
  }
  return depth;
}
