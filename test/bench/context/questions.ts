/**
 * Questions in natural language: NDCG@10, and whether the files are in the pack. Words and weights of the ranking were
 * chosen on `questions.json`; those of `held-out-questions.json` were written from the code and its documentation by
 * somebody who never ran the ranking, and nothing was chosen on them.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { TokenCounts } from "../../../src/server/context/pack/counts.ts";
import { packFocus } from "../../../src/server/context/pack/focus-pack.ts";
import type { NameGraph } from "../../../src/server/context/rank/name-graph.ts";
import { rankForQuestion } from "../../../src/server/context/rank/question.ts";
import { mean } from "./recall.ts";
import type { TokenCounter } from "./tokens.ts";

type Questions = Readonly<Record<string, ReadonlyArray<readonly [question: string, files: string[]]>>>;

export type QuestionSet = "questions" | "held-out-questions";

function load(set: QuestionSet): Questions {
  return JSON.parse(readFileSync(join(import.meta.dirname, `${set}.json`), "utf8")) as Questions;
}

export interface QuestionFigures {
  readonly questions: number;
  readonly ndcg: number;
  /** Share of the answering files that are in the pack, in full, in part or with signatures. */
  readonly recall8k: number;
  readonly recall32k: number;
  readonly milliseconds: readonly number[];
}

function gain(found: readonly boolean[]): number {
  return found.reduce((sum, hit, at) => sum + (hit ? 1 / Math.log2(at + 2) : 0), 0);
}

/** The questions of one set about the repository `name`. */
export function measureQuestions(
  set: QuestionSet,
  name: string,
  graph: NameGraph,
  counter: TokenCounter,
): QuestionFigures {
  const counts = new TokenCounts(counter.countAll);
  const scores: number[] = [];
  const recalls: number[][] = [[], []];
  const milliseconds: number[] = [];
  for (const [text, answers] of load(set)[name] ?? []) {
    const missing = answers.find((path) => graph.view.fileAt(path) === undefined);
    if (missing !== undefined) {
      throw new Error(`${set}.json names ${missing}, which ${name} does not have. Correct the path.`);
    }
    const started = performance.now();
    const ranked = rankForQuestion(graph, { text });
    milliseconds.push(performance.now() - started);
    const hits = ranked.slice(0, 10).map(({ file }) => answers.includes(file.path));
    scores.push(gain(hits) / gain(answers.map(() => true)));
    [8192, 32768].forEach((budgetTokens, at) => {
      const pack = packFocus(graph, counts, { budgetTokens, allowed: () => true, ranked });
      const have = new Set(pack.files.filter(({ level }) => level !== "path").map(({ path }) => path));
      recalls[at]?.push(answers.filter((path) => have.has(path)).length / answers.length);
    });
  }
  return {
    questions: scores.length,
    ndcg: mean(scores),
    recall8k: mean(recalls[0] ?? []),
    recall32k: mean(recalls[1] ?? []),
    milliseconds,
  };
}
