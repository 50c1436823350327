/**
 * Fits the weights of the ranking at a cursor and writes them to `src/server/context/rank/weights.ts`:
 *
 *   npm run bench -- fit-ranking --corpus DIR [--tasks N] [--seed N] [--check] NAME…
 *
 * DIR holds checked out repositories by name; none of them should be one that the benchmark measures. `--check`
 * writes nothing: it leaves each repository out in turn and says how well the rest fits it. 240 tasks of ten
 * repositories take a few minutes. Format the written file with `biome format --write` afterwards.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { FEATURES, FILE_RANGE } from "../../src/server/context/rank/features.ts";
import { NameGraph } from "../../src/server/context/rank/name-graph.ts";
import { REPOSITORY } from "../fixtures/cache.ts";
import { cachedIndex, fileParser } from "../support/build-index.ts";
import { type Example, exampleOf } from "./context/fit/examples.ts";
import { header } from "./context/fit/header.ts";
import type { Model } from "./context/fit/model.ts";
import { type Pair, type Plan, recallAt, train } from "./context/fit/train.ts";
import { createRandom } from "./context/random.ts";
import { drawTasks, projectOf } from "./context/tasks.ts";
import type { Report } from "./report.ts";

interface Options {
  readonly corpus: string;
  readonly tasks: number;
  readonly seed: number;
  readonly check: boolean;
  readonly names: readonly string[];
}

function optionsOf(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      corpus: { type: "string", default: ".cache/corpus" },
      tasks: { type: "string", default: "240" },
      seed: { type: "string", default: "11" },
      check: { type: "boolean", default: false },
    },
  });
  if (positionals.length < 2) throw new Error("Name at least two folders of the corpus.");
  const { corpus, tasks, seed, check } = values;
  return { corpus, tasks: Number(tasks), seed: Number(seed), check, names: positionals };
}

const pairFeatures = new Set(FEATURES.keys().filter((at) => at >= FILE_RANGE[1]));
/** What picks the candidates that are weighed by all features: their number counts, not their order. */
const FIRST: Plan = {
  hidden: 0,
  depth: 1000,
  epochs: 6,
  without: pairFeatures,
};
const SECOND: Plan = { hidden: 8, depth: 100, epochs: 12, without: new Set() };
const DEPTHS = [60, 250, 600, 1000];

async function examplesOf(name: string, options: Options): Promise<Example[]> {
  const root = join(options.corpus, name);
  const { view, store } = await cachedIndex(name, root);
  const graph = new NameGraph(view);
  graph.warm();
  const read = (path: string): string | undefined =>
    existsSync(join(root, path)) ? readFileSync(join(root, path), "utf8") : undefined;
  const source = {
    view,
    parser: await fileParser(),
    project: projectOf(view, store, read),
  };
  const random = createRandom(options.seed);
  const tasks = await drawTasks(source, random, options.tasks);
  const examples = tasks.flatMap((task) => exampleOf(graph, task, random) ?? []);
  console.log(`${name}: ${examples.length} examples`);
  return examples;
}

type Row = Readonly<Record<string, string | number>>;

function rowOf(label: string, examples: readonly Example[], models: Pair): Row {
  const recall = DEPTHS.map((depth) => [`within ${depth}`, recallAt(examples, models, depth).toFixed(3)]);
  return { label, examples: examples.length, ...Object.fromEntries(recall) };
}

function rounded(value: number | undefined): number {
  return Number((value ?? 0).toFixed(2));
}

function valuesOf({ weights, width }: Model, feature: number): number[] {
  return Array.from({ length: width }, (_, unit) =>
    rounded(weights.values[unit * FEATURES.length + feature]),
  );
}

function linear(model: Model): string {
  const rows = FEATURES.slice(0, FILE_RANGE[1]).map((name, at) => `${name}: ${valuesOf(model, at).join()}`);
  return `linearOf({ bias: ${rounded(model.bias.values[0])}, weights: { ${rows.join(", ")} } })`;
}

function net(model: Model): string {
  const rows = FEATURES.map((name, at) => `${name}: [${valuesOf(model, at).join(", ")}]`);
  const list = (of: Float64Array): string => `[${Array.from(of, rounded).join(", ")}]`;
  return `new Net({ bias: ${list(model.bias.values)}, out: ${list(model.out.values.slice(1))}, weights: { ${rows.join(", ")} } })`;
}

type Sets = ReadonlyMap<string, readonly Example[]>;

/** Each repository by what the others say. */
function leaveOut(sets: Sets, seed: number): Row[] {
  return [...sets].map(([name, examples]) => {
    const others = [...sets].filter(([other]) => other !== name).flatMap(([, set]) => set);
    return rowOf(`${name}, left out`, examples, train(others, SECOND, createRandom(seed)));
  });
}

function write(sets: Sets, seed: number): Row[] {
  const all = [...sets.values()].flat();
  const first = train(all, FIRST, createRandom(seed));
  const second = train(all, SECOND, createRandom(seed));
  const lines = [
    header([...sets.keys()], all.length),
    'import { linearOf, Net } from "./net.ts";',
    "",
    "/** By name and file alone. */",
    `export const FIRST = { seen: ${linear(first[1])}, unseen: ${linear(first[0])} };`,
    "",
    `export const SECOND = { seen: ${net(second[1])}, unseen: ${net(second[0])} };`,
    "",
  ];
  writeFileSync(join(REPOSITORY, "src/server/context/rank/weights.ts"), lines.join("\n"));
  return [rowOf("fitted, first", all, first), rowOf("fitted", all, second)];
}

export async function run(args: readonly string[]): Promise<Report> {
  const options = optionsOf(args);
  const sets = new Map<string, readonly Example[]>();
  for (const name of options.names) sets.set(name, await examplesOf(name, options));
  const rows = options.check ? leaveOut(sets, options.seed) : write(sets, options.seed);
  return { rows, result: { repositories: sets.size } };
}
