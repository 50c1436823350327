/**
 * Cases for the completion filters as people read them: a file of marked lines for each language. `⟦…⟧` is what
 * is hidden from the pipeline; `said` is what the model answers, when that is not simply the truth.
 *
 *   @ 23:14 kept
 *       return ⟦total + 1;⟧
 *   @ 23:14 prose
 *       return ⟦total + 1;⟧
 *   said Sure, here is the code:⏎return total + 1;
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY } from "../../fixtures/cache.ts";

export const LANGUAGES = [
  "typescript",
  "javascript",
  "python",
  "go",
  "rust",
  "java",
  "cpp",
  "csharp",
  "ruby",
  "lua",
  "shellscript",
  "html",
  "typescriptreact",
] as const;

/** A stretch of a sample, by UTF-16 offsets. */
export interface Hole {
  readonly start: number;
  readonly end: number;
}

export interface Case {
  readonly languageId: string;
  /** `kept`, or the flaw of the answer. */
  readonly kind: string;
  readonly hole: Hole;
  /** The answer; absent = the rest of the file from the hole on. */
  readonly said?: string;
}

const OPEN = "⟦";
const CLOSE = "⟧";
const BREAK = "⏎";

export function casesFile(languageId: string): string {
  return join(REPOSITORY, "test/fixtures/completions", `${languageId}.txt`);
}

/** Real code with nested blocks; the samples of the grammars are too short in some languages. */
export function sample(languageId: string): string {
  const own = join(REPOSITORY, "test/fixtures/completions/samples", `${languageId}.txt`);
  const path = existsSync(own) ? own : join(REPOSITORY, "test/fixtures/grammars", languageId, "sample.txt");
  return readFileSync(path, "utf8");
}

/** The cases as text, in order. */
export function write(cases: readonly Case[], text: string): string {
  return cases.map((each) => writeOne(each, text)).join("");
}

function writeOne({ kind, hole, said }: Case, text: string): string {
  const first = text.lastIndexOf("\n", hole.start - 1) + 1;
  const breakAfter = text.indexOf("\n", hole.end);
  const last = breakAfter < 0 ? text.length : breakAfter;
  const marked =
    text.slice(first, hole.start) +
    OPEN +
    text.slice(hole.start, hole.end) +
    CLOSE +
    text.slice(hole.end, last);
  const line = text.slice(0, hole.start).split("\n").length;
  const heading = `@ ${line}:${hole.start - first + 1} ${kind}\n`;
  return heading + `${marked}\n` + (said === undefined ? "" : `said ${said.replaceAll("\n", BREAK)}\n`);
}

/** Reads what {@link write} wrote, and checks it against the sample. */
export function read(languageId: string): Case[] {
  const text = sample(languageId);
  const starts = [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)];
  const parts = readFileSync(casesFile(languageId), "utf8").split(/^@ (?=\d+:\d+ )/m);
  return parts.slice(1).map((part): Case => {
    const heading = /^(\d+):(\d+) (\S+)\n/.exec(part);
    if (heading === null) throw new Error(`${languageId}: no place in ${JSON.stringify(part)}`);
    const [whole, line, column, kind = ""] = heading;
    const start = (starts[Number(line) - 1] ?? 0) + Number(column) - 1;
    const body = part.slice(whole.length);
    const hidden = body.slice(body.indexOf(OPEN) + 1, body.indexOf(CLOSE));
    if (text.slice(start, start + hidden.length) !== hidden) {
      throw new Error(
        `${casesFile(languageId)} does not fit its sample at ${line}:${column}; write it anew.`,
      );
    }
    const hole = { start, end: start + hidden.length };
    const said = /\nsaid (.*)\n$/.exec(body)?.[1];
    return said === undefined
      ? { languageId, kind, hole }
      : { languageId, kind, hole, said: said.replaceAll(BREAK, "\n") };
  });
}
