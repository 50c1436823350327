/**
 * Which definitions of other files the code at a cursor is about to need. Every candidate (see `candidates.ts`)
 * gets a probability: a sum of weighed features picks the likely ones, a small net orders these.
 */
import type { Definition, IndexView } from "../index/view.ts";
import { type Candidates, candidatesOf } from "./candidates.ts";
import type { Defined } from "./definition-table.ts";
import type { Candidate } from "./feature-values.ts";
import { headOf } from "./head.ts";
import type { NameGraph } from "./name-graph.ts";
import { type CursorQuery, neighbourhoodOf } from "./neighbourhood.ts";
import { reasonOf, signsOf } from "./reason.ts";
import { Scorer } from "./scorer.ts";
import type { Sums } from "./sums.ts";
import { threshold } from "./threshold.ts";

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

/** Some definitions of a candidate: those in a container that is seen nearest, then in order of their place. */
function firstOf(graph: NameGraph, { definitions, containers }: Defined, seen: Sums): readonly Definition[] {
  if (definitions.length === 1) return definitions;
  if (containers.every((container) => seen.get(container) === 0)) return definitions.slice(0, MAX_REPEATS);
  const near = definitions.map(({ container }) =>
    container === undefined ? 0 : seen.get(graph.containerId(container) ?? -1),
  );
  const nearer = (a: number, b: number): boolean => (near[a] ?? 0) > (near[b] ?? 0);
  return headOf([...near.keys()], MAX_REPEATS, nearer).flatMap((at) => definitions[at] ?? []);
}

interface Scored {
  readonly candidate: Candidate;
  readonly defined: Defined;
  readonly score: number;
  readonly signs: number;
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
    const score = scorer.second(candidate, defined);
    kept.push({ candidate, defined, score, signs: signsOf(scorer.features) });
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
  readonly #signs: number;

  constructor({ definition, path, score }: Omit<RankedDefinition, "reason">, signs: number) {
    this.definition = definition;
    this.path = path;
    this.score = score;
    this.#signs = signs;
  }

  get reason(): string {
    return reasonOf(this.#signs);
  }
}

/** Best first; deterministic. `view` may differ from the graph's for the file of the query (unsaved text). */
export function rankAtCursor(graph: NameGraph, view: IndexView, query: CursorQuery): RankedDefinition[] {
  const around = neighbourhoodOf(graph, view, query);
  const scorer = new Scorer(graph, around);
  const ranked: RankedDefinition[] = [];
  for (const { candidate, defined, score, signs } of bestOf(graph, candidatesOf(graph, around), scorer)) {
    const path = graph.file(candidate.fileId)?.path ?? "";
    let probability = 1 / (1 + Math.exp(-score));
    for (const definition of firstOf(graph, defined, around.containers)) {
      ranked.push(new Ranked({ definition, path, score: probability }, signs));
      probability *= REPEAT_DISCOUNT;
    }
  }
  return ranked.sort(byScore);
}
