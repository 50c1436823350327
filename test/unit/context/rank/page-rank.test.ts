import { describe, expect, it } from "vitest";
import { type Edges, NO_EDGES, personalisedPageRank } from "../../../../src/server/context/rank/page-rank.ts";

const EDGES: Readonly<Record<number, Edges>> = {
  1: { nodes: [2, 3], weights: [0.5, 0.5] },
  2: { nodes: [3], weights: [1] },
  4: { nodes: [1], weights: [1] },
};

describe("personalised PageRank", () => {
  const rank = personalisedPageRank(new Map([[1, 2]]), (node) => EDGES[node] ?? NO_EDGES);

  it("reaches what the seed points to, and what two paths reach more than what one does", () => {
    expect(rank.get(3) ?? 0).toBeGreaterThan(rank.get(2) ?? 0);
    expect(rank.get(1) ?? 0).toBeGreaterThan(0);
  });

  it("does not walk backwards", () => {
    expect(rank.has(4)).toBe(false);
  });

  it("never makes more mass than there was", () => {
    const total = [...rank.values()].reduce((sum, mass) => sum + mass, 0);
    expect(total).toBeLessThanOrEqual(1 + 1e-9);
  });

  it("has nothing to say without seeds", () => {
    expect(personalisedPageRank(new Map(), () => NO_EDGES).size).toBe(0);
  });
});
