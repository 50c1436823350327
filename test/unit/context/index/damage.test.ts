/** An index file that was damaged where only a query looks is built anew, and the query is answered. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { damage } from "./damaged-file.ts";
import { contentsOf, openFolder } from "./folder.ts";
import { tree } from "./tree.ts";

const MANY = Object.fromEntries(
  Array.from({ length: 60 }, (_, at) => {
    const uses = Array.from({ length: 12 }, (_, n) => `  use${at}x${n}(shared${n});`).join("\n");
    const next = (at + 1) % 60;
    const text = `import { run${next} } from "./m${next}";\n/** Runs number ${at}. */\nexport function run${at}() {\n${uses}\n  run${next}();\n}\n`;
    return [`src/m${at}.ts`, text];
  }),
);

test.each(["definitions", "definitions_by_name", "contents", "postings", "search_data"])(
  "damage in %s that only a query finds",
  async (table) => {
    using files = tree(MANY);
    using caches = tree();
    const before = await openFolder(files.root, caches.root);
    await before.index.settled();
    const contents = await contentsOf(before.index);
    await before.index.close();
    const [name = ""] = readdirSync(caches.root);
    expect(damage(join(caches.root, name), table)).toBeGreaterThan(0);

    await using open = await openFolder(files.root, caches.root);
    await open.index.settled();
    expect(open.logged).toEqual([]);
    await open.index.read(({ view }) => view.definitionsNamed("run7"));
    await contentsOf(open.index);
    await open.index.settled();
    expect(open.logged).toEqual([expect.stringMatching(/is damaged and is built anew/) as string]);
    expect(await contentsOf(open.index)).toEqual(contents);
    expect(open.index.status).toMatchObject({ phase: "ready", files: 60, parsed: 60 });
  },
);

test("a query that fails for another reason throws, and costs the index nothing", async () => {
  using files = tree({ "a.ts": "export const a = 1;\n" });
  using caches = tree();
  await using open = await openFolder(files.root, caches.root);
  await open.index.settled();
  const wrong = open.index.read(() => {
    throw new Error("not the file's fault");
  });
  await expect(wrong).rejects.toThrow("not the file's fault");
  expect(open.index.status).toMatchObject({ phase: "ready", files: 1 });
  expect(open.logged).toEqual([]);
});
