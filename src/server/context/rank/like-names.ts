/** Names that share words with the code near the cursor: `addTypeKeyword` where `typeKeywords` stands. */
import type { NameGraph } from "./name-graph.ts";
import { threshold } from "./threshold.ts";

const MAX_LIKE = 200;
/** Words that more names have say little. */
const MAX_WITH_WORD = 200;

/** In no order, a few more than {@link MAX_LIKE}; rare words count more. `nearWords`: closeness to the cursor by word id, 0…1. */
export function likeNames(graph: NameGraph, nearWords: Float64Array): number[] {
  const sums = new Float64Array(graph.names);
  const found: number[] = [];
  for (let word = 0; word < nearWords.length; word++) {
    const near = nearWords[word] ?? 0;
    if (near === 0) continue;
    const names = graph.namesWith(word);
    if (names.length === 0 || names.length > MAX_WITH_WORD) continue;
    const weight = near * Math.log((graph.names + 1) / names.length);
    for (const nameId of names) {
      const sum = sums[nameId] ?? 0;
      if (sum === 0) found.push(nameId);
      sums[nameId] = sum + weight;
    }
  }
  for (const nameId of found)
    sums[nameId] = (sums[nameId] ?? 0) / Math.sqrt(1 + graph.wordsOf(nameId).length);
  const least = threshold(
    Float64Array.from(found, (nameId) => sums[nameId] ?? 0),
    MAX_LIKE,
  );
  return found.filter((nameId) => (sums[nameId] ?? 0) >= least);
}
