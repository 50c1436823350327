/**
 * Personalised PageRank by forward push (Andersen, Chung and Lang, "Local graph partitioning using PageRank
 * vectors", 2006): only the neighbourhood of the seeds is touched, so the cost does not grow with the repository.
 */

import { Numbers } from "./numbers.ts";
import { Sums } from "./sums.ts";

/** Where a walk goes from a node, with weights that sum to 1; nothing for a dead end. */
export interface Edges {
  readonly nodes: readonly number[];
  readonly weights: readonly number[];
}

export const NO_EDGES: Edges = { nodes: [], weights: [] };

/** Nodes are small integers: ids of files. */
export type Neighbours = (node: number) => Edges;

/** Probability to stop at each step. */
const RESTART = 0.25;
/** Mass below this is not spread further. */
const TOLERANCE = 1e-3;
/** Nodes expanded at most. */
const MAX_PUSHES = 300;

/** Can be taken again: each walk begins with wiping what the one before it left. */
export class Walk {
  readonly #residual = new Numbers();
  readonly #settled = new Numbers();
  readonly #waiting = new Numbers();
  /** Nodes in the order in which they are to be pushed; one that is waiting keeps its place. */
  readonly #queue: number[] = [];
  /** Every node that ever had mass, once. */
  readonly #touched: number[] = [];
  readonly #rank = new Sums();

  /** Node → probability to stop there, from seeds with any positive weights; equal ones go in the order given. */
  rank(seeds: ReadonlyMap<number, number>, neighbours: Neighbours): Sums {
    this.#wipe();
    const total = seeds.values().reduce((sum, weight) => sum + weight, 0);
    if (total <= 0) return this.#rank;
    for (const [node, weight] of [...seeds].sort((a, b) => b[1] - a[1]))
      this.#arrive(node, weight / total, 0);
    for (let at = 0; at < Math.min(this.#queue.length, MAX_PUSHES); at++)
      this.#push(this.#queue[at] ?? 0, neighbours);
    // What was not pushed any more is mass near its node.
    for (const node of this.#touched) {
      const mass = this.#settled.get(node) + RESTART * this.#residual.get(node);
      if (mass > 0) this.#rank.set(node, mass);
    }
    return this.#rank;
  }

  #push(node: number, neighbours: Neighbours): void {
    this.#waiting.set(node, 0);
    const mass = this.#residual.get(node);
    if (mass < TOLERANCE) return;
    this.#residual.set(node, 0);
    this.#settled.set(node, this.#settled.get(node) + RESTART * mass);
    const { nodes, weights } = neighbours(node);
    for (let edge = 0; edge < nodes.length; edge++)
      this.#arrive(nodes[edge] ?? 0, (1 - RESTART) * mass * (weights[edge] ?? 0), TOLERANCE);
  }

  #arrive(node: number, mass: number, tolerance: number): void {
    const had = this.#residual.get(node);
    if (had === 0 && this.#settled.get(node) === 0) this.#touched.push(node);
    this.#residual.set(node, had + mass);
    if (had + mass < tolerance || this.#waiting.get(node) === 1) return;
    this.#waiting.set(node, 1);
    this.#queue.push(node);
  }

  #wipe(): void {
    for (const node of this.#touched)
      for (const numbers of [this.#residual, this.#settled, this.#waiting]) numbers.set(node, 0);
    this.#touched.length = 0;
    this.#queue.length = 0;
    this.#rank.clear();
  }
}
