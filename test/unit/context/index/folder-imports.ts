/** What the index of a folder says of the imports of its files. */
import type { FolderIndex } from "../../../../src/server/context/index/folder-index.ts";

/** Paths that the imports of a file reach, once the index knows all that was reported. */
export async function importsOf(index: FolderIndex, path: string): Promise<readonly (string | undefined)[]> {
  await index.settled();
  const found = await index.read(({ view }) =>
    view.importsOf(view.fileAt(path)?.id ?? -1).map(({ toFileId }) => view.file(toFileId)?.path),
  );
  return found ?? [];
}
