/**
 * Which definitions of other files the code at a cursor is about to need. Every candidate (see `candidates.ts`)
 * gets a probability: a sum of weighed features picks the likely ones, a small net orders these.
 */
import type { Definition, IndexView } from "../index/view.ts";
import { type Candidates, candidatesOf } from "./candidates.ts";
import type { Defined } from "./definition-table.ts";
import { type Candidate, fileFeatures, nameFeatures, pairFeatures } from "./feature-values.ts";
import { AT, emptyFeatures, type Features, FILE_RANGE, NAME_RANGE, weighted } from "./features.ts";
import { SEEN_HERE } from "./marks.ts";
import type { NameGraph } from "./name-graph.ts";
import { type CursorQuery, type Neighbourhood, neighbourhoodOf } from "./neighbourhood.ts";
import { Numbers } from "./numbers.ts";
import { threshold } from "./threshold.ts";
import { FIRST, SECOND } from "./weights.ts";

export interface RankedDefinition {
  readonly definition: Definition;
  readonly path: string;
  /** Probability that the next lines refer to it, 0…1. */
  readonly score: number;
  /** One phrase: why it is here. */
  readonly reason: string;
}

/** Candidates weighed by all their features. */
const MAX_WEIGHED = 900;
/** Enough for 16K tokens of signatures. */
const MAX_RESULTS = 800;
/** A second definition of the same name in the same file (an overload, another class's method). */
const REPEAT_DISCOUNT = 0.35;
const MAX_REPEATS = 3;

class Scorer {
  readonly #graph: NameGraph;
  readonly #around: Neighbourhood;
  readonly #scratch = emptyFeatures();
  /** Scores by id, NaN where not known yet. A file has two: for names that the text has, and for others. */
  readonly #names: Numbers;
  readonly #filesOfSeen = new Numbers(Number.NaN);
  readonly #filesOfUnseen = new Numbers(Number.NaN);
  /** The features of each file. */
  readonly #fileRows = new Map<number, Features>();

  constructor(graph: NameGraph, around: Neighbourhood) {
    this.#graph = graph;
    this.#around = around;
    this.#names = new Numbers(Number.NaN, graph.names);
  }

  /** Of the name and the file on their own, each weighed once, so cheap. */
  first(nameId: number, fileId: number): number {
    const known = this.#names.get(nameId);
    const name = Number.isNaN(known) ? this.#name(nameId) : known;
    const seen = this.#isSeen(nameId);
    const file = (seen ? this.#filesOfSeen : this.#filesOfUnseen).get(fileId);
    return name + (Number.isNaN(file) ? this.#file(fileId, seen) : file);
  }

  /** Of everything that is known: log odds. */
  second(candidate: Candidate, defined: Defined): number {
    this.#write(candidate, defined, this.#scratch);
    return (this.#isSeen(candidate.nameId) ? SECOND.seen : SECOND.unseen).score(this.#scratch);
  }

  #write(candidate: Candidate, defined: Defined, out: Features): void {
    nameFeatures(this.#graph, this.#around, candidate.nameId, out);
    out.set(this.#fileRow(candidate.fileId), FILE_RANGE[0]);
    pairFeatures(this.#around, candidate, defined, out);
  }

  #isSeen(nameId: number): boolean {
    return this.#around.marks.has(nameId, SEEN_HERE);
  }

  #name(nameId: number): number {
    const { bias, weights } = this.#isSeen(nameId) ? FIRST.seen : FIRST.unseen;
    nameFeatures(this.#graph, this.#around, nameId, this.#scratch);
    const score = bias + weighted(this.#scratch, weights, NAME_RANGE);
    this.#names.set(nameId, score);
    return score;
  }

  #file(fileId: number, seen: boolean): number {
    this.#scratch.set(this.#fileRow(fileId), FILE_RANGE[0]);
    const score = weighted(this.#scratch, (seen ? FIRST.seen : FIRST.unseen).weights, FILE_RANGE);
    (seen ? this.#filesOfSeen : this.#filesOfUnseen).set(fileId, score);
    return score;
  }

  #fileRow(fileId: number): Features {
    const known = this.#fileRows.get(fileId);
    if (known !== undefined) return known;
    fileFeatures(this.#graph, this.#around, fileId, this.#scratch);
    const row = this.#scratch.slice(...FILE_RANGE);
    this.#fileRows.set(fileId, row);
    return row;
  }

  /** All features of one candidate, for its reason. */
  features(candidate: Candidate): Features {
    const features = emptyFeatures();
    this.#write(candidate, this.#graph.defined(candidate.nameId, candidate.fileId), features);
    return features;
  }
}

/** What points to a name that the visible text does not have. */
function hiddenReasons(features: Features): string[] {
  const phrases: ReadonlyArray<readonly [feature: number, above: number, phrase: string]> = [
    [AT.containerSeen, 0, "member of a type seen here"],
    [AT.inSignature, 0.2, "in the signature of something used nearby"],
    [AT.words, 0.3, "its name shares words with nearby code"],
    [AT.akinUsed, 0.3, "files that use the same names use it"],
    [AT.coUsed, 0.2, "related files use it"],
    [AT.sameFolder, 0, "defined in the same folder"],
  ];
  return phrases.filter(([at, above]) => (features[at] ?? 0) > above).map(([, , phrase]) => phrase);
}

function reasonOf(features: Features): string {
  const parts: string[] = [];
  const near = features[AT.seenMiddle] ?? 0;
  if (near > 0) parts.push(near > 0.7 ? "named near the cursor" : "named in this file");
  if (features[AT.importedName] === 1) parts.push("imported by name");
  else if (features[AT.importedFile] === 1) parts.push("its file is imported");
  if (near === 0) parts.push(...hiddenReasons(features));
  return parts.length === 0 ? "near in the reference graph" : parts.slice(0, 2).join(", ");
}

/** Definitions of a candidate, those in a container that is seen first. */
function inOrder(all: readonly Definition[], around: Neighbourhood): readonly Definition[] {
  if (all.length <= 1) return all;
  const near = ({ container }: Definition): number =>
    container === undefined ? 0 : (around.containers.get(container) ?? 0);
  return all.toSorted((a, b) => near(b) - near(a) || a.start - b.start).slice(0, MAX_REPEATS);
}

interface Scored {
  readonly candidate: Candidate;
  readonly definitions: readonly Definition[];
  readonly score: number;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Best first; equal ones by name, path and place, so that the order does not depend on how the index came about. */
function byScore(a: RankedDefinition, b: RankedDefinition): number {
  return (
    b.score - a.score ||
    compare(a.definition.name, b.definition.name) ||
    compare(a.path, b.path) ||
    a.definition.start - b.definition.start
  );
}

/** The best candidates: all by the cheap part of their score, the first {@link MAX_WEIGHED} by all of it. */
function bestOf(graph: NameGraph, { names, files }: Candidates, scorer: Scorer): Scored[] {
  const first = new Float64Array(names.length);
  for (let at = 0; at < names.length; at++) first[at] = scorer.first(names[at] ?? 0, files[at] ?? 0);
  const least = threshold(first, MAX_WEIGHED);
  const kept: Scored[] = [];
  for (let at = 0; at < names.length; at++) {
    if ((first[at] ?? 0) < least) continue;
    const candidate = { nameId: names[at] ?? 0, fileId: files[at] ?? 0 };
    const defined = graph.defined(candidate.nameId, candidate.fileId);
    kept.push({ candidate, definitions: defined.definitions, score: scorer.second(candidate, defined) });
  }
  const enough = threshold(
    Float64Array.from(kept, ({ score }) => score),
    MAX_RESULTS,
  );
  return kept.filter(({ score }) => score >= enough);
}

class Ranked implements RankedDefinition {
  readonly definition: Definition;
  readonly path: string;
  readonly score: number;
  readonly #candidate: Candidate;
  readonly #scorer: Scorer;

  constructor(parts: Pick<RankedDefinition, "definition" | "path" | "score">, from: Candidate, by: Scorer) {
    this.definition = parts.definition;
    this.path = parts.path;
    this.score = parts.score;
    this.#candidate = from;
    this.#scorer = by;
  }

  /** Asked for only by what ends up in a pack. */
  get reason(): string {
    return reasonOf(this.#scorer.features(this.#candidate));
  }
}

/** Best first; deterministic. `view` may differ from the graph's for the file of the query (unsaved text). */
export function rankAtCursor(graph: NameGraph, view: IndexView, query: CursorQuery): RankedDefinition[] {
  const around = neighbourhoodOf(graph, view, query);
  const scorer = new Scorer(graph, around);
  const ranked: RankedDefinition[] = [];
  for (const { candidate, definitions, score } of bestOf(graph, candidatesOf(graph, around), scorer)) {
    const path = graph.file(candidate.fileId)?.path ?? "";
    let probability = 1 / (1 + Math.exp(-score));
    for (const definition of inOrder(definitions, around)) {
      ranked.push(new Ranked({ definition, path, score: probability }, candidate, scorer));
      probability *= REPEAT_DISCOUNT;
    }
  }
  return ranked.sort(byScore);
}
