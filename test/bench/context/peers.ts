/**
 * What other tools send, re-implemented from their source and published descriptions, with the same view of the
 * task: a ring of line windows by Jaccard similarity (llama.vscode, Copilot's similar files), BM25 over chunks,
 * and aider's map of definitions by personalised PageRank. They get our import resolution for free.
 */
import { splitWords } from "../../../src/server/context/index/words.ts";
import type { NameGraph } from "../../../src/server/context/rank/name-graph.ts";
import type { Task } from "./tasks.ts";

export interface Snippet {
  readonly path: string;
  /** 0-based, inclusive. */
  readonly startLine: number;
  readonly endLine: number;
  readonly text: string;
}

/** Best first. */
export type Peer = (task: Task) => Snippet[];

const RING_LINES = 64;
const CHUNK_LINES = 40;

function linesOf(graph: NameGraph, fileId: number): string[] {
  return graph.view.text(fileId)?.split("\n") ?? [];
}

function windows(path: string, lines: readonly string[], height: number): Snippet[] {
  const found: Snippet[] = [];
  for (let start = 0; start < lines.length; start += height) {
    const endLine = Math.min(lines.length, start + height) - 1;
    found.push({ path, startLine: start, endLine, text: lines.slice(start, endLine + 1).join("\n") });
  }
  return found;
}

function lineSet(text: string): Set<string> {
  return new Set(
    text
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line.length > 2),
  );
}

function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let same = 0;
  for (const line of a) if (b.has(line)) same++;
  return same / Math.max(1, a.size + b.size - same);
}

function aroundCursor(task: Task, lines: number): string {
  return task.text
    .split("\n")
    .slice(Math.max(0, task.line - lines), task.line + lines)
    .join("\n");
}

/** 64-line windows of imported and neighbouring files ("opened"), near-duplicates dropped, most similar first. */
export function lineJaccardRing(graph: NameGraph): Peer {
  const cache = new Map<number, Array<{ snippet: Snippet; lines: Set<string> }>>();
  const of = (fileId: number) => {
    const known = cache.get(fileId);
    if (known !== undefined) return known;
    const path = graph.file(fileId)?.path ?? "";
    const made = windows(path, linesOf(graph, fileId), RING_LINES).map((snippet) => ({
      snippet,
      lines: lineSet(snippet.text),
    }));
    cache.set(fileId, made);
    return made;
  };
  return (task) => {
    const own = lineSet(aroundCursor(task, RING_LINES / 2));
    const opened = new Set([
      ...task.view.importsOf(task.fileId).map((edge) => edge.toFileId),
      ...graph.files.siblings(task.path),
    ]);
    const scored = [...opened]
      .flatMap(of)
      .map((entry) => ({ ...entry, score: jaccard(own, entry.lines) }))
      .sort((a, b) => b.score - a.score);
    const kept: typeof scored = [];
    for (const entry of scored) {
      if (!kept.slice(0, 32).some((other) => jaccard(other.lines, entry.lines) > 0.9)) kept.push(entry);
    }
    return kept.map(({ snippet }) => snippet);
  };
}

/** BM25 (k1 1.2, b 0.75) of the words within 20 lines of the cursor over 40-line chunks of all files. */
export function bm25Chunks(graph: NameGraph): Peer {
  const chunks: Snippet[] = [];
  const lengths: number[] = [];
  const postings = new Map<string, Array<readonly [chunk: number, count: number]>>();
  for (const fileId of graph.fileIds()) {
    const path = graph.file(fileId)?.path ?? "";
    for (const chunk of windows(path, linesOf(graph, fileId), CHUNK_LINES)) {
      const words = splitWords(chunk.text);
      const counts = new Map<string, number>();
      for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
      for (const [word, count] of counts) {
        const list = postings.get(word);
        if (list === undefined) postings.set(word, [[chunks.length, count]]);
        else list.push([chunks.length, count]);
      }
      chunks.push(chunk);
      lengths.push(words.length);
    }
  }
  const mean = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length);
  return (task) => {
    const scores = new Map<number, number>();
    for (const word of new Set(splitWords(aroundCursor(task, 20)))) {
      const list = postings.get(word) ?? [];
      const idf = Math.log(1 + (chunks.length - list.length + 0.5) / (list.length + 0.5));
      for (const [chunk, count] of list) {
        const norm = 1.2 * (0.25 + (0.75 * (lengths[chunk] ?? 0)) / mean);
        scores.set(chunk, (scores.get(chunk) ?? 0) + (idf * count * 2.2) / (count + norm));
      }
    }
    return [...scores]
      .sort((a, b) => b[1] - a[1] || a[0] - b[0])
      .flatMap(([chunk]) => chunks[chunk] ?? [])
      .filter((chunk) => chunk.path !== task.path)
      .slice(0, 200);
  };
}

/** aider's weights per identifier (repomap.py, `get_ranked_tags`). */
function identifierFactor(name: string, definers: number): number {
  let factor = 1;
  const styled = /[a-z][A-Z]|_|-/.test(name) && name.length >= 8;
  if (styled) factor *= 10;
  if (name.startsWith("_")) factor *= 0.1;
  if (definers > 5) factor *= 0.1;
  return factor;
}

/** References as parallel columns: from file, to file (both places in `files`), name, weight. */
interface Edges {
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly nameId: Int32Array;
  readonly weight: Float64Array;
}

/** The cell, which exists: every index comes from the same list of files. */
function cell(column: Int32Array | Float64Array, at: number): number {
  return column[at] ?? 0;
}

function add(column: Float64Array, at: number, amount: number): void {
  column[at] = cell(column, at) + amount;
}

/** One round: what flows along the edges, and what flows back to the seed. Plain loops: it runs 100 times a task. */
function flowOnce(
  { from, to, weight }: Edges,
  out: Float64Array,
  rank: Float64Array,
  seed: number,
): Float64Array {
  const next = new Float64Array(out.length);
  const perWeight = new Float64Array(out.length);
  let dangling = 0;
  for (let at = 0; at < out.length; at++) {
    if (cell(out, at) === 0) dangling += cell(rank, at);
    else perWeight[at] = (0.85 * cell(rank, at)) / cell(out, at);
  }
  for (let at = 0; at < weight.length; at++) {
    const target = cell(to, at);
    next[target] = cell(next, target) + cell(perWeight, cell(from, at)) * cell(weight, at);
  }
  add(next, seed, 0.15 + 0.85 * dangling);
  return next;
}

/** Power iteration as networkx does it: damping 0.85, at most 100 rounds. `out` is the weight leaving each file. */
function pageRank(edges: Edges, out: Float64Array, seed: number): Float64Array {
  let rank: Float64Array = new Float64Array(out.length).fill(1 / out.length);
  for (let round = 0; round < 100; round++) {
    const next = flowOnce(edges, out, rank, seed);
    const change = next.reduce((sum, value, at) => sum + Math.abs(value - cell(rank, at)), 0);
    rank = next;
    if (change < out.length * 1e-6) break;
  }
  return rank;
}

type Used = ReadonlyArray<{ readonly nameId: number; readonly count: number }>;

/** The identifiers that some other file defines. */
function usedOf(graph: NameGraph, identifiers: ReadonlyMap<string, number>, fileId: number): Used {
  return [...identifiers].flatMap(([name, count]) => {
    const nameId = graph.nameId(name);
    return nameId !== undefined && graph.refersElsewhere(nameId, fileId) ? [{ nameId, count }] : [];
  });
}

/** Edges of every file; the file of the task has its own, visible names with aider's factor 50 for an open file. */
function edgesOf(
  graph: NameGraph,
  files: readonly number[],
  usedBy: (file: number) => Used,
  open: number,
): Edges {
  const place = new Map(files.map((file, at) => [file, at]));
  const rows: Array<readonly [from: number, to: number, nameId: number, weight: number]> = [];
  for (const [at, file] of files.entries()) {
    for (const { nameId, count } of usedBy(file)) {
      const definers = graph.definers(nameId);
      const base = identifierFactor(graph.nameOf(nameId), definers.length) * Math.sqrt(count);
      const weight = file === open ? 50 * base : base;
      for (const to of definers) if (to !== file) rows.push([at, place.get(to) ?? 0, nameId, weight]);
    }
  }
  return {
    from: Int32Array.from(rows, (row) => row[0]),
    to: Int32Array.from(rows, (row) => row[1]),
    nameId: Int32Array.from(rows, (row) => row[2]),
    weight: Float64Array.from(rows, (row) => row[3]),
  };
}

function joined(base: Edges, extra: Edges, without: number): Edges {
  const keep = (column: Int32Array, more: Int32Array): Int32Array => {
    const both = new Int32Array(column.length + more.length);
    both.set(column);
    both.set(more, column.length);
    return both;
  };
  const weight = new Float64Array(base.weight.length + extra.weight.length);
  weight.set(base.weight);
  weight.set(extra.weight, base.weight.length);
  for (let at = 0; at < base.weight.length; at++) if (base.from[at] === without) weight[at] = 0;
  return {
    from: keep(base.from, extra.from),
    to: keep(base.to, extra.to),
    nameId: keep(base.nameId, extra.nameId),
    weight,
  };
}

/** Rank that flows into each definition; keys are name × files + file. */
function definitionScores(edges: Edges, out: Float64Array, seed: number): Map<number, number> {
  const rank = pageRank(edges, out, seed);
  const scores = new Map<number, number>();
  for (const [at, weight] of edges.weight.entries()) {
    const to = cell(edges.to, at);
    const source = cell(edges.from, at);
    if (to === seed || weight === 0) continue;
    const key = cell(edges.nameId, at) * out.length + to;
    scores.set(key, (scores.get(key) ?? 0) + (cell(rank, source) * weight) / cell(out, source));
  }
  return scores;
}

/** aider's repository map: one line per definition, ranked by the PageRank that flows into it. */
export function pageRankMap(graph: NameGraph): Peer {
  const files = [...graph.fileIds()];
  const base = edgesOf(graph, files, (file) => usedOf(graph, graph.view.identifiersIn(file), file), -1);
  return (task) => {
    const own = usedOf(graph, task.view.identifiersIn(task.fileId), task.fileId);
    const extra = edgesOf(graph, files, (file) => (file === task.fileId ? own : []), task.fileId);
    const seed = files.indexOf(task.fileId);
    const edges = joined(base, extra, seed);
    const out = new Float64Array(files.length);
    for (const [at, weight] of edges.weight.entries()) add(out, cell(edges.from, at), weight);
    const best = [...definitionScores(edges, out, seed)].sort((a, b) => b[1] - a[1]).slice(0, 1200);
    return best.flatMap(([key]) =>
      definitionLines(graph, Math.floor(key / files.length), files[key % files.length] ?? 0),
    );
  };
}

function definitionLines(graph: NameGraph, nameId: number, fileId: number): Snippet[] {
  const path = graph.file(fileId)?.path ?? "";
  return graph.definitions(nameId, fileId).map(({ nameLine, signature }) => ({
    path,
    startLine: nameLine,
    endLine: nameLine,
    // aider shows the source line, cut at 100 characters; the signature is that line without its body.
    text: signature.slice(0, 100),
  }));
}
