/** Who imports whom, as ranking sees it, while files come and go. */
import { expect, test } from "vitest";
import type { FolderIndex } from "../../../../src/server/context/index/folder-index.ts";
import { openFolder } from "./folder.ts";
import { tree } from "./tree.ts";

const HUB = "export const hub = 1;\n";
const USER = 'import { hub } from "./hub";\nexport const sum = hub + 1;\n';

/** Paths that one file imports, and paths that import it. */
async function neighboursOf(index: FolderIndex, path: string): Promise<unknown> {
  await index.settled();
  return await index.read((graph) => {
    const id = graph.view.fileAt(path)?.id ?? -1;
    const paths = (ids: readonly number[]) => ids.map((other) => graph.view.file(other)?.path ?? "gone");
    // Each is asked for alone: what one remembers must not depend on the other.
    return { importers: paths(graph.importers(id)), imports: paths(graph.imports(id)) };
  });
}

test("a file that is deleted, or imports something else, is no importer any more", async () => {
  using files = tree({ "hub.ts": HUB, "a.ts": USER, "b.ts": USER });
  using caches = tree();
  await using open = await openFolder(files.root, caches.root);
  expect(await neighboursOf(open.index, "hub.ts")).toEqual({ importers: ["a.ts", "b.ts"], imports: [] });
  files.remove("a.ts");
  open.index.changed(["a.ts"]);
  expect(await neighboursOf(open.index, "hub.ts")).toEqual({ importers: ["b.ts"], imports: [] });
  files.write("b.ts", "export const sum = 2;\n");
  open.index.changed(["b.ts"]);
  expect(await neighboursOf(open.index, "hub.ts")).toEqual({ importers: [], imports: [] });
});

test("a file that is deleted is imported by nothing any more", async () => {
  using files = tree({ "a.ts": USER, "hub.ts": HUB });
  using caches = tree();
  await using open = await openFolder(files.root, caches.root);
  expect(await neighboursOf(open.index, "a.ts")).toEqual({ importers: [], imports: ["hub.ts"] });
  files.remove("hub.ts");
  open.index.changed(["hub.ts"]);
  expect(await neighboursOf(open.index, "a.ts")).toEqual({ importers: [], imports: [] });
  // It may get the place that the other one had.
  files.write("other.ts", HUB);
  open.index.changed(["other.ts"]);
  expect(await neighboursOf(open.index, "a.ts")).toEqual({ importers: [], imports: [] });
});
