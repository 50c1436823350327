/** What the completion cache of an engine holds: two sequences, taken by the rule of Gemwright's own engine. */

const SEQUENCES = 2;
/** Tokens, or a part of what is kept, that are evicted although a sequence is still empty. */
const FEW = 8;
const SMALL_PART = 0.25;

export class EngineCache {
  /** Least recently used first. */
  private sequences: readonly (readonly number[])[] = Array.from({ length: SEQUENCES }, () => []);

  /** Makes a sequence hold `tokens`; how many of them were not in it. */
  evaluate(tokens: readonly number[]): number {
    const rated = this.sequences.map((held) => ({ held, shared: sharedBy(held, tokens) }));
    const best = rated.reduce((one, other) => (other.shared > one.shared ? other : one));
    const evicted = best.held.length - best.shared;
    const isFull = this.sequences.every((held) => held.length > 0);
    const goesOn = evicted <= (isFull ? best.shared : Math.max(FEW, best.shared * SMALL_PART));
    const taken = goesOn ? best : rated[0];
    const others = this.sequences.filter((held) => held !== taken?.held);
    this.sequences = [...others, tokens];
    return tokens.length - (taken?.shared ?? 0);
  }
}

function sharedBy(a: readonly number[], b: readonly number[]): number {
  let same = 0;
  while (same < a.length && a[same] === b[same]) same++;
  return same;
}
