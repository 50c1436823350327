import type { Span } from "./types.ts";

/** Whether an offset lies in one of `spans`; the spans do not overlap. */
export function createSpanFinder(spans: readonly Span[]): (offset: number) => boolean {
  const sorted = [...spans].sort((a, b) => a.start - b.start);
  return (offset) => {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sorted[middle]?.start ?? Infinity) <= offset) low = middle + 1;
      else high = middle;
    }
    return (sorted[low - 1]?.end ?? 0) > offset;
  };
}
