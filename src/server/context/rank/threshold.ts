const BINS = 2048;

/** The bin from which on there are `count` scores. */
function binOf(bins: Uint32Array, count: number): number {
  let above = 0;
  let bin = BINS;
  for (; bin > 0; bin--) {
    above += bins[bin] ?? 0;
    if (above >= count) break;
  }
  return bin;
}

/** A score that at least `count` of the scores reach and few more do: counted in bins, sorting takes far longer. */
export function threshold(scores: Float64Array, count: number): number {
  if (scores.length <= count) return -Infinity;
  let least = Infinity;
  let most = -Infinity;
  for (let at = 0; at < scores.length; at++) {
    const score = scores[at] ?? 0;
    if (score < least) least = score;
    if (score > most) most = score;
  }
  const width = (most - least) / BINS;
  if (width === 0) return least;
  const bins = new Uint32Array(BINS + 1);
  for (let at = 0; at < scores.length; at++) {
    const bin = Math.floor(((scores[at] ?? 0) - least) / width);
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  return least + binOf(bins, count) * width;
}
