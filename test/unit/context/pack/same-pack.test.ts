/** The same files give the same pack, however the index came about. */
import { spawnSync } from "node:child_process";
import { utimesSync } from "node:fs";
import { join } from "node:path";
import { array, assert, asyncProperty, constantFrom, option, record } from "fast-check";
import { expect, test } from "vitest";
import { answerPack } from "../../../../src/server/context/answers.ts";
import type { FolderIndex } from "../../../../src/server/context/index/folder-index.ts";
import { estimateTokens } from "../../../../src/server/context/index/token-counts.ts";
import { openFolder } from "../index/folder.ts";
import { type Tree, tree } from "../index/tree.ts";

const QUESTION = "Where is a refund booked with `book_entry`, and who calls it?";

async function packOf(
  index: FolderIndex,
  mode: "focus" | "repository",
  budgetTokens = 900,
): Promise<string | undefined> {
  return await index.read((graph) => {
    const params = { root: "", query: QUESTION, budgetTokens, mode };
    const order = { params, model: undefined, cursor: undefined, mentions: [], open: [], shown: [] };
    return answerPack(graph, order, estimateTokens).text;
  });
}

/** All files as if checked out together. */
function sameTime(files: Tree, paths: Iterable<string>): void {
  for (const path of paths) utimesSync(join(files.root, path), 1_700_000_000, 1_700_000_000);
}

function refund(folder: string, filler: number): string {
  const lines = Array.from({ length: filler }, (_, at) => `  log("step ${at} of ${folder}");`);
  return `/** Books a refund. */\nexport function book_entry_${folder}(cents: number) {\n${lines.join("\n")}\n}\n`;
}

const PATHS = ["a/refund.ts", "b/refund.ts", "c/refund.ts", "lib/index.ts", "main.ts", "old.py"];
const TEXTS = [
  refund("same", 30),
  refund("same", 12),
  'import { book_entry_same } from "./lib";\nexport const entry = book_entry_same(1);\n',
  'export * from "../a/refund";\nexport * from "../b/refund";\n',
  "def book_entry(cents):\n    return refund(cents)\n",
  "// nothing to see\n",
];
const edit = record({
  path: constantFrom(...PATHS),
  text: option(constantFrom(...TEXTS), { nil: undefined }),
});

test("files that are equally relevant are chosen by path, not by when they were indexed", async () => {
  using files = tree({ "b/refund.ts": refund("same", 40) });
  using caches = tree();
  sameTime(files, ["b/refund.ts"]);
  await using grown = await openFolder(files.root, `${caches.root}/grown`);
  await grown.index.settled();
  files.write("a/refund.ts", refund("same", 40));
  sameTime(files, ["a/refund.ts"]);
  grown.index.changed(["a/refund.ts"]);
  await grown.index.settled();
  await using fresh = await openFolder(files.root, `${caches.root}/fresh`);
  await fresh.index.settled();
  for (let budget = 300; budget < 2000; budget += 100) {
    for (const mode of ["focus", "repository"] as const)
      expect(await packOf(grown.index, mode, budget)).toBe(await packOf(fresh.index, mode, budget));
  }
});

test("a grown index packs like a fresh one", { timeout: 120_000 }, async () => {
  await assert(
    asyncProperty(array(array(edit, { minLength: 1, maxLength: 4 }), { maxLength: 4 }), async (batches) => {
      using files = tree({ "b/refund.ts": TEXTS[0] ?? "", "main.ts": TEXTS[2] ?? "" });
      using caches = tree();
      await using grown = await openFolder(files.root, `${caches.root}/grown`);
      const present = new Set(["b/refund.ts", "main.ts"]);
      sameTime(files, present);
      await grown.index.settled();
      for (const batch of batches) {
        for (const { path, text } of batch) {
          if (text === undefined) files.remove(path);
          else files.write(path, text);
          if (text === undefined) present.delete(path);
          else present.add(path);
        }
        sameTime(files, present);
        grown.index.changed(PATHS);
        await grown.index.settled();
        await packOf(grown.index, "focus");
      }
      await using fresh = await openFolder(files.root, `${caches.root}/fresh`);
      await fresh.index.settled();
      for (const mode of ["focus", "repository"] as const)
        expect(await packOf(grown.index, mode)).toBe(await packOf(fresh.index, mode));
    }),
    { numRuns: 12 },
  );
});

test("a search finds the same in an index that was written often", async () => {
  using files = tree({ "a.ts": refund("alpha", 3), "b.ts": refund("beta", 30), "c.ts": TEXTS[5] ?? "" });
  using caches = tree();
  await using grown = await openFolder(files.root, `${caches.root}/grown`);
  await grown.index.settled();
  for (let round = 0; round < 5; round++) {
    files.write("b.ts", refund("beta", 30 + (round % 2)));
    grown.index.changed(["b.ts"]);
    await grown.index.settled();
  }
  await using fresh = await openFolder(files.root, `${caches.root}/fresh`);
  await fresh.index.settled();
  const search = (index: FolderIndex) =>
    index.read(({ view }) =>
      view.search(["refund"], 10).map((hit) => [view.file(hit.fileId)?.path, hit.score] as const),
    );
  const [found, expected] = [await search(grown.index), await search(fresh.index)];
  expect(expected).toHaveLength(2);
  expect(found).toEqual(expected);
});

test("a pack waits for git, so that the first one has the order of the second", async () => {
  using files = tree({ "a.ts": refund("a", 2), "b.ts": refund("b", 2), "c.ts": refund("c", 2) });
  using caches = tree();
  const git = (...args: string[]) => spawnSync("git", args, { cwd: files.root });
  git("init", "-q");
  for (const [at, path] of ["c.ts", "a.ts", "b.ts"].entries()) {
    git("add", path);
    const date = `2024-01-0${at + 1}T00:00:00Z`;
    const names = ["-c", "user.name=a", "-c", "user.email=a@b"];
    spawnSync("git", [...names, "commit", "-qm", path], {
      cwd: files.root,
      env: { ...process.env, GIT_COMMITTER_DATE: date, GIT_AUTHOR_DATE: date },
    });
  }
  sameTime(files, PATHS.slice(0, 0));
  await using open = await openFolder(files.root, caches.root, { trusted: true });
  await open.index.usable();
  await open.index.timesKnown();
  await open.index.settled();
  const paths = [...((await packOf(open.index, "repository", 4000)) ?? "").matchAll(/^### (\S+)/gm)];
  expect(paths.map(([, path]) => path)).toEqual(["c.ts", "a.ts", "b.ts"]);
});
