const BINS = 2048;

/** A score that at least `count` of the scores reach and few more do: counted in bins, sorting takes far longer. */
export function threshold(scores: Float64Array, count: number): number {
  if (scores.length <= count) return -Infinity;
  let least = Infinity;
  let most = -Infinity;
  for (const score of scores) {
    if (score < least) least = score;
    if (score > most) most = score;
  }
  const width = (most - least) / BINS;
  if (width === 0) return least;
  const bins = new Uint32Array(BINS + 1);
  for (const score of scores) {
    const bin = Math.floor((score - least) / width);
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  let above = 0;
  let bin = BINS;
  for (; bin > 0; bin--) {
    above += bins[bin] ?? 0;
    if (above >= count) break;
  }
  return least + bin * width;
}
