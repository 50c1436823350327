/** Number of folders two paths have in common, from the root. */
export function sharedStart(left: readonly string[], right: readonly string[]): number {
  let same = 0;
  while (same < left.length && same < right.length && left[same] === right[same]) same++;
  return same;
}
