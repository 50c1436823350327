/** Candidates of hidden-line tasks with their features and whether the hidden lines refer to them. */

import { candidatesOf } from "../../../../src/server/context/rank/candidates.ts";
import type { Candidate } from "../../../../src/server/context/rank/feature-values.ts";
import { allFeatures } from "../../../../src/server/context/rank/feature-values.ts";
import { emptyFeatures, FEATURES } from "../../../../src/server/context/rank/features.ts";
import { SEEN_HERE } from "../../../../src/server/context/rank/marks.ts";
import type { NameGraph } from "../../../../src/server/context/rank/name-graph.ts";
import { type Neighbourhood, neighbourhoodOf } from "../../../../src/server/context/rank/neighbourhood.ts";
import type { Random } from "../random.ts";
import type { Task } from "../tasks.ts";

/** The candidates of one task; row k has its features at `features[k * FEATURES.length]`. */
export interface Example {
  readonly features: Float32Array;
  /** 0, or the share of one answer that the candidate is: a name that two files define is half of one in each. */
  readonly answers: Float32Array;
  /** How many candidates each row stands for. */
  readonly weights: Float32Array;
  /** 1 for names that the visible text has. */
  readonly seen: Uint8Array;
  /** Rows that are the benchmark's targets, by target; one without a row was never a candidate. */
  readonly targets: ReadonlyArray<readonly number[]>;
}

/** Wrong candidates kept of each task. */
const MAX_WRONG = 500;
/** A name that more files define is no answer. */
const MAX_DEFINERS = 3;

function answersOf(graph: NameGraph, task: Task, around: Neighbourhood): Map<number, number> {
  const own = new Set(task.view.definitionsIn(task.fileId).map(({ name }) => name));
  const answers = new Map<number, number>();
  for (const name of [...task.targets.map((target) => target.name), ...task.references]) {
    const nameId = graph.nameId(name);
    if (nameId === undefined || own.has(name) || name.length < 3) continue;
    const definers = graph.definers(nameId);
    const usable = definers.filter((fileId) => around.usable(fileId)).length;
    if (usable > 0 && definers.length <= MAX_DEFINERS) answers.set(nameId, 1 / usable);
  }
  return answers;
}

/** Undefined when none of the answers is a candidate. */
export function exampleOf(graph: NameGraph, task: Task, random: Random): Example | undefined {
  const language = graph.file(task.fileId)?.language ?? "";
  const query = {
    path: task.path,
    language,
    text: task.text,
    offset: task.offset,
  };
  const around = neighbourhoodOf(graph, task.view, query);
  const { names, files } = candidatesOf(graph, around);
  const answers = answersOf(graph, task, around);
  const kept = Math.min(1, MAX_WRONG / names.length);
  const rows: Candidate[] = [];
  names.forEach((nameId, at) => {
    if (answers.has(nameId) || random.next() < kept) rows.push({ nameId, fileId: files[at] ?? 0 });
  });
  if (!rows.some(({ nameId }) => answers.has(nameId))) return undefined;
  const features = new Float32Array(rows.length * FEATURES.length);
  const scratch = emptyFeatures();
  rows.forEach((row, at) => {
    allFeatures(graph, around, row, scratch);
    features.set(scratch, at * FEATURES.length);
  });
  const rowsOf = (name: string): number[] =>
    [...rows.keys()].filter((at) => graph.nameOf(rows[at]?.nameId ?? -1) === name);
  return {
    features,
    answers: Float32Array.from(rows, ({ nameId }) => answers.get(nameId) ?? 0),
    weights: Float32Array.from(rows, ({ nameId }) => (answers.has(nameId) ? 1 : 1 / kept)),
    seen: Uint8Array.from(rows, ({ nameId }) => (around.marks.has(nameId, SEEN_HERE) ? 1 : 0)),
    targets: task.targets.map(({ name }) => rowsOf(name)),
  };
}
