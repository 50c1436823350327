/** What the status says in the first moments, while somebody already looks at it. */
import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { openFolder } from "./folder.ts";
import { tree } from "./tree.ts";

test("files are counted as soon as there are any, however often the status was asked for before", async () => {
  using files = tree({ "a.ts": "export const a = 1;\n", "b.ts": "export const b = 2;\n" });
  using caches = tree();
  // Nothing is ever parsed, so that the folder stays at work.
  await using open = await openFolder(
    files.root,
    caches.root,
    {},
    { parse: () => new Promise(() => undefined) },
  );
  const { index } = open;
  while (index.status.phase !== "parsing") await setImmediate();
  expect(index.status).toMatchObject({ phase: "parsing", files: 2, parsed: 0 });
});
