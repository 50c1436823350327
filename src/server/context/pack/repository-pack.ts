/**
 * Mode `repository`: as much of the repository as fits. Files are ranked by how much of the rest relies on them;
 * the first get their full text, the next their signatures, the others stand in the map.
 */
import type { OmittedFile, PackLevel } from "../../../protocol/context.ts";
import type { FileRecord } from "../index/view.ts";
import { isDocumentPath, isExamplePath, isTestPath } from "../rank/file-kind.ts";
import type { NameGraph } from "../rank/name-graph.ts";
import type { RankedFile } from "../rank/question.ts";
import type { Question } from "../rank/question-words.ts";
import { assemble, type ChosenPiece, type Pack } from "./assemble.ts";
import type { TokenCounts } from "./counts.ts";
import { chooseForQuestion } from "./focus-pack.ts";
import { allInFull, chooseLevels, type Weighed } from "./levels.ts";
import { type RepositoryMap, repositoryMap } from "./repository-map.ts";
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

/** Share of the budget that the map may take. */
const MAP_SHARE = 0.12;
/** Share of the budget kept for what answers a question. */
const ASKED_SHARE = 0.12;

const CODE_FACTOR = { test: 0.25, example: 0.4, document: 0.5, data: 0.1 };
const DATA = new Set(["json", "yaml", "toml", "text", "html", "css", "xml"]);

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
  if (importers === 0) return "part of the repository";
  return `imported by ${importers} ${importers === 1 ? "file" : "files"}`;
}

function weigh(graph: NameGraph, options: RepositoryPackOptions): Weighed[] {
  const files = graph.view.files().filter((file) => options.allowed(file.path));
  const values = files.map((file) => ({ file, value: importance(graph, file) }));
  const top = values.reduce((max, { value }) => Math.max(max, value), 1);
  return values
    .map(({ file, value }) => ({ file, why: { score: value / top, reason: reasonFor(graph, file) } }))
    .sort((a, b) => b.why.score - a.why.score || (a.file.path < b.file.path ? -1 : 1));
}

/** What a pack is made of, besides the question. */
interface Parts {
  readonly graph: NameGraph;
  readonly counts: TokenCounts;
  /** Best first. */
  readonly weighed: readonly Weighed[];
  readonly options: RepositoryPackOptions;
}

interface Chosen {
  readonly map: RepositoryMap;
  /** The same for any question. */
  readonly chosen: readonly ChosenPiece[];
  /** What else there is room for where the question needs less than what is kept for it. */
  readonly more: readonly ChosenPiece[];
  /** For the question. */
  readonly asked: readonly ChosenPiece[];
}

/** What answers the question and is neither in full above nor known to the reader. */
function askedPieces(
  { graph, counts, options: { ranked = [], shown = [], ...options } }: Parts,
  budgetTokens: number,
  chosen: readonly ChosenPiece[],
): readonly ChosenPiece[] {
  const above = chosen
    .filter(({ piece }) => piece.level === "full")
    .map(({ piece: { file, startLine = 1, endLine = file.lines } }) => {
      return { path: file.path, hash: file.hash, startLine, endLine };
    });
  const parts = { ...options, budgetTokens, ranked, shown: new Shown([...above, ...shown]) };
  return chooseForQuestion(graph, counts, parts).chosen;
}

/** More of the repository than `chosen`. */
function morePieces(
  { graph: { view }, counts, weighed }: Parts,
  room: number,
  chosen: readonly ChosenPiece[],
): readonly ChosenPiece[] {
  const has = (level: PackLevel): Set<number> =>
    new Set(chosen.filter(({ piece }) => piece.level === level).map(({ piece }) => piece.file.id));
  const full = has("full");
  const rest = weighed.filter(({ file }) => !full.has(file.id));
  return chooseLevels(rest, { view, counts, room, known: has("signatures") });
}

/** Undefined when not everything fits in full. */
function everything({ graph: { view }, counts, weighed, options }: Parts): Chosen | undefined {
  const map = mapOf(weighed, counts, options.budgetTokens);
  const chosen = allInFull(weighed, { view, counts, room: options.budgetTokens - map.tokens });
  return chosen === undefined ? undefined : { map, chosen, more: [], asked: [] };
}

function mostOf(parts: Parts): Chosen {
  const { graph, counts, weighed, options } = parts;
  const { budgetTokens, ranked, shown = [] } = options;
  const kept = ranked === undefined ? 0 : Math.floor(budgetTokens * ASKED_SHARE);
  const map = mapOf(weighed, counts, budgetTokens - kept);
  const room = budgetTokens - kept - map.tokens;
  const chosen = chooseLevels(weighed, { view: graph.view, counts, room });
  const asked = kept === 0 ? [] : askedPieces(parts, kept, chosen);
  // A follow-up adds what it asks for, no more: the conversation needs the room.
  const fills = kept > 0 && shown.length === 0;
  const all = [...chosen, ...asked];
  const free = budgetTokens - map.tokens - all.reduce((sum, { tokens }) => sum + tokens, 0);
  return { map, chosen, more: fills ? morePieces(parts, free, all) : [], asked };
}

function mapOf(weighed: readonly Weighed[], counts: TokenCounts, budgetTokens: number): RepositoryMap {
  const files = weighed.map(({ file }) => file);
  return repositoryMap(files, counts, Math.floor(budgetTokens * MAP_SHARE));
}

export function packRepository(graph: NameGraph, counts: TokenCounts, options: RepositoryPackOptions): Pack {
  const weighed = weigh(graph, options);
  const parts = { graph, counts, weighed, options };
  const { map, chosen, more, asked } = everything(parts) ?? mostOf(parts);
  const have = new Set([...chosen, ...more, ...asked].map(({ piece }) => piece.file.id));
  const others = weighed.filter(({ file }) => !have.has(file.id));
  const omitted: OmittedFile[] = map.complete
    ? []
    : others.map(({ file }) => ({ path: file.path, reason: "did not fit the budget" }));
  const pathOnly = map.complete ? others : [];
  const files = weighed.map(({ file }) => file);
  return assemble({ map, mapAsked: false, files, chosen, more, asked, pathOnly, omitted });
}
