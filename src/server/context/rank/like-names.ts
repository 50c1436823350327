/** Names that share words with the code near the cursor: `addTypeKeyword` where `typeKeywords` stands. */
import type { NameGraph } from "./name-graph.ts";
import type { Sums } from "./sums.ts";
import { threshold } from "./threshold.ts";

const MAX_LIKE = 200;
/** Words that more names have say little. */
const MAX_WITH_WORD = 200;

/** In no order, a few more than {@link MAX_LIKE}; rare words count more. `nearWords`: closeness to the cursor by word id, 0…1. */
export function likeNames(graph: NameGraph, nearWords: Sums): number[] {
  const sums = graph.desk.likeness.clear();
  // In the same order for whatever text has the same words.
  for (const word of nearWords.ids.toSorted((a, b) => a - b)) {
    const names = graph.namesWith(word);
    if (names.length === 0 || names.length > MAX_WITH_WORD) continue;
    const weight = nearWords.get(word) * Math.log((graph.names + 1) / names.length);
    for (const nameId of names) sums.add(nameId, weight);
  }
  const scores = new Float64Array(sums.ids.length);
  for (let at = 0; at < scores.length; at++) {
    const nameId = sums.ids[at] ?? 0;
    scores[at] = sums.get(nameId) / Math.sqrt(1 + graph.nameWords.length(nameId));
  }
  const least = threshold(scores, MAX_LIKE);
  return sums.ids.filter((_, at) => (scores[at] ?? 0) >= least);
}
