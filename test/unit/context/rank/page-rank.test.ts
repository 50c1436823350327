import { describe, expect, it } from "vitest";
import { type Edges, NO_EDGES, Walk } from "../../../../src/server/context/rank/page-rank.ts";

const EDGES: Readonly<Record<number, Edges>> = {
  1: { nodes: [2, 3], weights: [0.5, 0.5] },
  2: { nodes: [3], weights: [1] },
  4: { nodes: [1], weights: [1] },
};

describe("personalised PageRank", () => {
  const rank = new Walk().rank(new Map([[1, 2]]), (node) => EDGES[node] ?? NO_EDGES);

  it("reaches what the seed points to, and what two paths reach more than what one does", () => {
    expect(rank.get(3)).toBeGreaterThan(rank.get(2));
    expect(rank.get(1)).toBeGreaterThan(0);
  });

  it("does not walk backwards", () => {
    expect(rank.ids.toSorted((a, b) => a - b)).toEqual([1, 2, 3]);
  });

  it("never makes more mass than there was", () => {
    const total = rank.ids.reduce((sum, node) => sum + rank.get(node), 0);
    expect(total).toBeLessThanOrEqual(1 + 1e-9);
  });

  it("has nothing to say without seeds", () => {
    expect(new Walk().rank(new Map(), () => NO_EDGES).ids).toEqual([]);
  });

  it("forgets one walk in the next", () => {
    const walk = new Walk();
    const edges = (node: number) => EDGES[node] ?? NO_EDGES;
    walk.rank(new Map([[4, 1]]), edges);
    const again = walk.rank(new Map([[1, 2]]), edges);
    expect(again.ids.map((node) => [node, again.get(node)])).toEqual(
      rank.ids.map((node) => [node, rank.get(node)]),
    );
  });
});
