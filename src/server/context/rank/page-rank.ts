/**
 * Personalised PageRank by forward push (Andersen, Chung and Lang, "Local graph partitioning using PageRank
 * vectors", 2006): only the neighbourhood of the seeds is touched, so the cost does not grow with the repository.
 */

/** Neighbours of a node with weights that sum to 1, or nothing for a dead end. */
export type Neighbours = (node: number) => ReadonlyArray<readonly [node: number, weight: number]>;

export interface PageRankOptions {
  /** Probability to stop at each step. */
  readonly restart: number;
  /** Mass below this is not spread further. */
  readonly tolerance: number;
  /** Nodes expanded at most. */
  readonly maxPushes: number;
}

const DEFAULTS: PageRankOptions = { restart: 0.25, tolerance: 1e-3, maxPushes: 300 };

/** A number per node, 0 by default; nodes are small integers (ids of files). */
class Masses {
  #values = new Float64Array(4096);

  get(node: number): number {
    return this.#values[node] ?? 0;
  }

  set(node: number, mass: number): void {
    if (node >= this.#values.length) this.#grow(node);
    this.#values[node] = mass;
  }

  #grow(node: number): void {
    const larger = new Float64Array(2 * (node + 1));
    larger.set(this.#values);
    this.#values = larger;
  }
}

/** What one walk knows of each node. */
class Walk {
  readonly residual = new Masses();
  readonly settled = new Masses();
  readonly waiting = new Masses();
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

/** Node → probability to stop there, from seeds with any positive weights. Deterministic. */
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
  for (const [node, weight] of [...seeds].sort((a, b) => b[1] - a[1] || a[0] - b[0]))
    walk.arrive(node, weight / total, 0);
  for (let at = 0; at < Math.min(queue.length, maxPushes); at++) {
    const node = queue[at] ?? 0;
    waiting.set(node, 0);
    const mass = residual.get(node);
    if (mass < tolerance) continue;
    residual.set(node, 0);
    settled.set(node, settled.get(node) + restart * mass);
    for (const edge of neighbours(node)) walk.arrive(edge[0], (1 - restart) * mass * edge[1], tolerance);
  }
  // What was not pushed any more is mass near its node.
  for (const node of touched) {
    const mass = settled.get(node) + restart * residual.get(node);
    if (mass > 0) rank.set(node, mass);
  }
  return rank;
}
