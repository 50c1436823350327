/** Files that stay out are counted by reason, however many there are; only the list is short. */
import { writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { FolderIndex } from "../../../../src/server/context/index/folder-index.ts";
import { openFolder } from "./folder.ts";
import { tree } from "./tree.ts";

const CODE = "export const a = 1;\n";

function many(count: number, name: (at: number) => string, text: string): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, at) => [name(at), text]));
}

async function counted(index: FolderIndex): Promise<Record<string, number>> {
  await index.settled();
  const { skipped, skippedCount, skippedReasons } = index.status;
  expect(skipped).toHaveLength(Math.min(200, skippedCount));
  expect(Object.values(skippedReasons).reduce((sum, count) => sum + count, 0)).toBe(skippedCount);
  return { ...skippedReasons };
}

test("every skipped file counts for its reason, beyond those that are listed", async () => {
  using files = tree({
    "a.ts": CODE,
    ...many(300, (at) => `art/${at}.png`, "x"),
    ...many(150, (at) => `proto/p${at}.ts`, `// @generated\n${CODE}`),
    ...many(7, (at) => `zone/${at}.pem`, "x"),
  });
  using caches = tree();
  const open = await openFolder(files.root, caches.root);
  const { index } = open;
  expect(await counted(index)).toEqual({ binary: 300, generated: 150, "may hold secrets": 7 });

  // One has another reason now, one has none, one comes, some go, a folder goes.
  files.write("proto/p0.ts", "let a = 1;\0");
  files.write("proto/p1.ts", CODE);
  files.write("b.min.js", CODE);
  files.remove("zone/0.pem");
  files.remove("art");
  index.changed(["proto/p0.ts", "proto/p1.ts", "b.min.js", "zone/0.pem", "art"]);
  expect(await counted(index)).toEqual({ generated: 149, "may hold secrets": 6, binary: 1 });
  files.write("proto/p2.ts", "let a = 1;\0");
  index.rescan();
  const after = { generated: 148, "may hold secrets": 6, binary: 2 };
  expect(await counted(index)).toEqual(after);
  await index.close();
  await using again = await openFolder(files.root, caches.root);
  expect(await counted(again.index)).toEqual(after);
});

test("files that are cut into lines although their language has a grammar count, too", async () => {
  using files = tree({ ...many(210, (at) => `m${at}.ts`, CODE), "a.pem": "x" });
  using caches = tree();
  const parse = () =>
    Promise.resolve({
      language: "typescript",
      tags: [],
      imports: [],
      bodies: [],
      hasError: false,
      fallback: "time-budget" as const,
      reason: "took too long",
    });
  await using open = await openFolder(files.root, caches.root, {}, { parse });
  expect(await counted(open.index)).toEqual({ "took too long": 210, "may hold secrets": 1 });
});

test.skipIf(process.platform !== "linux")("a name that is no text is said to be the reason", async () => {
  using files = tree({ "a.ts": CODE });
  using caches = tree();
  writeFileSync(
    Buffer.concat([Buffer.from(`${files.root}/b`), Buffer.from([0xff]), Buffer.from(".ts")]),
    CODE,
  );
  await using open = await openFolder(files.root, caches.root);
  expect(await counted(open.index)).toEqual({ "its name is not UTF-8": 1 });
});
