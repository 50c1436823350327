/**
 * The pack of a completion: the signature of each definition that the cursor is likely to need, one line each,
 * under its folder and file. Folders, and files in them, stand in the order in which they were last changed,
 * oldest first, so that the text changes as little as possible from one keystroke to the next.
 */
import type { PackedFile } from "../../../protocol/context.ts";
import { showHiddenCharacters } from "../../hidden-unicode.ts";
import type { RankedDefinition } from "../rank/cursor.ts";
import { folderOf } from "../rank/name-graph.ts";
import type { TokenCounts } from "./counts.ts";
import { shownPath } from "./pieces.ts";
import { cutSignature, plainSignature, saysOnlyWhere } from "./signature-line.ts";

/** UTF-16 units of a signature; what is longer is cut, sooner for what is less likely to be needed. */
const MAX_LINE = 100;
const LATER_LINE = 64;
const FIRST_RANKS = 40;

/** Tokens that merging lines may cost more than the lines alone. */
const SAFETY_TOKENS = 2;

export interface LineRange {
  readonly path: string;
  /** 0-based, inclusive. */
  readonly startLine: number;
  readonly endLine: number;
}

export interface CursorPackOptions {
  readonly budgetTokens: number;
  /** What the prompt already shows: never repeated. */
  readonly exclude: readonly LineRange[];
  /** Text of a definition's lines: given when the best definitions should stand in full. */
  readonly body?: (ranked: RankedDefinition) => string | undefined;
  /** Time of the last change of a file, for the order. */
  readonly changed: (path: string) => number;
}

export interface CursorPack {
  readonly text: string;
  /** Tokens of the whole text. */
  readonly tokens: number;
  /** One entry per definition, in the order of the text; lines are 1-based. */
  readonly files: readonly PackedFile[];
  readonly definitions: readonly RankedDefinition[];
}

function line({ definition }: RankedDefinition, rank: number): string {
  const { container, name } = definition;
  const plain = plainSignature(definition);
  const owner = container === undefined || plain.includes(container) ? "" : `${container}: `;
  const cut = cutSignature(plain, name, rank < FIRST_RANKS ? MAX_LINE : LATER_LINE);
  return `  ${showHiddenCharacters(owner)}${cut}\n`;
}

/** Folder once, then the names of its files: half the tokens of whole paths. */
function folderLine(path: string): string {
  return `${shownPath(folderOf(path) || ".")}/\n`;
}

function fileLine(path: string): string {
  return ` ${shownPath(path.slice(path.lastIndexOf("/") + 1))}\n`;
}

function overlaps({ path, definition }: RankedDefinition, ranges: readonly LineRange[]): boolean {
  return ranges.some(
    (range) =>
      range.path === path && definition.nameLine >= range.startLine && definition.nameLine <= range.endLine,
  );
}

interface Chosen {
  readonly ranked: RankedDefinition;
  readonly text: string;
  readonly tokens: number;
  readonly whole?: boolean;
}

/** Share of the budget for whole bodies, and of one body at most. */
const BODIES_SHARE = 0.7;
const BODY_SHARE = 0.15;

/** The best definitions with their bodies, as far as their share of the budget goes. */
function chooseBodies(
  ranked: readonly RankedDefinition[],
  counts: TokenCounts,
  { budgetTokens, exclude, body }: CursorPackOptions,
): Chosen[] {
  const chosen: Chosen[] = [];
  let left = budgetTokens * BODIES_SHARE;
  for (const candidate of body === undefined ? [] : ranked) {
    if (left < budgetTokens * 0.02) break;
    if (overlaps(candidate, exclude) || chosen.some((other) => isInside(candidate, other.ranked))) continue;
    const text = body?.(candidate);
    if (text === undefined || text.length > budgetTokens * BODY_SHARE * 8) continue;
    const shown = `${showHiddenCharacters(text)}\n`;
    const tokens = counts.one(shown);
    if (tokens > Math.min(left, budgetTokens * BODY_SHARE)) continue;
    left -= tokens;
    chosen.push({ ranked: candidate, text: shown, tokens, whole: true });
  }
  return chosen;
}

function isInside(inner: RankedDefinition, outer: RankedDefinition): boolean {
  return (
    inner.path === outer.path &&
    inner.definition.startLine >= outer.definition.startLine &&
    inner.definition.endLine <= outer.definition.endLine
  );
}

/** Candidates looked at: no line has fewer tokens than this. */
const MIN_LINE_TOKENS = 4;

/** How much a dear line is held against it: 0 = by probability alone, 1 = by probability per token. */
const THRIFT = 0.5;

/** What is chosen so far, by path, and the tokens left. */
class Choice {
  readonly byPath = new Map<string, Chosen[]>();
  readonly #folders = new Set<string>();
  readonly #counts: TokenCounts;
  left: number;

  constructor(counts: TokenCounts, budgetTokens: number) {
    this.#counts = counts;
    this.left = budgetTokens - SAFETY_TOKENS;
  }

  /** Tokens of the headings that the first definition of a file needs. */
  headings(path: string): number {
    if (this.byPath.has(path)) return 0;
    const folder = folderLine(path);
    return this.#counts.one(fileLine(path)) + (this.#folders.has(folder) ? 0 : this.#counts.one(folder));
  }

  /** False when it does not fit with the headings it needs. */
  add(chosen: Chosen): boolean {
    const { path } = chosen.ranked;
    const tokens = chosen.tokens + this.headings(path);
    if (tokens > this.left) return false;
    this.left -= tokens;
    this.#folders.add(folderLine(path));
    const known = this.byPath.get(path);
    if (known === undefined) this.byPath.set(path, [chosen]);
    else known.push(chosen);
    return true;
  }

  /** Takes the least likely definition out again; false when nothing is left. */
  removeLeast(): boolean {
    const all = [...this.byPath.values()].flat();
    const least = all.reduce<Chosen | undefined>(
      (found, chosen) => (found === undefined || chosen.ranked.score < found.ranked.score ? chosen : found),
      undefined,
    );
    if (least === undefined) return false;
    const { path } = least.ranked;
    const rest = (this.byPath.get(path) ?? []).filter((chosen) => chosen !== least);
    if (rest.length === 0) this.byPath.delete(path);
    else this.byPath.set(path, rest);
    return true;
  }
}

/** The lines that may be chosen, each text of a file once, with their tokens. */
function linesOf(
  ranked: readonly RankedDefinition[],
  bodies: readonly Chosen[],
  counts: TokenCounts,
  { budgetTokens, exclude }: CursorPackOptions,
): Chosen[] {
  const seen = new Set<string>();
  const lines: Array<{ readonly ranked: RankedDefinition; readonly text: string }> = [];
  for (const [rank, candidate] of ranked.slice(0, budgetTokens / MIN_LINE_TOKENS).entries()) {
    if (saysOnlyWhere(candidate.definition) || overlaps(candidate, exclude)) continue;
    if (bodies.some((chosen) => isInside(candidate, chosen.ranked))) continue;
    const text = line(candidate, rank);
    const key = `${candidate.path}\n${text}`;
    if (seen.has(key)) continue;
    seen.add(key);
    lines.push({ ranked: candidate, text });
  }
  const tokens = counts.of(lines.map(({ text }) => text));
  return lines.map((one, at) => ({ ...one, tokens: tokens[at] ?? 0 }));
}

/** Adds lines, always the one that is worth most for its tokens, headings included; returns those left over. */
function addLines(choice: Choice, lines: readonly Chosen[]): Chosen[] {
  const waiting = [...lines];
  const worth = ({ ranked, tokens }: Chosen): number =>
    ranked.score / (tokens + choice.headings(ranked.path)) ** THRIFT;
  const worths = waiting.map(worth);
  const over: Chosen[] = [];
  while (waiting.length > 0 && choice.left >= MIN_LINE_TOKENS) {
    let best = 0;
    for (let at = 1; at < worths.length; at++) if ((worths[at] ?? 0) > (worths[best] ?? 0)) best = at;
    const [chosen] = waiting.splice(best, 1);
    worths.splice(best, 1);
    if (chosen === undefined) break;
    const { path } = chosen.ranked;
    const opens = !choice.byPath.has(path);
    if (!choice.add(chosen)) over.push(chosen);
    else if (opens) {
      // Its neighbours have become cheaper.
      const folder = folderOf(path);
      for (const [at, other] of waiting.entries())
        if (folderOf(other.ranked.path) === folder) worths[at] = worth(other);
    }
  }
  return [...over, ...waiting];
}

/** Paths by folder; folders by their last change, then files by theirs. */
function inOrder(paths: readonly string[], changed: (path: string) => number): string[] {
  const last = new Map<string, number>();
  for (const path of paths) {
    const folder = folderOf(path);
    last.set(folder, Math.max(last.get(folder) ?? -Infinity, changed(path)));
  }
  const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  return paths.toSorted((a, b) => {
    const [left, right] = [folderOf(a), folderOf(b)];
    if (left !== right) return (last.get(left) ?? 0) - (last.get(right) ?? 0) || compare(left, right);
    return changed(a) - changed(b) || compare(a, b);
  });
}

interface Written {
  readonly text: string;
  /** In the order of the text. */
  readonly chosen: readonly Chosen[];
}

function write(byPath: ReadonlyMap<string, readonly Chosen[]>, changed: (path: string) => number): Written {
  let text = "";
  let folder = "";
  const chosen: Chosen[] = [];
  for (const path of inOrder([...byPath.keys()], changed)) {
    if (folderLine(path) !== folder) text += folderLine(path);
    folder = folderLine(path);
    text += fileLine(path);
    const inFile = (byPath.get(path) ?? []).toSorted(
      (a, b) => a.ranked.definition.start - b.ranked.definition.start,
    );
    for (const one of inFile) text += one.text;
    chosen.push(...inFile);
  }
  return { text, chosen };
}

function packed({ ranked, tokens, whole }: Chosen): PackedFile {
  const { definition, path, score, reason } = ranked;
  return {
    path,
    level: whole === true ? "full" : "signatures",
    tokens,
    score,
    reason,
    startLine: (whole === true ? definition.startLine : definition.nameLine) + 1,
    endLine: (whole === true ? definition.endLine : definition.nameLine) + 1,
  };
}

/** Joined lines have fewer tokens than the lines alone: what is left is filled this often. */
const REFILLS = 2;

/** `ranked` best first. The budget is never exceeded: the whole text is counted. */
export function packCursor(
  ranked: readonly RankedDefinition[],
  counts: TokenCounts,
  options: CursorPackOptions,
): CursorPack {
  const { budgetTokens, changed } = options;
  const choice = new Choice(counts, budgetTokens);
  const bodies = chooseBodies(ranked, counts, options).filter((chosen) => choice.add(chosen));
  let rest = addLines(choice, linesOf(ranked, bodies, counts, options));
  let written = write(choice.byPath, changed);
  let tokens = counts.one(written.text);
  for (let refill = 0; refill < REFILLS && budgetTokens - tokens > choice.left + SAFETY_TOKENS; refill++) {
    choice.left = budgetTokens - tokens - SAFETY_TOKENS;
    rest = addLines(choice, rest);
    written = write(choice.byPath, changed);
    tokens = counts.one(written.text);
  }
  while (tokens > budgetTokens && choice.removeLeast()) {
    written = write(choice.byPath, changed);
    tokens = counts.one(written.text);
  }
  const { text, chosen } = written;
  return { text, tokens, files: chosen.map(packed), definitions: chosen.map((one) => one.ranked) };
}
