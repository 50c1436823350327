/** Speeds measured on this machine: medians of the last requests, never estimates. */

/** Requests remembered. */
const KEPT = 15;
/** Fewer tokens measure the overhead, not the speed. */
export const FEWEST = { prefill: 16, generation: 4 } as const;

export class Speeds {
  readonly #values: Record<keyof typeof FEWEST, number[]> = { prefill: [], generation: [] };

  measured(kind: keyof typeof FEWEST, tokens: number, milliseconds: number): void {
    if (tokens < FEWEST[kind] || milliseconds <= 0) return;
    const values = this.#values[kind];
    values.push((tokens * 1000) / milliseconds);
    if (values.length > KEPT) values.shift();
  }

  /** Tokens per second; 0 = not measured yet. */
  median(kind: keyof typeof FEWEST): number {
    const sorted = this.#values[kind].toSorted((a, b) => a - b);
    const middle = sorted.length >> 1;
    if (sorted.length % 2 === 1) return sorted[middle] ?? 0;
    return ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
  }
}
