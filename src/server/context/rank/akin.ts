/**
 * Files that are likely to be written like the one at the cursor, by what they say alone: they use the same names,
 * the rare ones and those near the cursor above all.
 */
import { closeness } from "./closeness.ts";
import { heaviest } from "./head.ts";
import type { NameGraph } from "./name-graph.ts";
import type { Sums } from "./sums.ts";

/** A name that more files use says little about any of them. */
const MAX_USERS = 60;
const MAX_AKIN = 24;
/** Lines. */
const SCALE = 15;
/** Share of its weight that a name has however far it is. */
const FAR = 0.15;
/** Names a file uses before it is held against it that it uses many. */
const FEW = 20;

/**
 * File → weight, the best {@link MAX_AKIN}, weights scaled so that the best has 1. `distances`: of the names that the
 * text has, by id, in lines.
 */
export function akinFiles(
  graph: NameGraph,
  distances: Sums,
  usable: (fileId: number) => boolean,
): Map<number, number> {
  const weights = graph.desk.sameUse.clear();
  for (const nameId of distances.ids) {
    const count = graph.userCount(nameId);
    if (count === 0 || count > MAX_USERS) continue;
    const weight = graph.idf(nameId) * (FAR + closeness(distances.get(nameId), SCALE));
    for (const user of graph.users(nameId)) weights.add(user, weight);
  }
  const files = weights.ids.filter(usable);
  for (const file of files) weights.set(file, weights.get(file) / Math.sqrt(FEW + graph.used(file).length));
  return heaviest(weights, files, { count: MAX_AKIN, order: graph.comparePaths });
}
