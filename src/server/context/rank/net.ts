/**
 * Two kinds of scores of a candidate: a sum of weighed features, which can be had part by part, and a small net with
 * one hidden layer next to such a sum, which also sees what features mean together. Both are log odds.
 */
import { FEATURES, type Feature, type Features } from "./features.ts";

export interface Linear {
  readonly bias: number;
  /** By feature, see `features.ts`; 0 for those of the pair. */
  readonly weights: Float64Array;
}

export interface LinearTable {
  readonly bias: number;
  readonly weights: Readonly<Partial<Record<Feature, number>>>;
}

export function linearOf({ bias, weights }: LinearTable): Linear {
  return {
    bias,
    weights: Float64Array.from(FEATURES, (name) => weights[name] ?? 0),
  };
}

/** Each list begins with what goes straight into the score; one number for each hidden unit follows. */
export interface NetTable {
  readonly bias: readonly number[];
  readonly weights: Readonly<Record<Feature, readonly number[]>>;
  /** What a hidden unit adds to the score for each unit that it is above 0. */
  readonly out: readonly number[];
}

export class Net {
  readonly #width: number;
  readonly #bias: Float64Array;
  /** Feature after feature. */
  readonly #weights: Float64Array;
  readonly #out: Float64Array;
  readonly #sums: Float64Array;

  constructor({ bias, weights, out }: NetTable) {
    this.#width = bias.length;
    this.#bias = Float64Array.from(bias);
    this.#weights = Float64Array.from(FEATURES.flatMap((name) => weights[name]));
    this.#out = Float64Array.from([1, ...out]);
    this.#sums = new Float64Array(bias.length);
  }

  score(features: Features): number {
    const [width, weights, out, sums] = [this.#width, this.#weights, this.#out, this.#sums];
    sums.set(this.#bias);
    for (let at = 0; at < features.length; at++) {
      const value = features[at] ?? 0;
      if (value === 0) continue;
      const from = at * width;
      for (let unit = 0; unit < width; unit++)
        sums[unit] = (sums[unit] ?? 0) + value * (weights[from + unit] ?? 0);
    }
    let score = sums[0] ?? 0;
    for (let unit = 1; unit < width; unit++) {
      const sum = sums[unit] ?? 0;
      if (sum > 0) score += sum * (out[unit] ?? 0);
    }
    return score;
  }
}
