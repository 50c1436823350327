/**
 * Mode `focus`: what matters for a question. Files come in order of relevance; the first few in full when they
 * are short enough, otherwise by the definitions that match, then by signatures. How a file is shown depends on
 * its rank and its own size, never on what the others left over.
 */
import type { OmittedFile } from "../../../protocol/context.ts";
import type { FileRecord } from "../index/view.ts";
import type { NameGraph } from "../rank/name-graph.ts";
import type { RankedFile } from "../rank/question.ts";
import type { Question } from "../rank/question-words.ts";
import { assemble, type ChosenPiece, type Pack, type Why } from "./assemble.ts";
import type { TokenCounts } from "./counts.ts";
import { matchingChunks } from "./matching-chunks.ts";
import { fullPiece, type Piece, partPiece, signaturesPiece } from "./pieces.ts";
import { repositoryMap } from "./repository-map.ts";
import type { Shown } from "./shown.ts";

export interface QuestionParts {
  readonly budgetTokens: number;
  readonly allowed: (path: string) => boolean;
  /** Best first, see `rankForQuestion`. */
  readonly ranked: readonly RankedFile[];
  /** What they were ranked for: says which lines of a file without definitions matter. */
  readonly question?: Question;
  /** What the reader has already is not chosen again. */
  readonly shown?: Shown;
}

const MAP_SHARE = 0.06;
/** Share of the budget one file may take, by rank; a file that was named may take more. */
const FULL_SHARES = [0.3, 0.25, 0.2, 0.15, 0.1, 0.1, 0.08, 0.08];
const LATER_SHARE = 0.04;
const NAMED_SHARE = 0.6;
/** Below this a file has little to do with the question. */
const MIN_SCORE = 0.12;
const MAX_FILES = 60;
/** Definitions shown with their bodies, of a file that is too long. */
const MAX_PARTS = 5;
/** Definitions that score less, relative to the best of the file, are not worth their body. */
const PART_SCORE = 0.5;

class Focus {
  readonly chosen: ChosenPiece[] = [];
  readonly omitted: OmittedFile[] = [];
  readonly #graph: NameGraph;
  readonly #counts: TokenCounts;
  readonly #shown: Shown | undefined;
  readonly #question: Question | undefined;
  #left: number;

  constructor(graph: NameGraph, counts: TokenCounts, { budgetTokens, shown, question }: QuestionParts) {
    this.#graph = graph;
    this.#counts = counts;
    this.#shown = shown;
    this.#question = question;
    this.#left = budgetTokens;
  }

  /** Whether the reader has the whole file already. */
  knows(file: FileRecord): boolean {
    return this.#shown?.has({ file }) === true;
  }

  add(entry: RankedFile, share: number): void {
    const { file, score, reason } = entry;
    const why = { score, reason };
    const limit = Math.min(this.#left, share);
    if (this.#addOne(fullPiece(this.#graph.view, file), why, limit)) return;
    const parts = this.#addParts(entry, why, limit);
    if (parts > 0 || this.#addChunks(file, why, limit)) return;
    if (this.#addOne(signaturesPiece(this.#graph.view, file), why, limit)) return;
    const head = partPiece(this.#graph.view, file, { startLine: 0, endLine: 39 });
    if (this.#addOne(head, { score, reason: `${reason} (its head)` }, limit)) return;
    this.omitted.push({ path: file.path, reason: "does not fit the budget" });
  }

  #addOne(piece: Piece | undefined, why: Why, limit: number): boolean {
    if (piece === undefined) return false;
    if (this.#shown?.has(piece) === true) return true;
    if (piece.text.length > limit * 12) return false;
    const tokens = this.#counts.one(piece.text);
    if (tokens > limit || tokens > this.#left) return false;
    this.#left -= tokens;
    this.chosen.push({ piece, tokens, why });
    return true;
  }

  /** Bodies of the best definitions; those inside one that is shown are not repeated. */
  #addParts({ file, definitions }: RankedFile, why: Why, limit: number): number {
    const best = definitions[0]?.score ?? 0;
    const shown: Array<{ startLine: number; endLine: number }> = [];
    let left = limit;
    for (const { definition, score } of definitions) {
      if (shown.length >= MAX_PARTS || score < best * PART_SCORE) break;
      const range = this.#withDoc(file, definition.startLine, definition.endLine);
      if (shown.some((other) => other.startLine <= range.endLine && range.startLine <= other.endLine))
        continue;
      const reason = `${why.reason}: ${definition.name}`;
      const before = this.#left;
      if (!this.#addOne(partPiece(this.#graph.view, file, range), { ...why, reason }, left)) continue;
      left -= before - this.#left;
      shown.push(range);
    }
    return shown.length;
  }

  /** Of a file without definitions the stretches of lines that match. */
  #addChunks(file: FileRecord, why: Why, limit: number): boolean {
    const { view } = this.#graph;
    if (this.#question === undefined || view.definitionsIn(file.id).length > 0) return false;
    const reason = `${why.reason}: lines that match`;
    const before = this.#left;
    let added = false;
    for (const { lines, core } of matchingChunks(view.text(file.id) ?? "", this.#question, MAX_PARTS)) {
      const left = limit - (before - this.#left);
      const whole = this.#addOne(partPiece(view, file, lines), { ...why, reason }, left);
      if (whole || this.#addOne(partPiece(view, file, core), { ...why, reason }, left)) added = true;
    }
    return added;
  }

  /** The definition with the comment lines directly above it. */
  #withDoc(file: FileRecord, startLine: number, endLine: number): { startLine: number; endLine: number } {
    const lines = this.#graph.view.text(file.id)?.split("\n") ?? [];
    let start = startLine;
    while (
      start > 0 &&
      startLine - start < 30 &&
      /^\s*(?:\/\/|\/?\*|#(?!!)|--|@)/.test(lines[start - 1] ?? "")
    )
      start--;
    return { startLine: start, endLine };
  }
}

/** The pieces that answer a question. */
export function chooseForQuestion(
  graph: NameGraph,
  counts: TokenCounts,
  options: QuestionParts,
): { readonly chosen: readonly ChosenPiece[]; readonly omitted: readonly OmittedFile[] } {
  const { budgetTokens } = options;
  const focus = new Focus(graph, counts, options);
  const relevant = options.ranked.filter(({ file }) => options.allowed(file.path) && !focus.knows(file));
  relevant.forEach((entry, rank) => {
    if (rank >= MAX_FILES || entry.score < MIN_SCORE) return;
    const named = entry.reason.startsWith("named");
    focus.add(entry, budgetTokens * (named ? NAMED_SHARE : (FULL_SHARES[rank] ?? LATER_SHARE)));
  });
  return focus;
}

export function packFocus(graph: NameGraph, counts: TokenCounts, options: QuestionParts): Pack {
  const files = graph.view.files().filter((file) => options.allowed(file.path));
  const whole = repositoryMap(files, counts, Math.floor(options.budgetTokens * MAP_SHARE));
  const map = options.shown?.hasMap(whole.text) === true ? { ...whole, text: "", tokens: 0 } : whole;
  const room = { ...options, budgetTokens: options.budgetTokens - map.tokens };
  const { chosen, omitted } = chooseForQuestion(graph, counts, room);
  return wholeCounted(
    (asked) => assemble({ map, mapAsked: true, files, chosen: [], asked, pathOnly: [], omitted }),
    chosen,
    counts,
    options.budgetTokens,
  );
}

/** Counts the joined text, which may differ from the sum of its parts, and takes out the least relevant until it fits. */
function wholeCounted(
  make: (chosen: readonly ChosenPiece[]) => Pack,
  chosen: readonly ChosenPiece[],
  counts: TokenCounts,
  budgetTokens: number,
): Pack {
  const kept = chosen.toSorted((a, b) => b.why.score - a.why.score);
  for (;;) {
    const pack = make(kept);
    const tokens = counts.one(pack.text);
    if (tokens <= budgetTokens || kept.pop() === undefined) return { ...pack, tokens };
  }
}
