/** The first of many, which takes far less time than sorting them all. */
import type { Sums } from "./sums.ts";

/** The `count` first of the ids in the order that `before` says, in that order. */
export function headOf(
  ids: readonly number[],
  count: number,
  before: (a: number, b: number) => boolean,
): number[] {
  const head: number[] = [];
  for (const id of ids) {
    const full = head.length === count;
    if (full && !before(id, head[count - 1] ?? 0)) continue;
    let at = full ? count - 1 : head.length;
    for (; at > 0 && before(id, head[at - 1] ?? 0); at--) head[at] = head[at - 1] ?? 0;
    head[at] = id;
  }
  return head;
}

interface HeaviestOptions {
  readonly count: number;
  /** Of equal ones, for `sort`. */
  readonly order: (a: number, b: number) => number;
}

/** Id → weight of the heaviest, in that order, scaled so that the first has 1. */
export function heaviest(
  weights: Sums,
  ids: readonly number[],
  { count, order }: HeaviestOptions,
): Map<number, number> {
  const head = headOf(ids, count, (a, b) => {
    const more = weights.get(a) - weights.get(b);
    return more > 0 || (more === 0 && order(a, b) < 0);
  });
  const top = weights.get(head[0] ?? -1);
  return new Map(head.map((id) => [id, weights.get(id) / top]));
}
