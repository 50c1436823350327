/** A folder that is open in as many processes as may have an index of it. */
import { expect, test } from "vitest";
import { type OpenFolder, openFolder } from "./folder.ts";
import { tree } from "./tree.ts";

test("one process too many says so, and gets its index when another one ends", async () => {
  using files = tree({ "a.ts": "export const a = 1;\n" });
  using caches = tree();
  const others: OpenFolder[] = [];
  for (let at = 0; at < 4; at++) {
    const other = await openFolder(files.root, caches.root);
    await other.index.settled();
    expect(other.index.status.phase).toBe("ready");
    others.push(other);
  }
  await using fifth = await openFolder(files.root, caches.root, {}, { retryMs: 20 });
  await fifth.index.settled();
  expect(fifth.index.status.failure).toEqual({
    code: "index.inUse",
    message: `${files.root} is open in 4 other windows or terminals, each with an index of its own; there are no more than 4.`,
    nextStep: "Close the folder in one of them; the index here then starts by itself within a minute.",
  });
  expect(await fifth.index.read(() => "an index")).toBeUndefined();
  await others[2]?.index.close();
  await expect.poll(() => fifth.index.status).toMatchObject({ phase: "ready", files: 1 });
  expect(fifth.index.status.failure).toBeUndefined();
  for (const { index, logged } of others) {
    expect(logged).toEqual([]);
    await index.close();
  }
});
