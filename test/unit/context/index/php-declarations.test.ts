/** Imports of PHP that lead to a file for what its text declares: classes of a class map, functions and constants. */
import { describe, expect, test } from "vitest";
import { openFolder } from "./folder.ts";
import { importsOf } from "./folder-imports.ts";
import { resolver, sources, valueResolver } from "./resolver.ts";
import { tree } from "./tree.ts";

describe("the namespace of a file", () => {
  test.each([
    ["on the first line", "<?php namespace App\\Models;\nclass User {}\n"],
    ["behind a declaration", "<?php declare(strict_types=1); namespace App\\Models;\nclass User {}\n"],
    ["in a block", "<?php\n/** User */\nnamespace App\\Models {\nclass User {}\n}\n"],
  ])("%s", (_, text) => {
    const manifest = '\uFEFF{ "autoload": { "classmap": ["lib"] } }';
    const resolve = resolver({ ...sources("a.php"), "composer.json": manifest, "lib/deep/User.php": text });
    expect(resolve("a.php", "App\\Models\\User")).toEqual(["lib/deep/User.php"]);
    expect(resolve("a.php", "App\\User")).toEqual([]);
  });

  test("is looked for in time that grows with the text, whatever that holds", () => {
    const manifest = '{ "autoload": { "classmap": ["lib"] } }';
    const blank = `<?php\n${"\n".repeat(100_000)}class User {}\n`;
    const resolve = resolver({ ...sources("a.php"), "composer.json": manifest, "lib/deep/User.php": blank });
    expect(resolve("a.php", "User")).toEqual(["lib/deep/User.php"]);
  }, 5000);

  test("of functions whose names end with a letter beyond ASCII", () => {
    const resolve = valueResolver({
      ...sources("a.php"),
      "composer.json": '{ "autoload": { "psr-4": { "App\\\\": "src" }, "files": ["f.php"] } }',
      "f.php": "<?php\nnamespace App;\nfunction maß() {}\nfunction & höhe() {}\n",
    });
    expect(resolve("a.php", "App\\maß")).toEqual(["f.php"]);
    expect(resolve("a.php", "App\\höhe")).toEqual(["f.php"]);
    expect(resolve("a.php", "App\\ma")).toEqual([]);
  });
});

describe("the index of a folder", () => {
  test("looks again when a file declares something else", async () => {
    using files = tree({
      "composer.json": JSON.stringify({
        autoload: { "psr-4": { "App\\": "src" }, classmap: ["lib"], files: ["functions.php"] },
      }),
      "functions.php": "<?php\nnamespace App;\n",
      "lib/Money.php": "<?php\nnamespace Other;\nclass Money {}\n",
      "src/Cart.php": "<?php\nuse App\\Money;\nuse function App\\round_up;\n",
    });
    using caches = tree();
    await using open = await openFolder(files.root, caches.root);
    expect(await importsOf(open.index, "src/Cart.php")).toEqual([]);
    files.write("functions.php", "<?php\nnamespace App;\nfunction round_up() {}\n");
    open.index.changed(["functions.php"]);
    expect(await importsOf(open.index, "src/Cart.php")).toEqual(["functions.php"]);
    files.write("lib/Money.php", "<?php\nnamespace App;\nclass Money {}\n");
    open.index.changed(["lib/Money.php"]);
    expect(await importsOf(open.index, "src/Cart.php")).toEqual(["lib/Money.php", "functions.php"]);
    files.write("functions.php", "<?php\nnamespace App;\n");
    open.index.changed(["functions.php"]);
    expect(await importsOf(open.index, "src/Cart.php")).toEqual(["lib/Money.php"]);
  });

  test("looks again when so many files do that all imports are looked at", async () => {
    const names = Array.from({ length: 60 }, (_, at) => `C${at}`);
    const sourcesIn = (namespace: string): Array<readonly [string, string]> =>
      names.map((name) => [`lib/${name}.php`, `<?php\nnamespace ${namespace};\nclass ${name} {}\n`]);
    using files = tree({
      "composer.json": '{ "autoload": { "classmap": ["lib"] } }',
      ...Object.fromEntries(sourcesIn("Other")),
      "all.php": `<?php\n${names.map((name) => `use App\\${name};\n`).join("")}`,
    });
    using caches = tree();
    await using open = await openFolder(files.root, caches.root);
    expect(await importsOf(open.index, "all.php")).toEqual([]);
    for (const [path, text] of sourcesIn("App")) files.write(path, text);
    open.index.changed(sourcesIn("App").map(([path]) => path));
    expect(await importsOf(open.index, "all.php")).toHaveLength(60);
  });
});
