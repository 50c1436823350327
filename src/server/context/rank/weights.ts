/**
 * Weights of the features at a cursor: two logistic regressions, one for names that the visible text has and one
 * for names it has not. Fitted on 700 hidden-line tasks drawn with seed 11 from five public repositories (Python,
 * TypeScript, Rust, Java, Go), names with up to three defining files as answers. All five took part in the fit,
 * so the benchmark, which draws other tasks from the same five, says little about how the weights carry over to
 * another repository; fits that left one of them out lost little, but were scored by rank alone, at 17 tokens a
 * definition, over tasks with a candidate. Figures of packs that were really made are in `docs/benchmarks.md`.
 */
import { flat } from "./features.ts";

export interface Model {
  readonly bias: number;
  /** By feature, see `features.ts`. */
  readonly weights: Float64Array;
}

export const SEEN: Model = {
  bias: -10.22,
  weights: flat({
    seenNear: -0.86,
    seenMiddle: 2.3,
    seenOften: 1.1,
    coUsed: 1.11,
    coUsedRare: 1.02,
    inSignature: 0.1,
    words: 0.74,
    fileWords: 1.37,
    frequency: -0.96,
    definers: 1.79,
    definedHere: -5.79,
    importedFile: 0.68,
    importedIndirectly: 0.03,
    sameFolder: 0.4,
    pathLikeness: 0.02,
    test: -1.41,
    pageRank: 9.85,
    fileSize: -0.46,
    coImported: -0.18,
    importedName: -0.3,
    containerNear: -0.19,
    containerSeen: 0.12,
    containerInSignature: 0.48,
    callable: 0.35,
    type: 0.4,
    value: -0.53,
    variant: 0.46,
    affinity: -0.06,
    affinityNear: -0.52,
  }),
};

export const UNSEEN: Model = {
  bias: -11.71,
  weights: flat({
    seenNear: 0.0,
    seenMiddle: 0.0,
    seenOften: 0.0,
    coUsed: 4.99,
    coUsedRare: 0.59,
    inSignature: 0.83,
    words: 2.17,
    fileWords: 0.54,
    frequency: 0.51,
    definers: 3.23,
    definedHere: -2.25,
    importedFile: 0.52,
    importedIndirectly: 0.09,
    sameFolder: 0.29,
    pathLikeness: 0.53,
    test: -2.18,
    pageRank: 2.38,
    fileSize: -2.08,
    coImported: 0.29,
    importedName: 0.0,
    containerNear: 0.49,
    containerSeen: 0.3,
    containerInSignature: 0.38,
    callable: -0.2,
    type: 0.1,
    value: -0.76,
    variant: -0.01,
    affinity: -1.92,
    affinityNear: 1.53,
  }),
};
