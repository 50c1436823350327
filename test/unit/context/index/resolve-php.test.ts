/** Where `use` and `include` of PHP lead, by the manifests and layouts of real projects. */
import { describe, expect, test } from "vitest";
import { openFolder } from "./folder.ts";
import { importsOf } from "./folder-imports.ts";
import { resolver, sources, valueResolver } from "./resolver.ts";
import { tree } from "./tree.ts";

describe("an application with PSR-4", () => {
  const resolve = resolver({
    ...sources(
      "app/Models/User.php",
      "app/Http/Controllers/UserController.php",
      "app/Exceptions/Exception.php",
      "app/Exceptions/Handler.php",
      "database/factories/UserFactory.php",
      "tests/Feature/LoginTest.php",
      "tests/TestCase.php",
      "lib/Appendix/Page.php",
      "modules/billing/src/Invoice.php",
      "modules/billing/generated/Tax.php",
      "modules/billing/src/Deep/Tax.php",
      "fallback/Vendor/Thing.php",
    ),
    "composer.json": JSON.stringify({
      name: "acme/shop",
      autoload: {
        "psr-4": {
          "App\\": "app/",
          "Appendix\\": "./lib/Appendix",
          "App\\Billing\\": ["modules/billing/src", "modules/billing/generated/", "modules/missing"],
          "Outside\\": "../outside/",
          "Absolute\\": "/etc/php/",
          "": "fallback",
        },
      },
      "autoload-dev": {
        "psr-4": { "Tests\\": "tests/", "Database\\Factories\\": "database\\factories\\" },
      },
    }),
  });

  test.each([
    ["App\\Models\\User", "app/Models/User.php"],
    ["\\App\\Models\\User", "app/Models/User.php"],
    ["Tests\\TestCase", "tests/TestCase.php"],
    ["Database\\Factories\\UserFactory", "database/factories/UserFactory.php"],
    ["Appendix\\Page", "lib/Appendix/Page.php"],
    ["App\\Billing\\Invoice", "modules/billing/src/Invoice.php"],
    ["App\\Billing\\Tax", "modules/billing/generated/Tax.php"],
    ["Vendor\\Thing", "fallback/Vendor/Thing.php"],
  ])("%s is %s", (specifier, path) => {
    expect(resolve("app/Http/Controllers/UserController.php", specifier)).toEqual([path]);
  });

  test.each([
    "App\\Models",
    "App\\Models\\Missing",
    "Appendix\\Models\\User",
    "Outside\\Thing",
    "Absolute\\Thing",
  ])("%s leads nowhere", (specifier) => {
    expect(resolve("app/Http/Controllers/UserController.php", specifier)).toEqual([]);
  });

  test("a class of PHP itself is not the file of that name beside", () => {
    expect(resolve("app/Exceptions/Handler.php", "Exception")).toEqual([]);
  });

  test("a longer prefix without the class gives way to a shorter one", () => {
    const nested = resolver({
      ...sources("src/Core/Cart.php", "core/Item.php", "src/main.php"),
      "composer.json": '{ "autoload": { "psr-4": { "Shop\\\\": "src", "Shop\\\\Core\\\\": "core" } } }',
    });
    expect(nested("src/main.php", "Shop\\Core\\Item")).toEqual(["core/Item.php"]);
    expect(nested("src/main.php", "Shop\\Core\\Cart")).toEqual(["src/Core/Cart.php"]);
  });
});

describe("several composer.json in one workspace", () => {
  const app = '{ "autoload": { "psr-4": { "App\\\\": "src/" } } }';
  const resolve = resolver({
    ...sources(
      "api/src/Kernel.php",
      "api/src/Models/User.php",
      "admin/src/Kernel.php",
      "admin/models/User.php",
      "packages/money/src/Amount.php",
      "packages/money/tests/AmountTest.php",
      "tools/run.php",
    ),
    "api/composer.json": app,
    "admin/composer.json":
      '{ "autoload": { "psr-4": { "App\\\\": "src/", "App\\\\Models\\\\": "models/" } } }',
    "packages/money/composer.json": '{ "autoload": { "psr-4": { "Acme\\\\Money\\\\": "src/" } } }',
  });

  test("the one around a file comes first, with shorter prefixes too", () => {
    expect(resolve("api/src/Kernel.php", "App\\Models\\User")).toEqual(["api/src/Models/User.php"]);
    expect(resolve("admin/src/Kernel.php", "App\\Models\\User")).toEqual(["admin/models/User.php"]);
  });

  test("the others are packages that it may use", () => {
    expect(resolve("api/src/Kernel.php", "Acme\\Money\\Amount")).toEqual(["packages/money/src/Amount.php"]);
    expect(resolve("tools/run.php", "Acme\\Money\\Amount")).toEqual(["packages/money/src/Amount.php"]);
  });

  test("a repository of components maps them at its root as well", () => {
    const symfony = resolver({
      ...sources("src/Symfony/Component/Console/Application.php", "src/Symfony/Component/String/Slug.php"),
      "composer.json":
        '{ "autoload": { "psr-4": { "Symfony\\\\Component\\\\": "src/Symfony/Component/" } } }',
      "src/Symfony/Component/Console/composer.json":
        '{ "autoload": { "psr-4": { "Symfony\\\\Component\\\\Console\\\\": "" } } }',
    });
    const from = "src/Symfony/Component/Console/Application.php";
    expect(symfony(from, "Symfony\\Component\\String\\Slug")).toEqual([
      "src/Symfony/Component/String/Slug.php",
    ]);
    expect(
      symfony("src/Symfony/Component/String/Slug.php", "Symfony\\Component\\Console\\Application"),
    ).toEqual([from]);
  });
});

describe("what a manifest cannot tell", () => {
  const files = sources("src/Shop/Cart.php", "src/Shop/Item.php");

  test.each([
    ["no manifest", undefined],
    ["a broken one", '{ "autoload": { "psr-4": '],
    ["a list", "[]"],
    [
      "odd values",
      '{ "autoload": { "psr-4": { "Shop\\\\": 5, "": [null, {}] }, "classmap": "src", "files": [7] } }',
    ],
    ["odd sections", '{ "autoload": ["src"], "autoload-dev": "tests" }'],
    ["a missing folder", '{ "autoload": { "psr-4": { "Shop\\\\": "lib/" } } }'],
  ])("with %s a class is found by the end of its path", (_, manifest) => {
    const resolve = resolver({ ...files, ...(manifest === undefined ? {} : { "composer.json": manifest }) });
    expect(resolve("src/Shop/Cart.php", "Shop\\Item")).toEqual(["src/Shop/Item.php"]);
    expect(resolve("src/Shop/Cart.php", "Other\\Item")).toEqual([]);
  });
});

describe("older ways of Composer", () => {
  const resolve = resolver({
    ...sources(
      "src/Acme/Log/Writer/File.php",
      "src/Acme/Log/Level.php",
      "pear/Text/Wiki/Render.php",
      "other/Level.php",
      "app/main.php",
    ),
    "legacy/Comparator.php": "<?php\nnamespace Acme\\Compare;\n\nclass Comparator {}\n",
    "legacy/deep/Comparator.php":
      "<?php declare(strict_types=1);\nnamespace Acme\\Deep;\nclass Comparator {}\n",
    "modules/shop/lib/Basket.php": "<?php\nclass Basket {}\n",
    "elsewhere/Basket.php": "<?php\nclass Basket {}\n",
    "composer.json": JSON.stringify({
      autoload: {
        "psr-0": { "Acme\\Log\\": "src/", Text_: ["pear"] },
        classmap: ["legacy/", "modules/*/lib"],
      },
    }),
  });

  test.each([
    ["Acme\\Log\\Level", "src/Acme/Log/Level.php"],
    ["Acme\\Log\\Writer_File", "src/Acme/Log/Writer/File.php"],
    ["Text_Wiki_Render", "pear/Text/Wiki/Render.php"],
    ["Acme\\Compare\\Comparator", "legacy/Comparator.php"],
    ["Acme\\Deep\\Comparator", "legacy/deep/Comparator.php"],
    ["Basket", "modules/shop/lib/Basket.php"],
  ])("%s is %s", (specifier, path) => {
    expect(resolve("app/main.php", specifier)).toEqual([path]);
  });

  test("a file of a class map that is of another namespace is another class", () => {
    expect(resolve("app/main.php", "Psr\\Comparator")).toEqual([]);
    expect(resolve("app/main.php", "Comparator")).toEqual([]);
  });
});

describe("functions and constants", () => {
  const resolve = valueResolver({
    ...sources("src/Future/Future.php", "src/now.php", "packages/text/Slug.php"),
    "src/functions.php":
      "<?php\nnamespace Amp;\nfunction async(\\Closure $do): Future {}\nconst LIMIT = 5;\n",
    "src/Future/functions.php":
      "<?php\n\nnamespace Amp\\Future;\n\nfunction &await(iterable $all): array {}\n",
    "src/Internal/functions.php":
      "<?php\nnamespace Amp\\Internal;\nfunction await() {}\nfunction async_all() {}\n",
    "packages/text/Resources/functions.php": "<?php\nnamespace Acme\\Text {\n  function u(): Slug {}\n}\n",
    "packages/text/unlisted.php": "<?php\nnamespace Acme\\Text;\nfunction b() {}\n",
    "composer.json": JSON.stringify({
      autoload: {
        "psr-4": { "Amp\\": "src" },
        files: [
          "src/functions.php",
          "src/Future/functions.php",
          "src/Internal/functions.php",
          "src/gone.php",
        ],
      },
    }),
    "packages/text/composer.json": JSON.stringify({
      autoload: { "psr-4": { "Acme\\Text\\": "" }, files: ["Resources/functions.php"] },
    }),
  });

  test.each<[string, string[]]>([
    ["Amp\\Future\\await", ["src/Future/functions.php"]],
    ["Amp\\async", ["src/functions.php"]],
    ["Amp\\LIMIT", ["src/functions.php"]],
    ["Amp\\now", ["src/now.php"]],
    ["Acme\\Text\\u", ["packages/text/Resources/functions.php"]],
    ["Acme\\Text\\b", []],
    ["Amp\\gone", []],
    ["strlen", []],
    ["Other\\await", []],
    ["Amp\\f(", []],
    ["Amp\\", []],
  ])("%s is in %j", (specifier, paths) => {
    expect(resolve("src/Future/Future.php", specifier)).toEqual(paths);
  });
});

describe("include and require", () => {
  const resolve = resolver({
    ...sources(
      "web/admin/index.php",
      "web/admin/menu.php",
      "web/load.php",
      "web/lib/db/pool.php",
      "load.php",
      "config/app.php",
      "wp-includes/post.php",
    ),
    "web/composer.json": "{}",
  });
  const included = (specifier: string): string[] => resolve("web/admin/index.php", specifier, [], "include");

  test.each([
    ["menu.php", "web/admin/menu.php"],
    ["./menu.php", "web/admin/menu.php"],
    ["../load.php", "web/load.php"],
    ["lib/db/pool.php", "web/lib/db/pool.php"],
    ["config\\app.php", "config/app.php"],
    ["__DIR__ . '/menu.php'", "web/admin/menu.php"],
    ['__DIR__."/../load.php"', "web/load.php"],
    ["__DIR__ . '/..' . '/lib/db/' . 'pool.php'", "web/lib/db/pool.php"],
    ["__DIR__ . DIRECTORY_SEPARATOR . 'menu.php'", "web/admin/menu.php"],
    ["dirname(__FILE__) . '/menu.php'", "web/admin/menu.php"],
    ["dirname( __DIR__ ) . '/load.php'", "web/load.php"],
    ["\\dirname(__DIR__).'/load.php'", "web/load.php"],
    ["dirname(dirname(__FILE__)) . '/load.php'", "web/load.php"],
    ["dirname(__DIR__, 2) . '/load.php'", "load.php"],
    ["ABSPATH . WPINC . '/post.php'", undefined],
    ["ABSPATH . 'wp-includes/post.php'", "wp-includes/post.php"],
    ["$root . '/db/pool.php'", "web/lib/db/pool.php"],
    ["{$this->root}/db/pool.php", "web/lib/db/pool.php"],
    ["$root/db/pool.php", "web/lib/db/pool.php"],
  ])("%s is %s", (specifier, path) => {
    expect(included(specifier)).toEqual(path === undefined ? [] : [path]);
  });

  test.each([
    "dirname(__DIR__, 9) . '/load.php'",
    "__DIR__ . '/../../../load.php'",
    "__DIR__ . '/load.php'",
    "__DIR__ . '/' . $page . '/menu.php'",
    "$page . '.php'",
    "/web/load.php",
    "C:\\web\\load.php",
    `__DIR__ . ${"'/..' . ".repeat(500)}'/load.php'`,
  ])("%s leads nowhere", (specifier) => {
    expect(included(specifier)).toEqual([]);
  });
});

describe("the index of a folder", () => {
  const CART = `<?php
namespace App;

use App\\Models\\{Item, Owner as Person};
use function App\\round_up;
require_once(__DIR__ . "/../boot.php");
`;

  function manifest(folder: string): string {
    return JSON.stringify({ autoload: { "psr-4": { "App\\": folder }, files: ["lib/functions.php"] } });
  }

  test("follows what PHP imports, and looks again when composer.json changes", async () => {
    using files = tree({
      "composer.json": manifest("one/"),
      "boot.php": "<?php\n",
      "lib/functions.php": "<?php\nnamespace App;\nfunction round_up() {}\n",
      "one/Models/Item.php": "<?php\nnamespace App\\Models;\nclass Item {}\n",
      "one/Models/Owner.php": "<?php\nnamespace App\\Models;\nclass Owner {}\n",
      "two/Models/Item.php": "<?php\nnamespace App\\Models;\nclass Item {}\n",
      "one/Cart.php": CART,
    });
    using caches = tree();
    await using open = await openFolder(files.root, caches.root);
    expect(await importsOf(open.index, "one/Cart.php")).toEqual([
      "one/Models/Item.php",
      "one/Models/Owner.php",
      "lib/functions.php",
      "boot.php",
    ]);
    files.write("composer.json", manifest("two/"));
    open.index.changed(["composer.json"]);
    expect(await importsOf(open.index, "one/Cart.php")).toEqual([
      "two/Models/Item.php",
      "lib/functions.php",
      "boot.php",
    ]);
    files.write("composer.json", "{ broken");
    open.index.changed(["composer.json"]);
    expect(await importsOf(open.index, "one/Cart.php")).toEqual(["boot.php"]);
  });
});
