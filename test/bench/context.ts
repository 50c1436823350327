/**
 * What the repository's context is worth, measured on real public repositories:
 *
 *   npm run bench -- context [--corpus DIR] [--tasks N] [--seed N] [--only NAME,…]
 *
 * Sections: recall of hidden-line definitions next to other tools' methods, questions with their files, indexing
 * speed, and the stability of the `repository` pack. Indexing is timed on the real server (dist/, after
 * `node esbuild.mjs`), as in the benchmark `index`; `files_per_s` is all files by all processor seconds of the parser,
 * what one parse worker gets done. The rest works on an index of its own. Repositories come from DIR (or GEMWRIGHT_CORPUS), a folder
 * that holds them by name, else they are cloned. The weights of the ranking were fitted on
 * ten other repositories (`fit-ranking.ts`); candidates and limits were chosen on seeds 101 to 103 of these five.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { NameGraph } from "../../src/server/context/rank/name-graph.ts";
import { cachedIndex, fileParser } from "../support/build-index.ts";
import { checkout, history, REPOSITORIES, type Repository } from "./context/corpus.ts";
import {
  filesPerParserSecond,
  fixed,
  type Measured,
  ndcgOf,
  printIndexing,
  printQuestions,
  printRecall,
  printStability,
  recallRow,
} from "./context/print.ts";
import { measureQuestions } from "./context/questions.ts";
import { createRandom } from "./context/random.ts";
import { measureRecall, percentile } from "./context/recall.ts";
import { measureStability } from "./context/stability.ts";
import { drawTasks, projectOf } from "./context/tasks.ts";
import { createTokenCounter, type TokenCounter } from "./context/tokens.ts";
import { type Cold, cold } from "./index/cold.ts";
import type { Report } from "./report.ts";

/** Times that a repository is indexed from nothing. */
const STARTS = 3;
const DEFAULT_TASKS = 200;
const DEFAULT_SEED = 2026;
/** Replayed edits per repository. */
const EDITS = 40;
const COMMITS = 5000;

interface Options {
  readonly corpus: string | undefined;
  readonly tasks: number;
  readonly seed: number;
  readonly only: readonly string[] | undefined;
}

function optionsOf(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      corpus: { type: "string" },
      tasks: { type: "string" },
      seed: { type: "string" },
      only: { type: "string" },
    },
  });
  return {
    corpus: values.corpus ?? process.env["GEMWRIGHT_CORPUS"],
    tasks: Number(values.tasks ?? DEFAULT_TASKS),
    seed: Number(values.seed ?? DEFAULT_SEED),
    only: values.only?.split(","),
  };
}

/** The middle one of some starts from nothing, by the processor time of the parser. */
async function indexedByServer(root: string): Promise<Cold> {
  const starts: Cold[] = [];
  for (let start = 0; start < STARTS; start++) starts.push(await indexedOnce(root));
  starts.sort((a, b) => a.total.parse - b.total.parse);
  const middle = starts[(STARTS - 1) / 2];
  if (middle === undefined) throw new Error("Nothing was indexed.");
  return middle;
}

async function indexedOnce(root: string): Promise<Cold> {
  const directory = mkdtempSync(join(tmpdir(), "gw-bench-context-"));
  try {
    return await cold(root, directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function measure(repository: Repository, options: Options, counter: TokenCounter): Promise<Measured> {
  const { name } = repository;
  const root = checkout(repository, options.corpus);
  const indexed = await indexedByServer(root);
  const { view, bytes, store } = await cachedIndex(name, root);
  const graph = new NameGraph(view);
  graph.warm();
  const read = (path: string): string | undefined =>
    existsSync(join(root, path)) ? readFileSync(join(root, path), "utf8") : undefined;
  const parser = await fileParser();
  const random = createRandom(options.seed);
  const source = { view, parser, project: projectOf(view, store, read) };
  const tasks = await drawTasks(source, random, options.tasks);
  const recall = measureRecall(graph, tasks, counter);
  counter.save();
  const questions = measureQuestions("questions", name, graph, counter);
  const heldOut = measureQuestions("held-out-questions", name, graph, counter);
  const commits = history(root, COMMITS);
  const setup = { view, parser, commits, counter, random };
  const stability = commits.length === 0 ? undefined : await measureStability(setup, EDITS);
  counter.save();
  console.log(`${name}: measured ${tasks.length} tasks`);
  return { repository, tasks: tasks.length, indexed, bytes, recall, questions, heldOut, stability };
}

export async function run(args: readonly string[]): Promise<Report> {
  const options = optionsOf(args);
  const wanted = REPOSITORIES.filter(({ name }) => options.only?.includes(name) ?? true);
  if (wanted.length === 0)
    throw new Error(`--only names none of: ${REPOSITORIES.map(({ name }) => name).join(", ")}.`);
  const counter = await createTokenCounter();
  const measured: Measured[] = [];
  for (const repository of wanted) measured.push(await measure(repository, options, counter));
  const [own, ...peers] = printRecall(measured);
  printQuestions(measured);
  printIndexing(measured);
  printStability(measured);
  await counter.dispose();
  if (own === undefined) throw new Error("Nothing was measured.");
  const kept = measured.flatMap(({ stability }) => stability?.kept ?? []);
  return {
    rows: [own, ...peers].map((figures) => ({ method: figures.name, ...recallRow(figures) })),
    result: {
      recall_1k: fixed(own.recall[0] ?? 0),
      recall_4k: fixed(own.recall[2] ?? 0),
      recall_8k: fixed(own.recall[3] ?? 0),
      recall_hard_4k: fixed(own.hard[2] ?? 0),
      named_4k: fixed(own.named[2] ?? 0),
      named_8k: fixed(own.named[3] ?? 0),
      bodies_16k: fixed(own.bodies),
      query_p95_ms: fixed(percentile(own.milliseconds, 0.95), 1),
      query_cpu_p95_ms: fixed(percentile(own.cpuMilliseconds, 0.95), 1),
      ndcg_10: fixed(ndcgOf(measured.map(({ questions }) => questions))),
      ndcg_10_held_out: fixed(ndcgOf(measured.map(({ heldOut }) => heldOut))),
      files_per_s: fixed(filesPerParserSecond(measured), 0),
      prefix_kept_median: kept.length === 0 ? "unknown" : fixed(percentile(kept, 0.5)),
    },
  };
}
