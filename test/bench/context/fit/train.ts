/**
 * Fits the two models of a cursor, for names that the text has and for others, to examples. What counts is not how
 * probable an answer is thought to be but how many wrong candidates stand before it: the loss of an answer is
 * log(depth + that number), so that a place is worth most where a pack of that depth ends.
 */
import { FEATURES } from "../../../../src/server/context/rank/features.ts";
import type { Random } from "../random.ts";
import type { Example } from "./examples.ts";
import { Model } from "./model.ts";

const COUNT = FEATURES.length;

export interface Plan {
  readonly hidden: number;
  readonly depth: number;
  readonly epochs: number;
  /** Places of features that are left out. */
  readonly without: ReadonlySet<number>;
}

/** For names that the text has not, and for names that it has. */
export type Pair = readonly [unseen: Model, seen: Model];

const RATE = 0.02;
const DECAY = 0.001;
/** Examples between two moves. */
const BATCH = 8;
const WARM_UP = 50;
/** Slopes below this change nothing. */
const FLAT = 1e-7;

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}

export function scoresOf({ features, seen }: Example, models: Pair): Float64Array {
  return Float64Array.from(seen, (isSeen, row) => models[isSeen === 1 ? 1 : 0].score(features, row * COUNT));
}

/** How far each wrong row stands before a right one, 0…1; `scores` of all rows. */
function before({ answers }: Example, scores: Float64Array, right: number): Float64Array {
  const score = scores[right] ?? 0;
  return scores.map((other, row) => (answers[row] === 0 ? sigmoid(other - score) : 0));
}

/** How the loss of an example changes with the score of each row. */
function slopesOf(example: Example, scores: Float64Array, depth: number): Float64Array {
  const { answers, weights } = example;
  const slopes = new Float64Array(scores.length);
  const total = answers.reduce((sum, share) => sum + share, 0);
  for (const [right, share] of answers.entries()) {
    if (share === 0) continue;
    const wrong = before(example, scores, right);
    const rank = wrong.reduce((sum, part, row) => sum + part * (weights[row] ?? 0), 0);
    const pull = share / total / (depth + rank);
    let pushed = 0;
    for (const [row, part] of wrong.entries()) {
      const slope = pull * part * (1 - part) * (weights[row] ?? 0);
      slopes[row] = (slopes[row] ?? 0) + slope;
      pushed += slope;
    }
    slopes[right] = (slopes[right] ?? 0) - pushed;
  }
  return slopes;
}

function shuffle(items: Example[], random: Random): void {
  for (let at = items.length - 1; at > 0; at--) {
    const other = random.below(at + 1);
    const [a, b] = [items[at], items[other]];
    if (a === undefined || b === undefined) continue;
    items[at] = b;
    items[other] = a;
  }
}

/** Scores become log odds: both models by the same straight line, so that the order stays. */
function calibrate(examples: readonly Example[], models: Pair): void {
  let [factor, shift] = [1, -5];
  const all = examples.map((example) => ({
    example,
    scores: scoresOf(example, models),
  }));
  for (let round = 0; round < 30; round++) {
    // Newton's method on the log loss.
    let [g0, g1, h00, h01, h11] = [0, 0, 1e-6, 0, 1e-6];
    for (const { example, scores } of all)
      for (const [row, score] of scores.entries()) {
        const weight = example.weights[row] ?? 0;
        const odds = sigmoid(factor * score + shift);
        const miss = weight * (odds - (example.answers[row] ?? 0));
        const bend = weight * odds * (1 - odds);
        g0 += miss;
        g1 += miss * score;
        h00 += bend;
        h01 += bend * score;
        h11 += bend * score * score;
      }
    const determinant = h00 * h11 - h01 * h01;
    shift -= Math.max(-1, Math.min(1, (h11 * g0 - h01 * g1) / determinant));
    factor -= Math.max(-0.3, Math.min(0.3, (h00 * g1 - h01 * g0) / determinant));
  }
  for (const model of models) model.rescale(factor, shift);
}

export function train(examples: readonly Example[], plan: Plan, random: Random): Pair {
  const models: Pair = [new Model(plan.hidden, random), new Model(plan.hidden, random)];
  const order = [...examples];
  const moves = Math.ceil((plan.epochs * order.length) / BATCH);
  let done = 0;
  for (let epoch = 0; epoch < plan.epochs; epoch++) {
    shuffle(order, random);
    for (const example of order) {
      const slopes = slopesOf(example, scoresOf(example, models), plan.depth);
      for (const [row, slope] of slopes.entries()) {
        if (Math.abs(slope) < FLAT) continue;
        models[example.seen[row] === 1 ? 1 : 0].learn(example.features, row * COUNT, slope / BATCH);
      }
      if (++done % BATCH !== 0) continue;
      const move = done / BATCH;
      const cooling = 0.02 + 0.49 * (1 + Math.cos((Math.PI * move) / moves));
      for (const model of models)
        model.move(RATE * Math.min(1, move / WARM_UP) * cooling, DECAY, plan.without);
    }
  }
  calibrate(examples, models);
  return models;
}

/** Share of the targets before which fewer than `depth` wrong candidates stand, a mean over the examples. */
export function recallAt(examples: readonly Example[], models: Pair, depth: number): number {
  let sum = 0;
  for (const example of examples) {
    const scores = scoresOf(example, models);
    const rankOf = (rows: readonly number[]): number => {
      const best = Math.max(...rows.map((row) => scores[row] ?? -Infinity));
      return example.weights.reduce(
        (rank, weight, row) => rank + ((scores[row] ?? 0) > best ? weight : 0),
        0,
      );
    };
    const found = example.targets.filter((rows) => rows.length > 0 && rankOf(rows) < depth);
    sum += found.length / example.targets.length;
  }
  return sum / examples.length;
}
