/** What the index never lists costs it nothing when it changes, and what it cannot list is named. */
import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { walk } from "../../../../src/server/context/index/scan/walk.ts";
import { openFolder } from "./folder.ts";
import { tree } from "./tree.ts";

const CODE = "export const a = 1;\n";

test("changes in folders that are never walked into start no work", async () => {
  using files = tree({ "a.ts": CODE, "node_modules/left/index.js": CODE });
  using caches = tree();
  await using open = await openFolder(files.root, caches.root);
  await open.index.settled();
  const installed = Array.from({ length: 1000 }, (_, at) => `packages/app/node_modules/m${at}/index.js`);
  open.index.changed([...installed, "node_modules/left/.gitignore", ".git/index.lock", ".env.d/token"]);
  expect(open.index.status.phase).toBe("ready");
  // Real changes among them are seen, without a scan.
  files.write("b.ts", CODE);
  open.index.changed([...installed, "b.ts"]);
  expect(open.index.status.phase).toBe("parsing");
  await open.index.settled();
  expect(open.index.status.files).toBe(2);
  // Files are no folders: these are listed, one of them as left out.
  files.write(".env", "TOKEN=1");
  files.write(".env.example", "TOKEN=");
  open.index.changed([".env", ".env.example"]);
  await open.index.settled();
  expect(open.index.status).toMatchObject({ files: 3, skipped: [{ path: ".env" }] });
});

test("a folder that cannot be read is listed with its reason", () => {
  using files = tree({ "a.ts": CODE });
  // Not even root reads a folder whose path is longer than the system takes.
  const name = "x".repeat(250);
  const made = spawnSync("sh", [
    "-c",
    'cd "$1" && for n in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18; do mkdir "$2" && cd "$2"; done; true',
    "sh",
    files.root,
    name,
  ]);
  expect(made.status).toBe(0);
  const batches = [...walk(files.root, { exclude: [], maxFiles: 100 })];
  expect(batches.flatMap(({ files: found }) => found.map(({ path }) => path))).toEqual(["a.ts"]);
  const skipped = batches.flatMap((batch) => batch.skipped);
  expect(skipped).toHaveLength(1);
  expect(skipped[0]?.reason).toMatch(/^unreadable(?: folder)? \(ENAMETOOLONG\)$/);
  // Nor does Node delete it.
  spawnSync("rm", ["-rf", files.root]);
});
