/** What a benchmark gives back to the dispatcher, and the statistics they share. */
import { Random } from "../fixtures/gguf/random.ts";

export interface Report {
  /** Printed as a table. */
  readonly rows: ReadonlyArray<Readonly<Record<string, string | number>>>;
  /** Printed on the last line: `RESULT name key=value …`. */
  readonly result: Readonly<Record<string, string | number>>;
}

/** A benchmark module exports this as `run`; it throws only when it could not run at all. */
export type Benchmark = (args: readonly string[]) => Promise<Report>;

/** The value below which the share `p` (0…1) of the values lies; NaN for none. */
export function quantile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * p;
  const low = sorted[Math.floor(place)] ?? Number.NaN;
  const high = sorted[Math.ceil(place)] ?? Number.NaN;
  return low + (high - low) * (place - Math.floor(place));
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** 95 % confidence interval of the median, by 2,000 seeded resamplings. */
export function medianInterval(values: readonly number[]): readonly [low: number, high: number] {
  const random = new Random(values.length);
  const medians = Array.from({ length: 2000 }, () =>
    median(values.map(() => values[random.next() % values.length] ?? Number.NaN)),
  );
  return [quantile(medians, 0.025), quantile(medians, 0.975)];
}

/** A line of the table: how many values, their median, 95th percentile and extremes, to a thousandth. */
export function spread(what: string, values: readonly number[]): Record<string, string | number> {
  return {
    what,
    count: values.length,
    median: round(median(values)),
    p95: round(quantile(values, 0.95)),
    least: round(Math.min(...values)),
    most: round(Math.max(...values)),
  };
}

/** To a thousandth. */
export function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
