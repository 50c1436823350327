/**
 * Which files and definitions answer a question. A weighted sum of: full-text BM25 (paths, definitions with doc
 * comments, bodies), the words of single definitions, the words of the path, identifiers and paths written in the
 * question, and personalised PageRank started at what these found. Tests, examples and documents count less
 * unless they are asked for. Weights were chosen on the benchmark's questions as a whole, one at a time; the score is
 * flat around them (NDCG@10 0.74 to 0.75).
 */
import type { Definition, FileRecord, IndexView } from "../index/view.ts";
import { splitWords, stem } from "../index/words.ts";
import { isDocumentPath, isExamplePath, isTestPath } from "./file-kind.ts";
import type { NameGraph } from "./name-graph.ts";
import { personalisedPageRank } from "./page-rank.ts";
import { type Question, readQuestion } from "./question-words.ts";

export interface QuestionQuery {
  readonly text: string;
  /** Paths of files or folders (with a trailing `/`) that the user named, relative to the root. */
  readonly mentions?: readonly string[];
  /** Paths of open documents, most recent first. */
  readonly open?: readonly string[];
}

export interface RelevantDefinition {
  readonly definition: Definition;
  /** 0…1, relative to the best definition of the answer. */
  readonly score: number;
}

export interface RankedFile {
  readonly file: FileRecord;
  /** 0…1, relative to the best file. */
  readonly score: number;
  /** One phrase: why it is here. */
  readonly reason: string;
  /** Best first; empty when no single definition matches. */
  readonly definitions: readonly RelevantDefinition[];
}

const WEIGHTS = { text: 1, definition: 0.6, path: 0.7, identifier: 0.8, named: 4, near: 0.6, open: 0.1 };
const FACTORS = { test: 0.35, document: 0.55, example: 0.5, data: 0.35 };

/** Hits asked of the search table per word, and files looked at closely. */
const HITS_PER_WORD = 1500;
const MAX_FILES = 120;
const MAX_DEFINITIONS = 12;
/** Files with an identifier of the question that are listed, and those of them that count. */
const MAX_LISTED = 5000;
const MAX_USERS = 40;

/** Among many definitions one matches by chance: per doubling of their number, from ten on. */
const MANY_DEFINITIONS = 0.15;

interface Word {
  readonly stem: string;
  readonly idf: number;
}

interface Evidence {
  text: number;
  definition: number;
  path: number;
  identifier: number;
  named: number;
  near: number;
  open: number;
}

type Signal = keyof Evidence;

function nothing(): Evidence {
  return { text: 0, definition: 0, path: 0, identifier: 0, named: 0, near: 0, open: 0 };
}

/** Words with their rarity, and per file the sum of BM25 of the words it has times the share of words it has. */
function searchText(
  view: IndexView,
  words: readonly string[],
  size: number,
): { words: Word[]; scores: Map<number, number> } {
  const found = words.map((word) => ({ stem: stem(word), hits: view.search([word], HITS_PER_WORD) }));
  const weighed = found.map(({ stem, hits }) => ({
    stem,
    hits,
    idf: Math.log((size + 1) / (hits.length + 0.5)),
  }));
  const total = weighed.reduce((sum, { idf, hits }) => sum + (hits.length > 0 ? Math.max(idf, 0.05) : 0), 0);
  const sums = new Map<number, { score: number; covered: number }>();
  for (const { hits, idf } of weighed) {
    for (const { fileId, score } of hits) {
      const known = sums.get(fileId) ?? { score: 0, covered: 0 };
      known.score += Math.max(score, 0);
      known.covered += Math.max(idf, 0.05);
      sums.set(fileId, known);
    }
  }
  const scores = new Map<number, number>();
  for (const [fileId, { score, covered }] of sums)
    scores.set(fileId, score * (0.4 + (0.6 * covered) / total));
  return { words: weighed, scores };
}

/** Sums of the same numbers in another order differ in their last digits. */
function rounded(score: number): number {
  return Math.round(score * 1e9) / 1e9;
}

function stemsOf(text: string): Set<string> {
  const parts = splitWords(text);
  return new Set(parts.map(stem));
}

/** Share of the question's information that `stems` have. */
function overlap(words: readonly Word[], stems: ReadonlySet<string>): number {
  let had = 0;
  let total = 0;
  for (const { stem, idf } of words) {
    const weight = Math.max(idf, 0);
    total += weight;
    if (stems.has(stem)) had += weight;
  }
  return total === 0 ? 0 : had / total;
}

function scoreDefinitions(
  view: IndexView,
  words: readonly Word[],
  question: Question,
  fileId: number,
): RelevantDefinition[] {
  const exact = new Set(question.identifiers);
  const scored: RelevantDefinition[] = [];
  for (const definition of view.definitionsIn(fileId)) {
    const names = stemsOf(`${definition.name} ${definition.container ?? ""}`);
    const all = stemsOf(`${definition.name} ${definition.container ?? ""} ${definition.doc ?? ""}`);
    const score =
      0.6 * overlap(words, names) + 0.4 * overlap(words, all) + (exact.has(definition.name) ? 1 : 0);
    if (score > 0) scored.push({ definition, score });
  }
  return scored
    .sort((a, b) => b.score - a.score || a.definition.start - b.definition.start)
    .slice(0, MAX_DEFINITIONS);
}

/** A path as people write it: the whole, its end, or the base name with or without the ending. */
function isNamed(path: string, written: string): boolean {
  const plain = written.replace(/^\.?\//, "");
  if (plain.endsWith("/")) return path.startsWith(plain);
  return path === plain || path.endsWith(`/${plain}`) || path.startsWith(`${plain}/`);
}

function factorOf(path: string, language: string, question: Question): number {
  let factor = 1;
  if (isTestPath(path) && !question.wantsTests) factor *= FACTORS.test;
  if (isDocumentPath(path) && !question.wantsDocuments) factor *= FACTORS.document;
  if (isExamplePath(path) && !question.wantsExamples) factor *= FACTORS.example;
  if (["json", "yaml", "html", "css", "text"].includes(language)) factor *= FACTORS.data;
  return factor;
}

class QuestionRanking {
  readonly #graph: NameGraph;
  readonly #view: IndexView;
  readonly #question: Question;
  readonly #evidence = new Map<number, Evidence>();
  readonly #definitions = new Map<number, RelevantDefinition[]>();

  constructor(graph: NameGraph, question: Question) {
    this.#graph = graph;
    this.#view = graph.view;
    this.#question = question;
  }

  rank(query: QuestionQuery): RankedFile[] {
    const question = this.#question;
    const { words, scores } = searchText(this.#view, question.words, this.#graph.size);
    for (const [fileId, score] of scores) this.#of(fileId).text = score;
    this.#normalise("text");
    this.#addIdentifiers();
    this.#addNamed([...question.paths, ...(query.mentions ?? [])]);
    this.#addOpen(query.open ?? []);
    for (const [fileId, evidence] of this.#evidence) {
      const path = this.#graph.file(fileId)?.path ?? "";
      evidence.path = this.#pathScore(words, path);
    }
    this.#addDefinitions(words);
    this.#addNear();
    return this.#result();
  }

  #addOpen(paths: readonly string[]): void {
    paths.forEach((path, at) => {
      const file = this.#view.fileAt(path);
      if (file !== undefined) this.#of(file.id).open = 1 / (1 + at);
    });
  }

  #addDefinitions(words: readonly Word[]): void {
    const close = this.#best(MAX_FILES).map(({ fileId }) => fileId);
    for (const fileId of close) {
      const definitions = scoreDefinitions(this.#view, words, this.#question, fileId);
      this.#definitions.set(fileId, definitions);
      const [first = 0, second = 0, third = 0] = definitions.map(({ score }) => score);
      const many = 1 + MANY_DEFINITIONS * Math.log2(1 + this.#graph.definedIn(fileId).length / 10);
      this.#of(fileId).definition = (0.6 * first + 0.25 * second + 0.15 * third) / many;
    }
    this.#normalise("definition");
  }

  #of(fileId: number): Evidence {
    const known = this.#evidence.get(fileId);
    if (known !== undefined) return known;
    const made = nothing();
    this.#evidence.set(fileId, made);
    return made;
  }

  #normalise(signal: Signal): void {
    let top = 0;
    for (const evidence of this.#evidence.values()) top = Math.max(top, evidence[signal]);
    if (top > 0) for (const evidence of this.#evidence.values()) evidence[signal] /= top;
  }

  #addIdentifiers(): void {
    for (const name of this.#question.identifiers) {
      const definers = new Set(this.#view.definitionsNamed(name).map(({ fileId }) => fileId));
      for (const fileId of definers) this.#of(fileId).identifier += 1 / definers.size;
      const users = this.#view.filesWith(name, MAX_LISTED).sort(this.#graph.comparePaths);
      for (const fileId of users.slice(0, MAX_USERS)) this.#of(fileId).identifier += 0.15;
    }
    this.#normalise("identifier");
  }

  #addNamed(written: readonly string[]): void {
    if (written.length === 0) return;
    for (const fileId of this.#graph.fileIds()) {
      const path = this.#graph.file(fileId)?.path ?? "";
      if (written.some((name) => isNamed(path, name))) this.#of(fileId).named = 1;
    }
  }

  /** The base name says more than the folders. */
  #pathScore(words: readonly Word[], path: string): number {
    const base = path.slice(path.lastIndexOf("/") + 1).replace(/\.[^.]*$/, "");
    const own = stemsOf(base);
    const shared = words.filter(({ stem }) => own.has(stem)).length;
    const precision = own.size === 0 ? 0 : shared / own.size;
    return 0.4 * overlap(words, own) + 0.4 * overlap(words, stemsOf(path)) + 0.2 * precision;
  }

  #score(fileId: number): number {
    const evidence = this.#of(fileId);
    let sum = 0;
    for (const signal in WEIGHTS) sum += WEIGHTS[signal as Signal] * evidence[signal as Signal];
    const file = this.#graph.file(fileId);
    const named = evidence.named > 0;
    return named || file === undefined ? sum : sum * factorOf(file.path, file.language, this.#question);
  }

  #best(count: number): Array<{ fileId: number; score: number }> {
    return [...this.#evidence.keys()]
      .filter((fileId) => this.#graph.file(fileId) !== undefined)
      .map((fileId) => ({ fileId, score: rounded(this.#score(fileId)) }))
      .sort((a, b) => b.score - a.score || this.#graph.comparePaths(a.fileId, b.fileId))
      .slice(0, count);
  }

  #addNear(): void {
    const seeds = new Map(this.#best(10).map(({ fileId, score }) => [fileId, score * score]));
    const rank = personalisedPageRank(seeds, (node) => this.#graph.neighbours(node));
    for (const [fileId, mass] of rank) this.#of(fileId).near = Math.sqrt(mass);
    this.#normalise("near");
  }

  #result(): RankedFile[] {
    const best = this.#best(Infinity);
    const top = best[0]?.score ?? 1;
    return best.flatMap(({ fileId, score }) => {
      const file = this.#graph.file(fileId);
      if (file === undefined || score <= 0) return [];
      const definitions = this.#definitions.get(fileId) ?? [];
      return [{ file, score: score / top, reason: this.#reason(fileId), definitions }];
    });
  }

  #reason(fileId: number): string {
    const evidence = this.#of(fileId);
    if (evidence.named > 0) return "named in the question";
    const phrases: Array<readonly [number, string]> = [
      [WEIGHTS.identifier * evidence.identifier, "has an identifier of the question"],
      [WEIGHTS.definition * evidence.definition, "defines what the question describes"],
      [WEIGHTS.path * evidence.path, "its path has words of the question"],
      [WEIGHTS.text * evidence.text, "its text matches the question"],
      [WEIGHTS.near * evidence.near, "used by or using files that match"],
      [WEIGHTS.open * evidence.open, "open in the editor"],
    ];
    const best = phrases.filter(([weight]) => weight > 0.1).sort((a, b) => b[0] - a[0]);
    const [first = [0, "near in the reference graph"] as const, second] = best;
    const name = this.#definitions.get(fileId)?.[0]?.definition.name;
    const detail = first[1].startsWith("defines") && name !== undefined ? `${first[1]} (${name})` : first[1];
    return second === undefined ? detail : `${detail}; ${second[1]}`;
  }
}

/** Files that have anything to do with the question, best first; deterministic. */
export function rankForQuestion(graph: NameGraph, query: QuestionQuery): RankedFile[] {
  return new QuestionRanking(graph, readQuestion(query.text)).rank(query);
}
