/**
 * Mode `repository`: as much of the repository as fits. Files are ranked by how much of the rest relies on them;
 * the first get their full text, the next their signatures, the others stand in the map. Where a level ends is
 * decided on rounded sizes and in steps of several ranks, so that an edit hardly ever moves another file to
 * another level.
 */
import type { OmittedFile } from "../../../protocol/context.ts";
import type { FileRecord } from "../index/view.ts";
import { isDocumentPath, isExamplePath, isTestPath } from "../rank/file-kind.ts";
import type { NameGraph } from "../rank/name-graph.ts";
import type { RankedFile } from "../rank/question.ts";
import type { Question } from "../rank/question-words.ts";
import { assemble, type ChosenPiece, type Pack, type Why } from "./assemble.ts";
import type { TokenCounts } from "./counts.ts";
import { chooseForQuestion } from "./focus-pack.ts";
import { fullPiece, type Piece, signaturesPiece } from "./pieces.ts";
import { repositoryMap } from "./repository-map.ts";
import { Shown, type ShownPart } from "./shown.ts";

export interface RepositoryPackOptions {
  readonly budgetTokens: number;
  /** Whether a path may be in the pack at all. */
  readonly allowed: (path: string) => boolean;
  /** Files ranked for a question: what answers it stands at the end, and changes nothing before it. */
  readonly ranked?: readonly RankedFile[];
  /** What they were ranked for. */
  readonly question?: Question;
  /** What the reader has already, besides the pack. */
  readonly shown?: readonly ShownPart[];
}

/** Shares of the budget. What is left over absorbs growth, so that levels stay as they are. */
const MAP_SHARE = 0.12;
const FULL_SHARE = 0.6;
const TOTAL_SHARE = 0.96;
/** Share of the budget kept for what answers a question. */
const ASKED_SHARE = 0.12;

/**
 * What one file may take, as a share of the budget or in tokens, whichever is more: a generated table must not
 * stand for a hundred files of code.
 */
const ONE_FULL = { share: 0.04, tokens: 3000 };
const ONE_SIGNATURES = { share: 0.015, tokens: 1200 };

/** Levels end at multiples of this many ranks, unless everything fits. */
const RANK_STEP = 8;

const CODE_FACTOR = { test: 0.25, example: 0.4, document: 0.5, data: 0.1 };
const DATA = new Set(["json", "yaml", "toml", "text", "html", "css", "xml"]);

interface Weighed {
  readonly file: FileRecord;
  readonly why: Why;
}

/** Up to the next eighth of a power of two: 1000 → 1024, 1030 → 1152. */
function rounded(tokens: number): number {
  const step = Math.max(8, 2 ** (Math.floor(Math.log2(Math.max(1, tokens))) - 3));
  return Math.ceil(tokens / step) * step;
}

function importance(graph: NameGraph, file: FileRecord): number {
  let users = 0;
  for (const nameId of graph.definedIn(file.id)) {
    if (graph.definers(nameId).length === 1) users += Math.min(20, graph.frequency(nameId) - 1);
  }
  let factor = 1;
  if (isTestPath(file.path)) factor *= CODE_FACTOR.test;
  if (isExamplePath(file.path)) factor *= CODE_FACTOR.example;
  if (isDocumentPath(file.path)) factor *= CODE_FACTOR.document;
  if (DATA.has(file.language) && !isDocumentPath(file.path)) factor *= CODE_FACTOR.data;
  // The front page of a repository is short and tells what it is.
  const readme = /^readme\.[a-z]+$/i.test(file.path) ? 8 : 0;
  // Whole steps: one more caller does not reorder the files.
  const relied = Math.round(2 * Math.log2(1 + graph.importers(file.id).length + users / 4)) / 2;
  return factor * (1 + relied) + readme;
}

function reasonFor(graph: NameGraph, file: FileRecord): string {
  const importers = graph.importers(file.id).length;
  return importers > 0 ? `imported by ${importers} files` : "part of the repository";
}

function weigh(graph: NameGraph, options: RepositoryPackOptions): Weighed[] {
  const files = graph.view.files().filter((file) => options.allowed(file.path));
  const values = files.map((file) => ({ file, value: importance(graph, file) }));
  const top = values.reduce((max, { value }) => Math.max(max, value), 1);
  return values
    .map(({ file, value }) => ({ file, why: { score: value / top, reason: reasonFor(graph, file) } }))
    .sort((a, b) => b.why.score - a.why.score || (a.file.path < b.file.path ? -1 : 1));
}

class Filling {
  readonly chosen: ChosenPiece[] = [];
  readonly #counts: TokenCounts;
  readonly #budget: number;
  #exact = 0;
  #rounded = 0;

  constructor(counts: TokenCounts, budget: number) {
    this.#counts = counts;
    this.#budget = budget;
  }

  size(piece: Piece): number {
    return rounded(this.#counts.one(piece.text));
  }

  /** Whether `piece` fits by its rounded size below `limit` and by its real size below the budget. */
  add(piece: Piece, why: Why, limit: number): boolean {
    const tokens = this.#counts.one(piece.text);
    if (this.#rounded + rounded(tokens) > limit || this.#exact + tokens > this.#budget) return false;
    this.#exact += tokens;
    this.#rounded += rounded(tokens);
    this.chosen.push({ piece, tokens, why });
    return true;
  }

  /** Takes back the last pieces until `count` are left. */
  cut(count: number): void {
    for (const { tokens } of this.chosen.splice(count)) {
      this.#exact -= tokens;
      this.#rounded -= rounded(tokens);
    }
  }
}

interface Level {
  readonly make: (file: FileRecord) => Piece | undefined;
  readonly limit: number;
  /** Tokens one file may take. */
  readonly most: number;
}

/**
 * Gives files a level in order until one does not fit; those that are too large for the level, or cannot have it,
 * are passed over. `rest` did not get it, in order; `cut`: the level ended before the last file.
 */
function fillLevel(
  filling: Filling,
  files: readonly Weighed[],
  { make, limit, most }: Level,
): { readonly rest: Weighed[]; readonly cut: boolean } {
  const before = filling.chosen.length;
  /** Pieces chosen after each rank. */
  const sizes: number[] = [];
  for (const weighed of files) {
    const piece = make(weighed.file);
    const fits = piece !== undefined && filling.size(piece) <= most;
    if (fits && !filling.add(piece, weighed.why, limit)) break;
    sizes.push(filling.chosen.length);
  }
  const cut = sizes.length < files.length;
  const used = cut ? sizes.length - (sizes.length % RANK_STEP) : sizes.length;
  filling.cut(used === 0 ? before : (sizes[used - 1] ?? before));
  const got = new Set(filling.chosen.map(({ piece }) => piece.file.id));
  return { rest: files.filter(({ file }) => !got.has(file.id)), cut };
}

/** The full text first, then signatures, each down to the rank where its share ends. */
function fill(graph: NameGraph, filling: Filling, weighed: readonly Weighed[], room: number): void {
  const { view } = graph;
  const full = (file: FileRecord): Piece | undefined => fullPiece(view, file);
  if (!fillLevel(filling, weighed, { make: full, limit: room * TOTAL_SHARE, most: Infinity }).cut) return;
  // Not everything fits in full: leave room for the signatures of the others.
  filling.cut(0);
  const { rest } = fillLevel(filling, weighed, {
    make: full,
    limit: room * FULL_SHARE,
    most: Math.max(room * ONE_FULL.share, ONE_FULL.tokens),
  });
  fillLevel(filling, rest, {
    make: (file) => signaturesPiece(view, file),
    limit: room * TOTAL_SHARE,
    most: Math.max(room * ONE_SIGNATURES.share, ONE_SIGNATURES.tokens),
  });
}

/** What answers the question and is neither in full above nor known to the reader. */
function askedPieces(
  graph: NameGraph,
  counts: TokenCounts,
  { ranked = [], shown = [], ...options }: RepositoryPackOptions,
  chosen: readonly ChosenPiece[],
): readonly ChosenPiece[] {
  const above = chosen
    .filter(({ piece }) => piece.level === "full")
    .map(({ piece: { file } }) => ({ path: file.path, hash: file.hash, startLine: 1, endLine: file.lines }));
  const parts = { ...options, ranked, shown: new Shown([...above, ...shown]) };
  return chooseForQuestion(graph, counts, parts).chosen;
}

export function packRepository(graph: NameGraph, counts: TokenCounts, options: RepositoryPackOptions): Pack {
  const weighed = weigh(graph, options);
  const files = weighed.map(({ file }) => file);
  const kept = options.ranked === undefined ? 0 : Math.floor(options.budgetTokens * ASKED_SHARE);
  const budget = options.budgetTokens - kept;
  const map = repositoryMap(files, counts, Math.floor(budget * MAP_SHARE));
  const room = budget - map.tokens;
  const filling = new Filling(counts, room);
  fill(graph, filling, weighed, room);
  const { chosen } = filling;
  const asked = kept === 0 ? [] : askedPieces(graph, counts, { ...options, budgetTokens: kept }, chosen);
  const have = new Set([...chosen, ...asked].map(({ piece }) => piece.file.id));
  const others = weighed.filter(({ file }) => !have.has(file.id));
  const omitted: OmittedFile[] = map.complete
    ? []
    : others.map(({ file }) => ({ path: file.path, reason: "did not fit the budget" }));
  const pathOnly = map.complete ? others : [];
  return assemble({ map, mapAsked: false, files, chosen, asked, pathOnly, omitted });
}
