/**
 * What a query finds, read from the runtime's memory. `Query.matches` makes an object of a dozen fields for every
 * node, and asks the runtime anew whenever one wants to know where it ends; here a capture is the few numbers that
 * are needed. It depends on how the pinned version of web-tree-sitter lays out its answers, so a test compares both.
 */
import type { Query, Tree } from "web-tree-sitter";
import type { RuntimeMemory } from "./runtime-memory.ts";

/** A node that a query captured. Offsets are UTF-16 code units, the line is 0-based. */
export interface Capture {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly line: number;
}

export interface Match {
  readonly pattern: number;
  readonly captures: readonly Capture[];
}

/** The functions of the runtime that are called; the first number is where the object is, in bytes. */
export interface QueryRuntime extends RuntimeMemory {
  /** Address of the words that are exchanged with each call. */
  readonly _ts_init: () => number;
  readonly _free: (address: number) => void;
  /** Writes a node. */
  readonly _ts_tree_root_node_wasm: (tree: number) => void;
  /** Reads a node. Writes how many matches there are and their address. */
  readonly _ts_query_matches_wasm: (query: number, tree: number, ...limits: readonly number[]) => void;
  /** Reads a node. */
  readonly _ts_node_end_index_wasm: (tree: number) => number;
  currentQueryProgressCallback?: (() => boolean) | null;
}

interface PredicateCapture {
  readonly name: string;
  readonly node: { readonly text: string };
}

/** The hidden fields of web-tree-sitter's objects. */
interface Handle {
  readonly 0: number;
}
interface QueryParts extends Handle {
  readonly captureNames: readonly string[];
  /** By pattern. */
  readonly textPredicates: ReadonlyArray<ReadonlyArray<(captures: readonly PredicateCapture[]) => boolean>>;
}

const WORD_BYTES = 4;
/** A node is its address, its offset, row and column, and its alias. */
const NODE_WORDS = 5;
/** The number of its name, and the node. */
const CAPTURE_WORDS = 1 + NODE_WORDS;
/** As `Query.matches` without options: no range, and no limits. */
const NO_LIMITS = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xffff_ffff, 0xffff_ffff] as const;

export interface Queried {
  readonly runtime: QueryRuntime;
  readonly query: Query;
  readonly tree: Tree;
  /** What `tree` was made of. */
  readonly text: string;
  readonly progressCallback: () => boolean;
}

/** All matches in the order in which they were found; some of them when `progressCallback` stops the search. */
export function matchesIn({ runtime, text, progressCallback, ...given }: Queried): Match[] {
  const query = given.query as unknown as QueryParts;
  const tree = (given.tree as unknown as Handle)[0];
  const exchange = runtime._ts_init() / WORD_BYTES;
  runtime.currentQueryProgressCallback = progressCallback;
  runtime._ts_tree_root_node_wasm(tree);
  runtime._ts_query_matches_wasm(query[0], tree, ...NO_LIMITS);
  runtime.currentQueryProgressCallback = null;
  const memory = runtime.HEAP32;
  const { captureNames: names, textPredicates } = query;
  const reading = { memory, names, endOf: runtime._ts_node_end_index_wasm, tree, exchange };
  const [found = 0, address = 0] = [memory[exchange], memory[exchange + 1]];
  const matches: Match[] = [];
  let at = address / WORD_BYTES;
  for (let left = found; left > 0; left--) {
    const [pattern = 0, count = 0] = [memory[at], memory[at + 1]];
    at += 2;
    const captures: Capture[] = [];
    for (const end = at + count * CAPTURE_WORDS; at < end; at += CAPTURE_WORDS)
      captures.push(readCapture(reading, at));
    if (holds(textPredicates[pattern], captures, text)) matches.push({ pattern, captures });
  }
  runtime._free(address);
  return matches;
}

/** Taken out of their objects once, for hundreds of captures. */
interface Reading {
  readonly memory: Int32Array;
  readonly names: readonly string[];
  readonly endOf: (tree: number) => number;
  readonly tree: number;
  /** Number of the first word that is exchanged. */
  readonly exchange: number;
}

/** `at`: the number of its first word. */
function readCapture({ memory, names, endOf, tree, exchange }: Reading, at: number): Capture {
  for (let word = 0; word < NODE_WORDS; word++) memory[exchange + word] = memory[at + 1 + word] ?? 0;
  return {
    name: names[memory[at] ?? 0] ?? "",
    start: memory[at + 2] ?? 0,
    end: endOf(tree),
    line: memory[at + 3] ?? 0,
  };
}

function holds(
  predicates: QueryParts["textPredicates"][number] | undefined,
  captures: readonly Capture[],
  text: string,
): boolean {
  if (predicates === undefined || predicates.length === 0) return true;
  const nodes = captures.map(({ name, start, end }) => ({ name, node: { text: text.slice(start, end) } }));
  return predicates.every((predicate) => predicate(nodes));
}
