/** A pipe in the place of a file is never waited for: nobody may ever write to it. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openFolder } from "./folder.ts";
import { tree } from "./tree.ts";

const CODE = "export const a = 1;\n";
const WITHOUT_PIPES = process.platform === "win32";

function pipe(root: string, path: string): void {
  expect(spawnSync("sh", ["-c", `mkfifo "$1"`, "sh", join(root, path)]).status).toBe(0);
}

test.skipIf(WITHOUT_PIPES)("pipes called like code and like ignore files are passed over", async () => {
  using files = tree({ "a.ts": CODE, "sub/b.ts": CODE });
  using caches = tree();
  for (const path of ["c.ts", ".gitignore", "sub/.gemwrightignore", "package.json"]) pipe(files.root, path);
  await using open = await openFolder(files.root, caches.root);
  await open.index.settled();
  expect(open.index.status.files).toBe(2);
  open.index.changed(["sub/b.ts", "c.ts", "sub/.gemwrightignore"]);
  await open.index.settled();
  expect(open.index.status.files).toBe(2);
});

test.skipIf(WITHOUT_PIPES)("a file that became a pipe has no text any more", async () => {
  using files = tree({ "a.ts": CODE, "b.ts": CODE });
  using caches = tree();
  await using open = await openFolder(files.root, caches.root);
  await open.index.settled();
  files.remove("a.ts");
  pipe(files.root, "a.ts");
  const textOf = (path: string) => open.index.read(({ view }) => view.text(view.fileAt(path)?.id ?? -1));
  expect(await textOf("a.ts")).toBeUndefined();
  expect(await textOf("b.ts")).toBe(CODE);
  expect(open.index.status.files).toBe(1);
});
