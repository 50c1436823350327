/** Imports of PHP that lead to a file for what its text declares: classes of a class map, functions and constants. */
import { describe, expect, test } from "vitest";
import { ImportLinker } from "../../../../src/server/context/index/import-linker.ts";
import { declarationsIn } from "../../../../src/server/context/index/resolve/php-declarations.ts";
import { memoryIndex } from "../../../support/build-index.ts";
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

  test.each([
    [
      "with semicolons",
      "<?php\nnamespace A;\nclass Money {}\nnamespace B\\C;\nclass Money {}\nclass Rate {}\n",
    ],
    ["in blocks", "<?php\nnamespace A {\n class Money {}\n}\n\nnamespace B\\C {\n final class Money {}\n}\n"],
    [
      "on one line",
      "<?php namespace A { class Money {} } NAMESPACE B\\C { enum Money {} } namespace { class Rate {} }",
    ],
  ])("several, %s", (_, text) => {
    const manifest = '{ "autoload": { "classmap": ["lib"] } }';
    const files = { ...sources("a.php"), "composer.json": manifest };
    const resolve = resolver({ ...files, "lib/Money.php": text });
    expect(resolve("a.php", "A\\Money")).toEqual(["lib/Money.php"]);
    expect(resolve("a.php", "B\\C\\Money")).toEqual(["lib/Money.php"]);
    expect(resolve("a.php", "Money")).toEqual([]);
    const other = resolver({ ...files, "lib/Rate.php": text });
    expect(other("a.php", "A\\Rate")).toEqual([]);
  });

  test("several, of functions and constants", () => {
    const resolve = valueResolver({
      ...sources("a.php"),
      "composer.json": '{ "autoload": { "psr-4": { "": "src" }, "files": ["f.php", "g.php"] } }',
      "f.php":
        "<?php\nnamespace App {\n function f() {}\n const A = 1;\n}\nnamespace {\n function global_f() {}\n}\n",
      "g.php":
        "<?php\nfunction first() { return namespace\\f(); }\nnamespace Other;\nfunction f() {}\nconst B = 2;\n",
    });
    expect(resolve("a.php", "App\\f")).toEqual(["f.php"]);
    expect(resolve("a.php", "App\\A")).toEqual(["f.php"]);
    expect(resolve("a.php", "Other\\f")).toEqual(["g.php"]);
    expect(resolve("a.php", "Other\\B")).toEqual(["g.php"]);
    expect(resolve("a.php", "global_f")).toEqual(["f.php"]);
    expect(resolve("a.php", "first")).toEqual(["g.php"]);
    for (const missing of ["App\\B", "App\\global_f", "Other\\first", "f"])
      expect(resolve("a.php", missing)).toEqual([]);
  });

  test.each([
    ["blanks", `namespace${" ".repeat(200_000)}`],
    ["one letter", "a".repeat(200_000)],
    ["keywords", "namespace ".repeat(20_000)],
    ["constants", `const ${"a".repeat(100_000)}${" ".repeat(100_000)}`],
    ["functions", `function${" ".repeat(200_000)}`],
    ["namespaces", "namespace A;\nclass Money {}\n".repeat(10_000)],
    ["braces", `${"{".repeat(100_000)}${"}".repeat(100_000)}`],
    ["line ends", "\n".repeat(200_000)],
  ])("in time that grows with a text of %s", (_, text) => {
    const started = process.cpuUsage();
    declarationsIn(`<?php\n${text}\nclass Last {}\n`);
    const { user } = process.cpuUsage(started);
    expect(user / 1000).toBeLessThan(1000);
  });

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

  test("of several namespaces looks again at those imports alone that the change is about", async () => {
    const functions =
      "<?php\nnamespace A;\nfunction f() {}\nnamespace B;\nfunction f() {}\nfunction g() {}\n";
    const php = (text: string) => ({ path: "functions.php", language: "php", text });
    using files = tree({
      "composer.json": '{ "autoload": { "psr-4": { "": "src" }, "files": ["functions.php"] } }',
      "functions.php": functions,
      "a.php": "<?php\nuse function A\\f;\nuse function \\B\\f as bf;\nuse function B\\g;\nuse C\\D;\n",
    });
    const { store, database } = await memoryIndex(files.root);
    store.begin();
    const linker = new ImportLinker(files.root, store);
    linker.projectChanged();
    while (linker.hasWork) linker.slice();
    const waitingAfter = (text: string): string[] => {
      files.write("functions.php", text);
      linker.textChanged(php(text));
      const waiting = store.imports.waiting(-1).map(({ wanted }) => wanted.specifier);
      while (linker.hasWork) linker.slice();
      return waiting;
    };
    expect(waitingAfter(functions.replaceAll("{}", "{ return 1; }"))).toEqual([]);
    expect(waitingAfter(functions.replace("namespace B", "namespace C"))).toEqual(["\\B\\f", "B\\g"]);
    expect(waitingAfter(functions)).toEqual(["\\B\\f", "B\\g"]);
    expect(waitingAfter(functions.replace("function g() {}", ""))).toEqual(["B\\g"]);
    expect(waitingAfter("<?php\nnamespace B;\n")).toEqual(["A\\f", "\\B\\f"]);
    expect(waitingAfter("<?php\nnamespace B;\n\n")).toEqual([]);
    database.close();
  });

  test("looks again after a change while nothing ran", async () => {
    const manifest = '{ "autoload": { "psr-4": { "": "src" }, "files": ["functions.php"] } }';
    using files = tree({
      "composer.json": manifest,
      "functions.php": "<?php\nnamespace A;\nnamespace B;\nfunction f() {}\n",
      "a.php": "<?php\nuse function A\\f;\n",
    });
    using caches = tree();
    const before = await openFolder(files.root, caches.root);
    expect(await importsOf(before.index, "a.php")).toEqual([]);
    await before.index.close();
    files.write("functions.php", "<?php\nnamespace A;\nfunction f() {}\nnamespace B;\n// Longer.\n");
    await using open = await openFolder(files.root, caches.root);
    expect(await importsOf(open.index, "a.php")).toEqual(["functions.php"]);
  });

  test("looks again when many files do", async () => {
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
