/** Ids of files tell when they were indexed; what is ranked or shown goes by paths. */

/** Puts `id` into a list that is in order. */
export function insertInOrder(
  ids: number[] | undefined,
  id: number,
  compare: (a: number, b: number) => number,
): void {
  if (ids === undefined) return;
  let at = ids.length;
  while (at > 0 && compare(ids[at - 1] ?? 0, id) > 0) at--;
  ids.splice(at, 0, id);
}
