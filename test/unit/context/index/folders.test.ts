import { expect, test } from "vitest";
import { baseName, folderOf, sharedStart } from "../../../../src/server/context/index/folders.ts";

test.each([
  ["README.md", "", "README.md"],
  ["src/app.ts", "src", "app.ts"],
  ["src/a.b/.env", "src/a.b", ".env"],
  ["src/deep/folder", "src/deep", "folder"],
  ["", "", ""],
])("%j lies in %j and is called %j", (path, folder, name) => {
  expect(folderOf(path)).toBe(folder);
  expect(baseName(path)).toBe(name);
});

test("folders that two paths share are counted from the root on, and only up to the first that differs", () => {
  expect(sharedStart(["src", "shop", "cart"], ["src", "shop", "tax"])).toBe(2);
  expect(sharedStart(["lib", "shop"], ["src", "shop"])).toBe(0);
  expect(sharedStart([], ["src"])).toBe(0);
});
