/** The tables of the context benchmark. */
import type { Cold } from "../index/cold.ts";
import type { Repository } from "./corpus.ts";
import type { QuestionFigures } from "./questions.ts";
import { BUDGETS, type MethodFigures, mean, percentile } from "./recall.ts";
import type { StabilityFigures } from "./stability.ts";

export interface Measured {
  readonly repository: Repository;
  readonly tasks: number;
  /** Indexed from nothing by the server. */
  readonly indexed: Cold;
  /** Of all its files, UTF-8. */
  readonly bytes: number;
  readonly recall: readonly MethodFigures[];
  /** The questions that weights were chosen on, and those they were not. */
  readonly questions: QuestionFigures;
  readonly heldOut: QuestionFigures;
  /** Absent where there is no history. */
  readonly stability: StabilityFigures | undefined;
}

export function fixed(value: number, digits = 3): number {
  return Number(value.toFixed(digits));
}

export function recallRow(figures: MethodFigures): Record<string, string | number> {
  const row: Record<string, string | number> = {};
  BUDGETS.forEach((budget, at) => {
    row[`${budget / 1024}K`] = fixed(figures.recall[at] ?? 0);
  });
  return {
    ...row,
    hard_1K: fixed(figures.hard[0] ?? 0),
    hard_4K: fixed(figures.hard[2] ?? 0),
    hard_16K: fixed(figures.hard[4] ?? 0),
    named_4K: fixed(figures.named[2] ?? 0),
    named_8K: fixed(figures.named[3] ?? 0),
    bodies_16K: fixed(figures.bodies),
    ms_p50: fixed(percentile(figures.milliseconds, 0.5), 1),
    ms_p95: fixed(percentile(figures.milliseconds, 0.95), 1),
    cpu_p95: fixed(percentile(figures.cpuMilliseconds, 0.95), 1),
  };
}

/** Means over repositories of one method. */
function meanOf(all: readonly MethodFigures[]): MethodFigures {
  return {
    name: all[0]?.name ?? "",
    recall: BUDGETS.map((_, at) => mean(all.map((figures) => figures.recall[at] ?? 0))),
    hard: BUDGETS.map((_, at) => mean(all.map((figures) => figures.hard[at] ?? 0))),
    named: BUDGETS.map((_, at) => mean(all.map((figures) => figures.named[at] ?? 0))),
    bodies: mean(all.map((figures) => figures.bodies)),
    milliseconds: all.flatMap((figures) => figures.milliseconds),
    cpuMilliseconds: all.flatMap((figures) => figures.cpuMilliseconds),
  };
}

/** Prints each repository and the means; returns the means, ours first. */
export function printRecall(measured: readonly Measured[]): MethodFigures[] {
  console.log("\nRecall of hidden-line definitions");
  const names = measured[0]?.recall.map(({ name }) => name) ?? [];
  const means = names.map((name) =>
    meanOf(measured.flatMap(({ recall }) => recall.filter((figures) => figures.name === name))),
  );
  const rows = measured.flatMap(({ repository, tasks, recall }) =>
    recall.map((figures) => ({
      repository: `${repository.name} (${tasks})`,
      method: figures.name,
      ...recallRow(figures),
    })),
  );
  const meanRows = means.map((figures) => ({
    repository: "mean",
    method: figures.name,
    ...recallRow(figures),
  }));
  console.table([...rows, ...meanRows]);
  return means;
}

export function printQuestions(measured: readonly Measured[]): void {
  console.log("\nQuestions");
  const row = (repository: string, set: string, figures: QuestionFigures) => ({
    repository,
    set,
    questions: figures.questions,
    "NDCG@10": fixed(figures.ndcg),
    recall_8K: fixed(figures.recall8k),
    recall_32K: fixed(figures.recall32k),
    ms_p95: fixed(percentile(figures.milliseconds, 0.95), 1),
  });
  console.table([
    ...measured.map(({ repository, questions }) => row(repository.name, "chosen on", questions)),
    ...measured.map(({ repository, heldOut }) => row(repository.name, "held out", heldOut)),
  ]);
}

/** NDCG@10 over all questions of all repositories. */
export function ndcgOf(figures: readonly QuestionFigures[]): number {
  const total = figures.reduce((sum, { questions }) => sum + questions, 0);
  return figures.reduce((sum, { ndcg, questions }) => sum + ndcg * questions, 0) / total;
}

/** Files of all repositories for each second of processor time of the parsers. */
export function filesPerParserSecond(measured: readonly Measured[]): number {
  const files = measured.reduce((sum, { indexed }) => sum + indexed.status.files, 0);
  return files / measured.reduce((sum, { indexed }) => sum + indexed.total.parse, 0);
}

export function printIndexing(measured: readonly Measured[]): void {
  console.log("\nIndexing from nothing by the server: wall time, and processor time of its parser");
  console.table(
    measured.map(({ repository, indexed, bytes }) => ({
      repository: repository.name,
      files: indexed.status.files,
      MB: fixed(bytes / 1e6, 1),
      ms: fixed(indexed.totalMs, 0),
      "files/s": fixed(indexed.status.files / (indexed.totalMs / 1000), 0),
      "MB/s": fixed(bytes / 1000 / indexed.totalMs, 1),
      "parser ms": fixed(indexed.total.parse * 1000, 0),
      "files/parser s": fixed(indexed.status.files / indexed.total.parse, 0),
      "MB/parser s": fixed(bytes / 1e6 / indexed.total.parse, 1),
    })),
  );
}

export function printStability(measured: readonly Measured[]): void {
  console.log("\nA whole repository in 256K tokens, and the token prefix kept after one-file edits");
  console.table(
    measured.flatMap(({ repository, stability }) =>
      stability === undefined
        ? []
        : [
            {
              repository: repository.name,
              files: stability.files,
              tokens: stability.tokens,
              ms_first: fixed(stability.milliseconds, 0),
              ms_again: fixed(stability.warmMilliseconds, 0),
              full: stability.levels["full"] ?? 0,
              signatures: stability.levels["signatures"] ?? 0,
              path: stability.levels["path"] ?? 0,
              edits_full: stability.editsFull,
              edits_signatures: stability.editsSignatures,
              kept_p25: fixed(percentile(stability.kept, 0.25)),
              kept_median: fixed(percentile(stability.kept, 0.5)),
              kept_median_full: fixed(percentile(stability.keptFull, 0.5)),
              graph_ms_p95: fixed(percentile(stability.forget, 0.95), 1),
            },
          ],
    ),
  );
}
