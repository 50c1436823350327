/**
 * Which files answer a question, without any model of language: BM25 over paths, names, documentation and text,
 * the best definition and the best stretch of text of each file, its tests, and what the files that match use.
 * Each piece of evidence is relative to the best file's; their weighted sum, lowered for tests, documents,
 * examples and generated files that were not asked for, is the score.
 */
import { baseName, folderOf } from "../index/folders.ts";
import type { FileRecord, IndexView } from "../index/view.ts";
import {
  addTo,
  type Field,
  fieldScore,
  type RelevantDefinition,
  readDefinitions,
} from "./definition-evidence.ts";
import { isTestPath, testedName } from "./file-kind.ts";
import type { NameGraph } from "./name-graph.ts";
import { Walk } from "./page-rank.ts";
import { readPassages } from "./passages.ts";
import { kindFactor } from "./question-kinds.ts";
import { Terms } from "./question-terms.ts";
import { type Question, readQuestion } from "./question-words.ts";

export interface QuestionQuery {
  readonly text: string;
  /** Paths of files or folders (with a trailing `/`) that the user named, relative to the root. */
  readonly mentions?: readonly string[];
  /** Paths of open documents, most recent first. */
  readonly open?: readonly string[];
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

/**
 * Fitted (softmax over the candidates of a question, L2) on 99 questions about five repositories; a fit that
 * leaves one repository out and is tried on it loses 0.006 of NDCG@10. `named`, `identifier` and `open`, which
 * those questions hardly have, were set by hand.
 */
const WEIGHTS = {
  text: 1,
  passage: 0.9,
  docs: 0.7,
  definition: 0.55,
  names: 0.5,
  tests: 0.5,
  base: 0.45,
  folders: 0.45,
  head: 0.3,
  near: 0.2,
  identifier: 0.8,
  named: 6,
  open: 0.1,
};

type Signal = keyof typeof WEIGHTS;
type Evidence = Record<Signal, number>;

const SIGNALS = Object.keys(WEIGHTS) as Signal[];

const PHRASES: Readonly<Record<Exclude<Signal, "named">, string>> = {
  text: "its text matches the question",
  passage: "a part of it has the words of the question together",
  docs: "its documentation matches the question",
  definition: "defines what the question describes",
  names: "its names match the question",
  tests: "its tests match the question",
  base: "its name has words of the question",
  folders: "its folder has words of the question",
  head: "the comment at its head matches the question",
  near: "used by or using files that match",
  identifier: "has an identifier of the question",
  open: "open in the editor",
};

/** Files whose definitions and text are read. */
const MAX_CLOSE = 40;
/** Files with an identifier of the question that are listed, and those of them that count. */
const MAX_LISTED = 5000;
const MAX_USERS = 40;
/** Files from which the graph is walked. */
const SEEDS = 10;
const RESTART = 0.25;
/** Of the definitions of a file the first three count, less when there are many, of which one matches by chance. */
const DEFINITION_SHARES = [0.6, 0.25, 0.15];
const MANY_DEFINITIONS = 0.15;

/** Base names that say nothing; the folder's does. */
const EMPTY_NAME = /^(?:index|mod|lib|main|init|__init__|core|base|common|types?|utils?)$/i;
const EMPTY_FOLDER = /^(?:src|lib|main|internal)$/;

/** A path as people write it: the whole, its end, or the base name with or without the ending. */
function isNamed(path: string, written: string): boolean {
  const plain = written.replace(/^\.?\//, "");
  if (plain.endsWith("/")) return path.startsWith(plain);
  return path === plain || path.endsWith(`/${plain}`) || path.startsWith(`${plain}/`);
}

/** Sums of the same numbers in another order differ in their last digits. */
function rounded(score: number): number {
  return Math.round(score * 1e9) / 1e9;
}

function nothing(): Evidence {
  return Object.fromEntries(SIGNALS.map((signal) => [signal, 0])) as Evidence;
}

/** What was read of one file. */
interface Close {
  readonly fileId: number;
  readonly names: Field;
  readonly docs: Field;
}

function meanLength(fields: readonly Field[]): number {
  return fields.reduce((sum, { length }) => sum + length, 0) / Math.max(1, fields.length);
}

class QuestionRanking {
  readonly #graph: NameGraph;
  readonly #view: IndexView;
  readonly #question: Question;
  readonly #terms: Terms;
  readonly #evidence = new Map<number, Evidence>();
  readonly #definitions = new Map<number, readonly RelevantDefinition[]>();

  constructor(graph: NameGraph, question: Question) {
    this.#graph = graph;
    this.#view = graph.view;
    this.#question = question;
    this.#terms = new Terms(this.#view, question, graph.size);
  }

  rank(query: QuestionQuery): RankedFile[] {
    for (const [fileId, score] of this.#terms.scores) this.#of(fileId).text = score;
    this.#normalise("text");
    this.#addIdentifiers();
    this.#addNamed([...this.#question.paths, ...(query.mentions ?? [])]);
    this.#addOpen(query.open ?? []);
    this.#addPaths();
    this.#addTests();
    this.#look(this.#best(MAX_CLOSE).map(({ fileId }) => fileId));
    this.#addNear();
    return this.#result();
  }

  #of(fileId: number): Evidence {
    const known = this.#evidence.get(fileId);
    if (known !== undefined) return known;
    const made = nothing();
    this.#evidence.set(fileId, made);
    return made;
  }

  #path(fileId: number): string {
    return this.#graph.file(fileId)?.path ?? "";
  }

  #normalise(...signals: Signal[]): void {
    for (const signal of signals) {
      let top = 0;
      for (const evidence of this.#evidence.values()) top = Math.max(top, evidence[signal]);
      if (top > 0) for (const evidence of this.#evidence.values()) evidence[signal] /= top;
    }
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
      const path = this.#path(fileId);
      if (written.some((name) => isNamed(path, name))) this.#of(fileId).named = 1;
    }
  }

  #addOpen(paths: readonly string[]): void {
    paths.forEach((path, at) => {
      const file = this.#view.fileAt(path);
      if (file !== undefined) this.#of(file.id).open = 1 / (1 + at);
    });
  }

  #addPaths(): void {
    const byFolder = new Map<string, number>();
    for (const [fileId, evidence] of this.#evidence) {
      const path = this.#path(fileId);
      const folder = folderOf(path);
      const known = byFolder.get(folder);
      evidence.folders = known ?? this.#terms.overlap(folder.split("/"));
      if (known === undefined) byFolder.set(folder, evidence.folders);
      const base = baseName(path).replace(/\.[^.]*$/, "");
      const named = folder.split("/").findLast((part) => !EMPTY_FOLDER.test(part));
      evidence.base = this.#terms.overlap([EMPTY_NAME.test(base) ? (named ?? base) : base]);
    }
    this.#normalise("folders", "base");
  }

  /** Tests describe what they test: a file has the evidence of the test that is named after it. */
  #addTests(): void {
    const tested = new Map<string, number>();
    for (const [fileId, { text }] of this.#evidence) {
      const name = testedName(this.#path(fileId));
      if (name !== undefined) tested.set(name, Math.max(tested.get(name) ?? 0, text));
    }
    for (const [fileId, evidence] of this.#evidence) {
      const path = this.#path(fileId);
      const base = baseName(path).replace(/\.[^.]*$/, "");
      if (!isTestPath(path) && !EMPTY_NAME.test(base)) evidence.tests = tested.get(base.toLowerCase()) ?? 0;
    }
  }

  /** Reads definitions and text of the files that matter so far. */
  #look(fileIds: readonly number[]): void {
    const quoted = new Set(this.#question.identifiers);
    const read: Close[] = fileIds.map((fileId) => {
      const { best, names, docs } = readDefinitions(this.#view.definitionsIn(fileId), quoted, this.#terms);
      const { passage, head } = readPassages(this.#view.text(fileId) ?? "", this.#terms);
      addTo(docs, head, this.#terms);
      this.#definitions.set(fileId, best);
      const many = 1 + MANY_DEFINITIONS * Math.log2(1 + this.#graph.definedIn(fileId).length / 10);
      const definition =
        DEFINITION_SHARES.reduce((sum, share, at) => sum + share * (best[at]?.score ?? 0), 0) / many;
      Object.assign(this.#of(fileId), { passage, head: this.#terms.overlap(head), definition });
      return { fileId, names, docs };
    });
    const names = meanLength(read.map((close) => close.names));
    const docs = meanLength(read.map((close) => close.docs));
    for (const close of read) {
      const evidence = this.#of(close.fileId);
      evidence.names = fieldScore(close.names, names, this.#terms);
      evidence.docs = fieldScore(close.docs, docs, this.#terms);
    }
    this.#normalise("passage", "head", "definition", "names", "docs");
  }

  #score(fileId: number): number {
    const evidence = this.#of(fileId);
    let sum = 0;
    for (const signal of SIGNALS) sum += WEIGHTS[signal] * evidence[signal];
    const file = this.#graph.file(fileId);
    return file === undefined || evidence.named > 0 ? sum : sum * kindFactor(file, this.#question);
  }

  #best(count: number): Array<{ readonly fileId: number; readonly score: number }> {
    return [...this.#evidence.keys()]
      .filter((fileId) => this.#graph.file(fileId) !== undefined)
      .map((fileId) => ({ fileId, score: rounded(this.#score(fileId)) }))
      .sort((a, b) => b.score - a.score || this.#graph.comparePaths(a.fileId, b.fileId))
      .slice(0, count);
  }

  /** What arrives from other files, without what a file has of itself. */
  #addNear(): void {
    const seeds = new Map(this.#best(SEEDS).map(({ fileId, score }) => [fileId, score * score]));
    const total = seeds.values().reduce((sum, weight) => sum + weight, 0);
    const masses = new Walk().rank(seeds, (node) => this.#graph.neighbours(node));
    for (const fileId of masses.ids) {
      const own = (RESTART * (seeds.get(fileId) ?? 0)) / total;
      this.#of(fileId).near = Math.sqrt(Math.max(0, masses.get(fileId) - own));
    }
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
    const name = this.#definitions.get(fileId)?.[0]?.definition.name;
    const parts = SIGNALS.filter((signal) => signal !== "named")
      .map((signal) => ({ signal, weight: WEIGHTS[signal] * evidence[signal] }))
      .filter(({ weight }) => weight > 0.1)
      .sort((a, b) => b.weight - a.weight)
      .slice(0, 2)
      .map(({ signal }) =>
        signal === "definition" && name !== undefined ? `${PHRASES[signal]} (${name})` : PHRASES[signal],
      );
    return parts.length === 0 ? "near in the reference graph" : parts.join("; ");
  }
}

/** Files that have anything to do with the question, best first; deterministic. */
export function rankForQuestion(graph: NameGraph, query: QuestionQuery): RankedFile[] {
  return new QuestionRanking(graph, readQuestion(query.text)).rank(query);
}
