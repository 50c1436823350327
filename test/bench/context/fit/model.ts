/** A net with one hidden layer whose weights can be moved downhill (Adam); `src/…/rank/net.ts` is what comes of it. */
import { FEATURES } from "../../../../src/server/context/rank/features.ts";
import type { Random } from "../random.ts";

const COUNT = FEATURES.length;
const [MEAN_DECAY, SQUARE_DECAY, TINY] = [0.9, 0.999, 1e-8];

/** One array of weights, with its gradient and what Adam remembers of earlier ones. */
class Parameters {
  readonly values: Float64Array;
  readonly gradient: Float64Array;
  readonly #mean: Float64Array;
  readonly #square: Float64Array;

  constructor(values: Float64Array) {
    this.values = values;
    this.gradient = new Float64Array(values.length);
    this.#mean = new Float64Array(values.length);
    this.#square = new Float64Array(values.length);
  }

  /** `step`: 1 for the first. */
  move(rate: number, decay: number, step: number): void {
    const [mean, square] = [1 - MEAN_DECAY ** step, 1 - SQUARE_DECAY ** step];
    for (let at = 0; at < this.values.length; at++) {
      const slope = this.gradient[at] ?? 0;
      this.gradient[at] = 0;
      const m = MEAN_DECAY * (this.#mean[at] ?? 0) + (1 - MEAN_DECAY) * slope;
      const s = SQUARE_DECAY * (this.#square[at] ?? 0) + (1 - SQUARE_DECAY) * slope * slope;
      this.#mean[at] = m;
      this.#square[at] = s;
      const value = this.values[at] ?? 0;
      this.values[at] = value - rate * (m / mean / (Math.sqrt(s / square) + TINY) + decay * value);
    }
  }
}

export class Model {
  /** Hidden units and the straight sum, which is the first. */
  readonly width: number;
  /** Unit after unit. */
  readonly weights: Parameters;
  readonly bias: Parameters;
  readonly out: Parameters;
  readonly #sums: Float64Array;
  #steps = 0;

  constructor(hidden: number, random: Random) {
    this.width = hidden + 1;
    const any = (scale: number): number => (2 * random.next() - 1) * scale;
    this.weights = new Parameters(
      Float64Array.from({ length: this.width * COUNT }, (_, at) =>
        at < COUNT ? 0 : any(Math.sqrt(3 / COUNT)),
      ),
    );
    this.bias = new Parameters(new Float64Array(this.width));
    this.out = new Parameters(
      Float64Array.from({ length: this.width }, (_, unit) => (unit === 0 ? 1 : any(1 / Math.sqrt(hidden)))),
    );
    this.#sums = new Float64Array(this.width);
  }

  /** Score of the row that starts at `from`. */
  score(rows: Float32Array, from: number): number {
    const { weights, bias, out, width } = this;
    let score = 0;
    for (let unit = 0; unit < width; unit++) {
      let sum = bias.values[unit] ?? 0;
      const own = unit * COUNT;
      for (let at = 0; at < COUNT; at++) sum += (weights.values[own + at] ?? 0) * (rows[from + at] ?? 0);
      this.#sums[unit] = sum;
      if (unit === 0 || sum > 0) score += sum * (out.values[unit] ?? 0);
    }
    return score;
  }

  /** Adds to the gradient: the loss grows by `slope` when the score of this row grows by one. */
  learn(rows: Float32Array, from: number, slope: number): void {
    this.score(rows, from);
    for (let unit = 0; unit < this.width; unit++) {
      const sum = this.#sums[unit] ?? 0;
      if (unit > 0 && sum <= 0) continue;
      if (unit > 0) add(this.out.gradient, unit, slope * sum);
      const own = slope * (this.out.values[unit] ?? 0);
      add(this.bias.gradient, unit, own);
      for (let at = 0; at < COUNT; at++)
        add(this.weights.gradient, unit * COUNT + at, own * (rows[from + at] ?? 0));
    }
  }

  /** `fixed`: features without a say. */
  move(rate: number, decay: number, fixed: ReadonlySet<number>): void {
    this.#steps++;
    for (let unit = 0; unit < this.width; unit++)
      for (const at of fixed) this.weights.gradient[unit * COUNT + at] = 0;
    for (const one of [this.weights, this.bias, this.out]) one.move(rate, decay, this.#steps);
  }

  /** Makes every score `factor` times as large and adds `shift`. */
  rescale(factor: number, shift: number): void {
    const { values } = this.out;
    for (let at = 0; at < COUNT; at++) scale(this.weights.values, at, factor);
    scale(this.bias.values, 0, factor);
    add(this.bias.values, 0, shift);
    for (let unit = 1; unit < this.width; unit++) scale(values, unit, factor);
  }
}

function add(numbers: Float64Array, at: number, by: number): void {
  numbers[at] = (numbers[at] ?? 0) + by;
}

function scale(numbers: Float64Array, at: number, by: number): void {
  numbers[at] = (numbers[at] ?? 0) * by;
}
