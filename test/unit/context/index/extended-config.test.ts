/** A configuration that another one extends, under whatever name: when it changes, imports lead elsewhere at once. */
import { describe, expect, test } from "vitest";
import type { FolderIndex } from "../../../../src/server/context/index/folder-index.ts";
import { openFolder } from "./folder.ts";
import { importsOf } from "./folder-imports.ts";
import { type Tree, tree } from "./tree.ts";

function config(targets: string): string {
  return JSON.stringify({ compilerOptions: { paths: { "@lib/*": [targets] } } });
}

function project(base: string): Tree {
  const up = base.includes("/") ? ".." : ".";
  return tree({
    "tsconfig.json": JSON.stringify({ extends: `./${base}` }),
    [base]: config(`${up}/one/*`),
    "one/tool.ts": "export const tool = 1;\n",
    "two/tool.ts": "export const tool = 2;\n",
    "src/main.ts": 'import { tool } from "@lib/tool";\nexport const main = tool;\n',
    "notes.md": "Nothing.\n",
  });
}

/** What `src/main.ts` imports. */
function imported(index: FolderIndex): Promise<readonly (string | undefined)[]> {
  return importsOf(index, "src/main.ts");
}

describe.each(["config/base.json", "tsconfig.build-base.json", "tsconfig.for.node.json", "shared.jsonc"])(
  "%s, which tsconfig.json extends",
  (base) => {
    const moved = config(base.includes("/") ? "../two/*" : "./two/*");

    test("is looked at again when it is saved", async () => {
      using files = project(base);
      using caches = tree();
      await using open = await openFolder(files.root, caches.root);
      expect(await imported(open.index)).toEqual(["one/tool.ts"]);
      files.write(base, moved);
      open.index.changed([base]);
      expect(await imported(open.index)).toEqual(["two/tool.ts"]);
    });

    test("is looked at again when it changed while nothing ran", async () => {
      using files = project(base);
      using caches = tree();
      const before = await openFolder(files.root, caches.root);
      expect(await imported(before.index)).toEqual(["one/tool.ts"]);
      await before.index.close();
      files.write(base, `${moved}\n`);
      await using open = await openFolder(files.root, caches.root);
      expect(await imported(open.index)).toEqual(["two/tool.ts"]);
    });

    test("is looked at again when it is saved after a start that resolved nothing", async () => {
      using files = project(base);
      using caches = tree();
      const before = await openFolder(files.root, caches.root);
      await before.index.settled();
      await before.index.close();
      await using open = await openFolder(files.root, caches.root);
      files.write("notes.md", "Something.\n");
      open.index.changed(["notes.md"]);
      expect(await imported(open.index)).toEqual(["one/tool.ts"]);
      files.write(base, moved);
      open.index.changed([base]);
      expect(await imported(open.index)).toEqual(["two/tool.ts"]);
    });
  },
);
