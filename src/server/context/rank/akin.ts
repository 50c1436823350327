/**
 * Files that are likely to be written like the one at the cursor, by what they say alone: they use the same names,
 * the rare ones and those near the cursor above all.
 */
import { closeness } from "./closeness.ts";
import type { NameGraph } from "./name-graph.ts";
import { Numbers } from "./numbers.ts";
import type { SeenName } from "./place.ts";

/** A name that more files use says little about any of them. */
const MAX_USERS = 60;
const MAX_AKIN = 24;
/** Lines. */
const SCALE = 15;
/** Share of its weight that a name has however far it is. */
const FAR = 0.15;
/** Names a file uses before it is held against it that it uses many. */
const FEW = 20;

/** File → weight, the best {@link MAX_AKIN}, weights scaled so that the best has 1. */
export function akinFiles(
  graph: NameGraph,
  seen: ReadonlyMap<number, SeenName>,
  usable: (fileId: number) => boolean,
): Map<number, number> {
  const weights = new Numbers();
  const found: number[] = [];
  for (const [nameId, { distance }] of seen) {
    const users = graph.users(nameId);
    if (users.length === 0 || users.length > MAX_USERS) continue;
    const weight = graph.idf(nameId) * (FAR + closeness(distance, SCALE));
    for (const user of users) {
      const sum = weights.get(user);
      if (sum === 0) found.push(user);
      weights.set(user, sum + weight);
    }
  }
  const best = found
    .filter(usable)
    .map((file) => [file, weights.get(file) / Math.sqrt(FEW + graph.used(file).length)] as const)
    .sort((a, b) => b[1] - a[1] || graph.comparePaths(a[0], b[0]))
    .slice(0, MAX_AKIN);
  const top = best[0]?.[1] ?? 1;
  return new Map(best.map(([file, weight]) => [file, weight / top]));
}
