/** What the imports of a folder's files reach, by an index built from nothing. */
import { memoryIndex } from "../../../support/build-index.ts";
import { tree } from "./tree.ts";

/** What each file with imports reaches, in the order in which it says so. */
export async function reached(sources: Readonly<Record<string, string>>): Promise<Record<string, string[]>> {
  using files = tree(sources);
  const { view, database } = await memoryIndex(files.root);
  const found = view.files().flatMap(({ id, path }) => {
    const targets = view.importsOf(id).map(({ toFileId }) => view.file(toFileId)?.path ?? "");
    return targets.length > 0 ? [[path, targets] as const] : [];
  });
  database.close();
  return Object.fromEntries(found);
}
