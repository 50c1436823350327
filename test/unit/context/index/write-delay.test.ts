/** A save can be asked for before it is written, and nothing shows that it is not. */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import type { FolderIndex } from "../../../../src/server/context/index/folder-index.ts";
import { fileParser } from "../../../support/build-index.ts";
import { openFolder } from "./folder.ts";
import { tree } from "./tree.ts";

/** Bytes of everything in a folder of indexes. */
function bytesIn(directory: string): number {
  return readdirSync(directory).reduce((sum, name) => sum + statSync(join(directory, name)).size, 0);
}

/** Path and score of what a word finds. */
async function searched(index: FolderIndex, word: string): Promise<unknown> {
  return await index.read(({ view }) =>
    view.search([word], 10).map(({ fileId, score }) => [view.file(fileId)?.path, score]),
  );
}

const FILES = { "a.ts": "export const harbour = 1;\n", "b.ts": "export const ferry = 2;\n" };
const SAVED = "export const harbour = 1;\nexport const lighthouse = 3;\n";

test("a save is written by itself, but only once nobody waits for it", async () => {
  using files = tree(FILES);
  using caches = tree();
  await using open = await openFolder(files.root, caches.root);
  await open.index.settled();
  const before = bytesIn(caches.root);
  files.write("a.ts", SAVED);
  open.index.changed(["a.ts"]);
  await open.index.settled();
  expect(bytesIn(caches.root)).toBe(before);
  await expect.poll(() => bytesIn(caches.root)).toBeGreaterThan(before);
});

test("a search after a save scores as in a new index, however often the file was saved", async () => {
  using files = tree(FILES);
  using caches = tree();
  using others = tree();
  await using open = await openFolder(files.root, caches.root);
  await open.index.settled();
  for (let round = 0; round < 5; round++) {
    files.write("a.ts", `${SAVED}// ${round}\n`);
    open.index.changed(["a.ts"]);
    await open.index.settled();
  }
  const found = await searched(open.index, "lighthous");
  await using fresh = await openFolder(files.root, others.root);
  await fresh.index.settled();
  expect(found).toEqual(await searched(fresh.index, "lighthous"));
  expect(found).toHaveLength(1);
});

test("a save that is not written yet is written when the index closes", async () => {
  using files = tree(FILES);
  using caches = tree();
  await using open = await openFolder(files.root, caches.root);
  await open.index.settled();
  files.write("a.ts", SAVED);
  open.index.changed(["a.ts"]);
  await open.index.settled();
  await open.index.close();
  const parser = await fileParser();
  const parse = vi.fn((text: string, languageId: string) => parser.parseFile(text, languageId));
  await using again = await openFolder(files.root, caches.root, {}, { parse });
  await again.index.settled();
  expect(parse).not.toHaveBeenCalled();
  const defined = await again.index.read(({ view }) => view.definitionsNamed("lighthouse").length);
  expect(defined).toBe(1);
});
