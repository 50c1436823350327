/**
 * The pack of a completion: the definitions that the cursor is likely to need, the likeliest with their signatures,
 * the others by name, under their folder and file. Folders, and files in them, stand in the order in which they were
 * last changed, oldest first, so that the text changes as little as possible from one keystroke to the next.
 */
import type { PackedFile } from "../../../protocol/context.ts";
import { showHiddenCharacters } from "../../hidden-unicode.ts";
import { folderOf } from "../index/folders.ts";
import type { RankedDefinition } from "../rank/cursor.ts";
import type { TokenCounts } from "./counts.ts";
import {
  alone,
  type Entry,
  entryOf,
  type Form,
  fileLine,
  folderLine,
  ownerLine,
  type Written,
  writeDefinitions,
} from "./definition-list.ts";
import { saysOnlyWhere } from "./signature-line.ts";

/**
 * UTF-16 units of a signature, sooner cut for what is less likely to be needed, and tokens of the budget for each
 * rank that has one. Behind those ranks the bare name has to do: two or three times as many definitions fit.
 */
const LONG = { units: 100, tokensPerRank: 100 };
const SHORT = { units: 40, tokensPerRank: 15 };
/** How many times as many ranks may have a signature when every definition fits. */
const WIDER = [3, 9];

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
  /** How each of them is written. */
  readonly forms: readonly Form[];
}

function overlaps({ path, definition }: RankedDefinition, ranges: readonly LineRange[]): boolean {
  return ranges.some(
    (range) =>
      range.path === path && definition.nameLine >= range.startLine && definition.nameLine <= range.endLine,
  );
}

interface Chosen extends Entry {
  readonly tokens: number;
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
    chosen.push({ ranked: candidate, text: shown, tokens, form: "whole" });
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

/** In the place of what an entry is worth: it was looked at. */
const TAKEN = -1;

/** Place of the first greatest number. */
function greatest(numbers: Float64Array): number {
  let best = 0;
  for (let at = 1; at < numbers.length; at++) if ((numbers[at] ?? 0) > (numbers[best] ?? 0)) best = at;
  return best;
}

/** What is chosen so far, by path, and the tokens left. */
class Choice {
  readonly byPath = new Map<string, Chosen[]>();
  readonly #folders = new Set<string>();
  /** Path and name of each type under which members stand. */
  readonly #owners = new Set<string>();
  readonly #counts: TokenCounts;
  left: number;

  constructor(counts: TokenCounts, budgetTokens: number) {
    this.#counts = counts;
    this.left = budgetTokens - SAFETY_TOKENS;
  }

  /** Tokens of the headings that a definition needs and does not find. */
  headings({ ranked: { path }, owner }: Entry): number {
    const own =
      owner === undefined || this.#owners.has(`${path}\n${owner}`) ? 0 : this.#counts.one(ownerLine(owner));
    if (this.byPath.has(path)) return own;
    const folder = folderLine(path);
    const folderTokens = this.#folders.has(folder) ? 0 : this.#counts.one(folder);
    return own + this.#counts.one(fileLine(path)) + folderTokens;
  }

  /** False when it does not fit with the headings it needs. */
  add(chosen: Chosen): boolean {
    const { path } = chosen.ranked;
    const tokens = chosen.tokens + this.headings(chosen);
    if (tokens > this.left) return false;
    this.left -= tokens;
    this.#folders.add(folderLine(path));
    const { owner, form, ranked } = chosen;
    if (form !== "name" || owner !== undefined)
      this.#owners.add(`${path}\n${owner ?? ranked.definition.name}`);
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

interface Order {
  readonly ranked: readonly RankedDefinition[];
  readonly counts: TokenCounts;
  readonly options: CursorPackOptions;
}

/** UTF-16 units of the signature of a rank, 0 = the name alone; `width` as in {@link WIDER}. */
function unitsAt(rank: number, budgetTokens: number, width: number): number {
  const form = [LONG, SHORT].find(({ tokensPerRank }) => rank < (width * budgetTokens) / tokensPerRank);
  return form?.units ?? 0;
}

/** The entries that may be chosen, each text of a file once, with their tokens. */
function entriesOf({ ranked, counts, options }: Order, bodies: readonly Chosen[], width: number): Chosen[] {
  const { budgetTokens, exclude } = options;
  const seen = new Set<string>();
  const entries: Entry[] = [];
  for (const [rank, candidate] of ranked.slice(0, budgetTokens / MIN_LINE_TOKENS).entries()) {
    if (saysOnlyWhere(candidate.definition) || overlaps(candidate, exclude)) continue;
    if (bodies.some((chosen) => isInside(candidate, chosen.ranked))) continue;
    const entry = entryOf(candidate, unitsAt(rank, budgetTokens, width));
    const { name, container = "" } = candidate.definition;
    const place = [candidate.path, container, ""].join("\n");
    if (seen.has(place + entry.text)) continue;
    // A signature says the name too.
    seen.add(place + entry.text).add(place + name);
    entries.push(entry);
  }
  const tokens = counts.of(entries.map(alone));
  return entries.map((one, at) => ({ ...one, tokens: tokens[at] ?? 0 }));
}

/** Adds entries, always the one that is worth most for its tokens, headings included; returns those left over. */
function addEntries(choice: Choice, entries: readonly Chosen[]): Chosen[] {
  const worth = (at: number): number => {
    const entry = entries[at];
    if (entry === undefined) return TAKEN;
    return entry.ranked.score / (entry.tokens + choice.headings(entry)) ** THRIFT;
  };
  const worths = Float64Array.from(entries, (_, at) => worth(at));
  const folders = entries.map(({ ranked }) => folderOf(ranked.path));
  const inFolder = Map.groupBy(folders.keys(), (at) => folders[at]);
  const over = new Set(entries);
  for (let left = entries.length; left > 0 && choice.left >= MIN_LINE_TOKENS; left--) {
    const best = greatest(worths);
    const chosen = entries[best];
    if (chosen === undefined) break;
    worths[best] = TAKEN;
    const opens = choice.headings(chosen) > 0;
    if (!choice.add(chosen)) continue;
    over.delete(chosen);
    // Its neighbours have become cheaper.
    for (const at of opens ? (inFolder.get(folders[best]) ?? []) : [])
      if (worths[at] !== TAKEN) worths[at] = worth(at);
  }
  return [...over];
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

function write(
  byPath: ReadonlyMap<string, readonly Chosen[]>,
  changed: (path: string) => number,
): Written<Chosen> {
  return writeDefinitions(inOrder([...byPath.keys()], changed), byPath);
}

function packed({ ranked, tokens, form }: Chosen): PackedFile {
  const { definition, path, score, reason } = ranked;
  return {
    path,
    level: form === "whole" ? "full" : "signatures",
    tokens,
    score,
    reason,
    startLine: (form === "whole" ? definition.startLine : definition.nameLine) + 1,
    endLine: (form === "whole" ? definition.endLine : definition.nameLine) + 1,
  };
}

/** Joined lines have fewer tokens than the lines alone: what is left is filled this often. */
const REFILLS = 2;

interface Filled extends Written<Chosen> {
  /** Of the text. */
  readonly tokens: number;
  /** Nothing was left over. */
  readonly complete: boolean;
}

function fill(order: Order, width: number): Filled {
  const { ranked, counts, options } = order;
  const { budgetTokens, changed } = options;
  const choice = new Choice(counts, budgetTokens);
  const bodies = chooseBodies(ranked, counts, options).filter((chosen) => choice.add(chosen));
  let rest = addEntries(choice, entriesOf(order, bodies, width));
  let written = write(choice.byPath, changed);
  let tokens = counts.one(written.text);
  for (let refill = 0; refill < REFILLS && budgetTokens - tokens > choice.left + SAFETY_TOKENS; refill++) {
    choice.left = budgetTokens - tokens - SAFETY_TOKENS;
    rest = addEntries(choice, rest);
    written = write(choice.byPath, changed);
    tokens = counts.one(written.text);
  }
  let complete = rest.length === 0;
  while (tokens > budgetTokens && choice.removeLeast()) {
    complete = false;
    written = write(choice.byPath, changed);
    tokens = counts.one(written.text);
  }
  return { ...written, tokens, complete };
}

/** `ranked` best first. The budget is never exceeded: the whole text is counted. */
export function packCursor(
  ranked: readonly RankedDefinition[],
  counts: TokenCounts,
  options: CursorPackOptions,
): CursorPack {
  const order = { ranked, counts, options };
  let filled = fill(order, 1);
  for (const width of filled.complete ? WIDER : []) {
    const wider = fill(order, width);
    if (!wider.complete) break;
    filled = wider;
  }
  const { text, tokens, entries } = filled;
  return {
    text,
    tokens,
    files: entries.map(packed),
    definitions: entries.map(({ ranked: definition }) => definition),
    forms: entries.map(({ form }) => form),
  };
}
