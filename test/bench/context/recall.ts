/**
 * Recall of hidden-line definitions: the share of the names used by hidden lines whose definition is in the packed
 * context. Every method gets the same tasks and the same tokenizer; a header line per file is counted for all.
 */

import type { Definition } from "../../../src/server/context/index/view.ts";
import { TokenCounts } from "../../../src/server/context/pack/counts.ts";
import { type CursorPack, packCursor } from "../../../src/server/context/pack/cursor-pack.ts";
import type { Form } from "../../../src/server/context/pack/definition-list.ts";
import { type RankedDefinition, rankAtCursor } from "../../../src/server/context/rank/cursor.ts";
import type { NameGraph } from "../../../src/server/context/rank/name-graph.ts";
import { bm25Chunks, lineJaccardRing, type Peer, pageRankMap, type Snippet } from "./peers.ts";
import type { Target, Task } from "./tasks.ts";
import type { TokenCounter } from "./tokens.ts";

export const BUDGETS = [1024, 2048, 4096, 8192, 16384] as const;

export interface MethodFigures {
  readonly name: string;
  /** By budget. */
  readonly recall: number[];
  readonly hard: number[];
  /** The same as `recall`, with those of which only the name is there. */
  readonly named: number[];
  /** Share of the targets whose whole definition is in 16K. */
  readonly bodies: number;
  /** Wall time of each query, and the time its thread was computing. */
  readonly milliseconds: readonly number[];
  readonly cpuMilliseconds: readonly number[];
}

interface Have {
  /** The line with its name and signature. */
  signature(definition: Definition): boolean;
  /** Its name at least, under the path of its file. */
  name(definition: Definition): boolean;
  whole(definition: Definition): boolean;
}

/** The lines of the snippets that fit the budget, taken in order; what does not fit is passed over. */
function fit(snippets: readonly Snippet[], counter: TokenCounter, budget: number): Map<string, Snippet[]> {
  const byPath = new Map<string, Snippet[]>();
  let left = budget;
  for (const snippet of snippets) {
    if (left < 8) break;
    const known = byPath.get(snippet.path);
    const tokens =
      counter.count(`${snippet.text}\n`) + (known === undefined ? counter.count(`${snippet.path}\n`) : 0);
    if (tokens > left) continue;
    left -= tokens;
    if (known === undefined) byPath.set(snippet.path, [snippet]);
    else known.push(snippet);
  }
  return byPath;
}

function haveSnippets(byPath: ReadonlyMap<string, readonly Snippet[]>, pathOf: (id: number) => string): Have {
  const covers = (definition: Definition, from: number, to: number): boolean =>
    (byPath.get(pathOf(definition.fileId)) ?? []).some(
      (snippet) => snippet.startLine <= from && snippet.endLine >= to,
    );
  const line = (definition: Definition): boolean =>
    covers(definition, definition.nameLine, definition.nameLine);
  return {
    signature: line,
    name: line,
    whole: (definition) => covers(definition, definition.startLine, definition.endLine),
  };
}

function havePack(pack: CursorPack): Have {
  const has = ({ fileId, nameLine }: Definition, forms: readonly Form[]): boolean =>
    pack.definitions.some(({ definition }, at) => {
      const form = pack.forms[at];
      if (definition.fileId !== fileId || form === undefined || !forms.includes(form)) return false;
      if (definition.nameLine === nameLine) return true;
      return form === "whole" && definition.startLine <= nameLine && definition.endLine >= nameLine;
    });
  return {
    signature: (definition) => has(definition, ["whole", "signature"]),
    name: (definition) => has(definition, ["whole", "signature", "name"]),
    whole: ({ fileId, startLine, endLine }) =>
      pack.definitions.some(
        ({ definition }, at) =>
          definition.fileId === fileId &&
          definition.startLine <= startLine &&
          definition.endLine >= endLine &&
          (pack.forms[at] === "whole" || (pack.forms[at] === "signature" && startLine === endLine)),
      ),
  };
}

class Tally {
  readonly #name: string;
  readonly #recall = BUDGETS.map(() => [] as number[]);
  readonly #hard = BUDGETS.map(() => [] as number[]);
  readonly #named = BUDGETS.map(() => [] as number[]);
  readonly #bodies: number[] = [];
  readonly #milliseconds: number[] = [];
  readonly #cpuMilliseconds: number[] = [];

  constructor(name: string) {
    this.#name = name;
  }

  time(milliseconds: number, cpuMilliseconds: number): void {
    this.#milliseconds.push(milliseconds);
    this.#cpuMilliseconds.push(cpuMilliseconds);
  }

  budget(at: number, task: Task, have: Have): void {
    const hit = ({ definitions }: Target): boolean => definitions.some((one) => have.signature(one));
    this.#recall[at]?.push(share(task.targets, hit));
    const named = ({ definitions }: Target): boolean => definitions.some((one) => have.name(one));
    this.#named[at]?.push(share(task.targets, named));
    const hard = task.targets.filter((target) => target.hard);
    if (hard.length > 0) this.#hard[at]?.push(share(hard, hit));
  }

  bodies(task: Task, have: Have): void {
    const hit = (target: Target): boolean => target.definitions.some((definition) => have.whole(definition));
    this.#bodies.push(share(task.targets.slice(0, 10), hit));
  }

  figures(): MethodFigures {
    return {
      name: this.#name,
      recall: this.#recall.map(mean),
      hard: this.#hard.map(mean),
      named: this.#named.map(mean),
      bodies: mean(this.#bodies),
      milliseconds: this.#milliseconds,
      cpuMilliseconds: this.#cpuMilliseconds,
    };
  }
}

/** Repetitions of a query; the fastest counts, so that other work on the machine does not. */
const REPEATS = 3;

/** Milliseconds this thread has been computing. */
function threadTime(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

function bestTime<T>(tally: Tally, work: () => T): T {
  let best = Infinity;
  let bestCpu = Infinity;
  for (let repeat = 1; ; repeat++) {
    const started = performance.now();
    const startedCpu = threadTime();
    const result = work();
    best = Math.min(best, performance.now() - started);
    bestCpu = Math.min(bestCpu, threadTime() - startedCpu);
    // A slow peer is not asked again: its time is not close to any limit.
    if (repeat < REPEATS && best < 200) continue;
    tally.time(best, bestCpu);
    return result;
  }
}

function share<T>(items: readonly T[], hit: (item: T) => boolean): number {
  return items.filter(hit).length / items.length;
}

export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}

function bodyText(task: Task): (ranked: RankedDefinition) => string | undefined {
  const lines = new Map<number, readonly string[]>();
  return ({ definition }) => {
    let of = lines.get(definition.fileId);
    if (of === undefined) {
      of = task.view.text(definition.fileId)?.split("\n") ?? [];
      lines.set(definition.fileId, of);
    }
    return of.slice(definition.startLine, definition.endLine + 1).join("\n");
  };
}

function ours(graph: NameGraph, tasks: readonly Task[], counter: TokenCounter): MethodFigures {
  const tally = new Tally("gemwright");
  const counts = new TokenCounts(counter.countAll);
  const changed = (): number => 0;
  for (const task of tasks) {
    const language = graph.file(task.fileId)?.language ?? "";
    const query = { path: task.path, language, text: task.text, offset: task.offset };
    const ranked = bestTime(tally, () => rankAtCursor(graph, task.view, query));
    BUDGETS.forEach((budgetTokens, at) => {
      tally.budget(at, task, havePack(packCursor(ranked, counts, { budgetTokens, exclude: [], changed })));
    });
    const whole = { budgetTokens: 16384, exclude: [], changed, body: bodyText(task) };
    tally.bodies(task, havePack(packCursor(ranked, counts, whole)));
  }
  return tally.figures();
}

interface Rival {
  readonly name: string;
  readonly peer: Peer;
}

function theirs(
  rival: Rival,
  graph: NameGraph,
  tasks: readonly Task[],
  counter: TokenCounter,
): MethodFigures {
  const tally = new Tally(rival.name);
  const pathOf = (id: number): string => graph.file(id)?.path ?? "";
  for (const task of tasks) {
    const snippets = bestTime(tally, () => rival.peer(task));
    BUDGETS.forEach((budget, at) => {
      const have = haveSnippets(fit(snippets, counter, budget), pathOf);
      tally.budget(at, task, have);
      if (budget === 16384) tally.bodies(task, have);
    });
  }
  return tally.figures();
}

/** One row per method, ours first. `peers`: also those of other tools. */
export function measureRecall(
  graph: NameGraph,
  tasks: readonly Task[],
  counter: TokenCounter,
  peers = true,
): MethodFigures[] {
  const own = ours(graph, tasks, counter);
  if (!peers) return [own];
  const rivals: Rival[] = [
    { name: "pagerank map", peer: pageRankMap(graph) },
    { name: "bm25 chunks", peer: bm25Chunks(graph) },
    { name: "jaccard ring", peer: lineJaccardRing(graph) },
  ];
  return [own, ...rivals.map((rival) => theirs(rival, graph, tasks, counter))];
}
