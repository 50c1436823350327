/**
 * `npm run bench -- parser`: how much of a parser's time is tree-sitter itself. All files of the real repositories that
 * have a grammar are parsed three ways in turns, in this thread and with nothing beside it: the tree only; the tree,
 * walked by a query of one pattern that hardly ever matches; and as the index does it. `--corpus DIR` is the folder
 * with the repositories, `--rounds N` how often (default 5). The figures are medians of processor time.
 */
import { parseArgs } from "node:util";
import { type Language, Parser, Query } from "web-tree-sitter";
import { loadLanguage } from "../../src/server/context/parse/grammar.ts";
import { languageById } from "../../src/server/context/parse/languages.ts";
import { matchesIn } from "../../src/server/context/parse/matches.ts";
import { type Runtime, startRuntime } from "../../src/server/context/parse/runtime.ts";
import { cachedIndex, fileParser } from "../support/build-index.ts";
import { grammarFolder } from "../unit/context/parse/grammar-folder.ts";
import { checkout, REPOSITORIES } from "./context/corpus.ts";
import { type Benchmark, median } from "./report.ts";

interface Source {
  readonly text: string;
  readonly language: string;
}

interface Tools {
  readonly runtime: Runtime;
  readonly parser: Parser;
  /** By id. */
  readonly grammars: ReadonlyMap<string, { readonly language: Language; readonly query: Query }>;
}

async function sourcesOf(name: string, root: string): Promise<Source[]> {
  const { view } = await cachedIndex(name, root);
  return view.files().flatMap(({ id, language }) => {
    const text = languageById(language)?.grammar === undefined ? undefined : view.text(id);
    return text === undefined ? [] : [{ text, language }];
  });
}

async function toolsFor(sources: readonly Source[]): Promise<Tools> {
  const folder = await grammarFolder();
  const runtime = await startRuntime(folder);
  const grammars = new Map<string, { language: Language; query: Query }>();
  for (const id of new Set(sources.map((source) => source.language))) {
    const entry = languageById(id);
    if (entry === undefined) continue;
    const language = await loadLanguage(entry, folder);
    grammars.set(id, { language, query: new Query(language, "(ERROR) @error") });
  }
  return { runtime, parser: new Parser(), grammars };
}

function bare({ runtime, parser, grammars }: Tools, { text, language: id }: Source, walked: boolean): void {
  const grammar = grammars.get(id);
  if (grammar === undefined) throw new Error(`No grammar was loaded for ${id}.`);
  parser.setLanguage(grammar.language);
  const tree = parser.parse(text);
  if (tree === null) throw new Error("A parse was stopped.");
  if (walked)
    matchesIn({ runtime: runtime.module, query: grammar.query, tree, text, progressCallback: () => false });
  tree.delete();
}

/** Processor seconds of this thread. */
async function secondsOf(work: () => Promise<void> | void): Promise<number> {
  const before = process.threadCpuUsage();
  await work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1e6;
}

const WAYS = ["tree", "walked", "gemwright"] as const;
type Times = Record<(typeof WAYS)[number], number[]>;

async function measure(sources: readonly Source[], rounds: number): Promise<Times> {
  const [tools, parser] = [await toolsFor(sources), await fileParser()];
  const times: Times = { tree: [], walked: [], gemwright: [] };
  const work: Record<(typeof WAYS)[number], () => Promise<void>> = {
    tree: async () => sources.forEach((source) => bare(tools, source, false)),
    walked: async () => sources.forEach((source) => bare(tools, source, true)),
    gemwright: async () => {
      for (const { text, language } of sources) await parser.parseFile(text, language, { references: false });
    },
  };
  // The first round loads grammars and warms up; it is not counted.
  for (let round = 0; round <= rounds; round++) {
    for (const way of WAYS) {
      const seconds = await secondsOf(work[way]);
      if (round > 0) times[way].push(seconds);
    }
  }
  return times;
}

/** Median of the pairs of a round. */
function ratio(times: Times, over: (typeof WAYS)[number]): number {
  return median(times.gemwright.map((seconds, round) => seconds / (times[over][round] ?? Number.NaN)));
}

export const run: Benchmark = async (args) => {
  const options = { corpus: { type: "string" }, rounds: { type: "string" } } as const;
  const { values } = parseArgs({ args: [...args], options });
  const corpus = values.corpus ?? process.env["GEMWRIGHT_CORPUS"];
  const rounds = Number(values.rounds ?? 5);
  const rows: Array<Record<string, string | number>> = [];
  const all = { files: 0, tree: 0, walked: 0, gemwright: 0 };
  for (const repository of REPOSITORIES) {
    const sources = await sourcesOf(repository.name, checkout(repository, corpus));
    const times = await measure(sources, rounds);
    const perSecond = (way: (typeof WAYS)[number]): number => Math.round(sources.length / median(times[way]));
    const megabytes = sources.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0) / 1e6;
    all.files += sources.length;
    for (const way of WAYS) all[way] += median(times[way]);
    rows.push({
      repository: repository.name,
      files: sources.length,
      MB: Math.round(megabytes * 10) / 10,
      "tree, files/s": perSecond("tree"),
      "tree and walk, files/s": perSecond("walked"),
      "gemwright, files/s": perSecond("gemwright"),
      "MB/s": Math.round((megabytes / median(times.gemwright)) * 10) / 10,
      "gemwright / tree": ratio(times, "tree").toFixed(2),
      "gemwright / walk": ratio(times, "walked").toFixed(2),
    });
  }
  const perSecond = (way: (typeof WAYS)[number]): number => Math.round(all.files / all[way]);
  return {
    rows,
    result: {
      tree_files_per_s: perSecond("tree"),
      walked_files_per_s: perSecond("walked"),
      gemwright_files_per_s: perSecond("gemwright"),
      over_tree_ratio: (all.gemwright / all.tree).toFixed(3),
      over_walked_ratio: (all.gemwright / all.walked).toFixed(3),
    },
  };
};
