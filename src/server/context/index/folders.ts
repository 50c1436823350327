/** Paths of a repository: relative to its root, with `/` on every system. */

/** Empty for a file that lies in the root. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash === -1 ? "" : path.slice(0, slash);
}

/** Of a file or a folder. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Number of folders two paths have in common, from the root. */
export function sharedStart(left: readonly string[], right: readonly string[]): number {
  let same = 0;
  while (same < left.length && same < right.length && left[same] === right[same]) same++;
  return same;
}
