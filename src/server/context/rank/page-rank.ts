/**
 * Personalised PageRank by forward push (Andersen, Chung and Lang, "Local graph partitioning using PageRank
 * vectors", 2006): only the neighbourhood of the seeds is touched, so the cost does not grow with the repository.
 */

import { Numbers } from "./numbers.ts";

/** Where a walk goes from a node, with weights that sum to 1; nothing for a dead end. */
export interface Edges {
  readonly nodes: readonly number[];
  readonly weights: readonly number[];
}

export const NO_EDGES: Edges = { nodes: [], weights: [] };

/** Nodes are small integers: ids of files. */
export type Neighbours = (node: number) => Edges;

export interface PageRankOptions {
  /** Probability to stop at each step. */
  readonly restart: number;
  /** Mass below this is not spread further. */
  readonly tolerance: number;
  /** Nodes expanded at most. */
  readonly maxPushes: number;
}

const DEFAULTS: PageRankOptions = { restart: 0.25, tolerance: 1e-3, maxPushes: 300 };

/** What one walk knows of each node. */
class Walk {
  readonly residual = new Numbers();
  readonly settled = new Numbers();
  readonly waiting = new Numbers();
  /** Nodes in the order in which they are to be pushed; one that is waiting keeps its place. */
  readonly queue: number[] = [];
  /** Every node that ever had mass, once. */
  readonly touched: number[] = [];

  arrive(node: number, mass: number, tolerance: number): void {
    const had = this.residual.get(node);
    if (had === 0 && this.settled.get(node) === 0) this.touched.push(node);
    this.residual.set(node, had + mass);
    if (had + mass < tolerance || this.waiting.get(node) === 1) return;
    this.waiting.set(node, 1);
    this.queue.push(node);
  }
}

/** Node → probability to stop there, from seeds with any positive weights; equal ones go in the order given. */
export function personalisedPageRank(
  seeds: ReadonlyMap<number, number>,
  neighbours: Neighbours,
  { restart, tolerance, maxPushes }: PageRankOptions = DEFAULTS,
): Map<number, number> {
  const rank = new Map<number, number>();
  const total = seeds.values().reduce((sum, weight) => sum + weight, 0);
  if (total <= 0) return rank;
  const walk = new Walk();
  const { residual, settled, waiting, queue, touched } = walk;
  for (const [node, weight] of [...seeds].sort((a, b) => b[1] - a[1])) walk.arrive(node, weight / total, 0);
  for (let at = 0; at < Math.min(queue.length, maxPushes); at++) {
    const node = queue[at] ?? 0;
    waiting.set(node, 0);
    const mass = residual.get(node);
    if (mass < tolerance) continue;
    residual.set(node, 0);
    settled.set(node, settled.get(node) + restart * mass);
    const { nodes, weights } = neighbours(node);
    for (let edge = 0; edge < nodes.length; edge++)
      walk.arrive(nodes[edge] ?? 0, (1 - restart) * mass * (weights[edge] ?? 0), tolerance);
  }
  // What was not pushed any more is mass near its node.
  for (const node of touched) {
    const mass = settled.get(node) + restart * residual.get(node);
    if (mass > 0) rank.set(node, mass);
  }
  return rank;
}
