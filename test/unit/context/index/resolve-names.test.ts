/** Names that look like a file beside the importing one and are another file, or none of the workspace. */
import { describe, expect, test } from "vitest";
import { reached } from "./reached.ts";
import { resolver, sources } from "./resolver.ts";

describe("modules of Python inside a package", () => {
  const resolve = resolver({
    ...sources(
      "src/web/__init__.py",
      "src/web/app.py",
      "src/web/typing.py",
      "src/web/json/__init__.py",
      "tools/bench.py",
      "tools/prompts.py",
      "tools/io.py",
      "tools/__init__.py",
      "scripts/helper.py",
      "scripts/run.py",
      "spaces/shop/cart.py",
      "spaces/shop/item/price.py",
      "pkg.py",
      "pkg/__init__.py",
      "pkg/part.py",
    ),
  });

  test.each<[string, string, string[], string[]]>([
    ["src/web/app.py", "typing", ["Any"], []],
    ["src/web/app.py", "json", [], []],
    ["src/web/app.py", ".typing", ["Any"], ["src/web/typing.py"]],
    ["src/web/app.py", "web.json", [], ["src/web/json/__init__.py"]],
    ["tools/bench.py", "prompts", [], ["tools/prompts.py"]],
    ["tools/bench.py", "io", ["BytesIO"], []],
    ["scripts/run.py", "helper", [], ["scripts/helper.py"]],
    ["spaces/shop/cart.py", "shop.item", ["price"], ["spaces/shop/item/price.py"]],
    ["scripts/run.py", "pkg", ["part"], ["pkg/__init__.py", "pkg/part.py"]],
    ["pkg/part.py", ".", ["other"], ["pkg/__init__.py"]],
  ])("%s imports %s", (from, specifier, names, paths) => {
    expect(resolve(from, specifier, names)).toEqual(paths);
  });
});

test("modules of Go that a replacement puts into a folder of another name", () => {
  const resolve = resolver({
    ...sources(
      "shop/cart/cart.go",
      "forks/money/rate/rate.go",
      "forks/log/log.go",
      "bank/bank.go",
      "forks/vendored.go",
    ),
    "shop/go.mod":
      'module example.com/shop\n\nrequire example.com/money v1.2.3\n\nreplace (\n\texample.com/money v1.2.3 => ../forks/money // ours\n\t"example.com/log" => "../forks/log"\n\texample.com/far => example.com/near v1.0.0\n\texample.com/out => ../../out\n)\nreplace example.com/bank => ../bank\n',
    "forks/money/go.mod": "module example.org/fork\n",
  });
  expect(resolve("shop/cart/cart.go", "example.com/money/rate")).toEqual(["forks/money/rate/rate.go"]);
  expect(resolve("shop/cart/cart.go", "example.org/fork/rate")).toEqual(["forks/money/rate/rate.go"]);
  expect(resolve("shop/cart/cart.go", "example.com/log")).toEqual(["forks/log/log.go"]);
  expect(resolve("shop/cart/cart.go", "example.com/bank")).toEqual(["bank/bank.go"]);
  for (const missing of [
    "example.com/far",
    "example.com/out",
    "example.com/money/gone",
    "example.com/moneys",
  ])
    expect(resolve("shop/cart/cart.go", missing)).toEqual([]);
});

describe("packages of Dart", () => {
  const resolve = resolver({
    ...sources(
      "app/lib/main.dart",
      "app/lib/cart.dart",
      "app/lib/material.dart",
      "app/lib/src/page.dart",
      "app/lib/src/cart.dart",
      "money/lib/money.dart",
      "example/lib/cart.dart",
      "example/lib/main.dart",
    ),
    "app/pubspec.yaml": "name: shop\nversion: 1.0.0\ndependencies:\n  money:\n    path: ../money\n",
    "money/pubspec.yaml": "# Money\r\nname: 'money'\r\n",
    "example/pubspec.yaml": "name: shop\n",
  });

  test.each<[string, string, string[]]>([
    ["app/lib/src/page.dart", "package:shop/cart.dart", ["app/lib/cart.dart"]],
    ["app/lib/src/page.dart", "package:shop/src/cart.dart", ["app/lib/src/cart.dart"]],
    ["app/lib/src/page.dart", "cart.dart", ["app/lib/src/cart.dart"]],
    ["app/lib/src/page.dart", "../cart.dart", ["app/lib/cart.dart"]],
    ["app/lib/main.dart", "package:money/money.dart", ["money/lib/money.dart"]],
    ["example/lib/main.dart", "package:shop/cart.dart", ["example/lib/cart.dart"]],
    ["app/lib/main.dart", "package:flutter/material.dart", []],
    ["app/lib/main.dart", "dart:async", []],
    ["app/lib/main.dart", "package:shop", []],
    ["app/lib/main.dart", "package:shop/../../money/lib/money.dart", ["money/lib/money.dart"]],
  ])("%s imports %s", (from, specifier, paths) => {
    expect(resolve(from, specifier)).toEqual(paths);
  });

  test("parts and the library they are of reach each other", async () => {
    expect(
      await reached({
        "pubspec.yaml": "name: shop\n",
        "lib/shop.dart": "library shop;\nimport 'package:shop/src/item.dart';\npart 'src/cart.dart';\n",
        "lib/src/cart.dart": "part of '../shop.dart';\n",
        "lib/src/item.dart": "",
      }),
    ).toEqual({
      "lib/shop.dart": ["lib/src/item.dart", "lib/src/cart.dart"],
      "lib/src/cart.dart": ["lib/shop.dart"],
    });
  });
});

test("files of Ruby are required by the folders that are searched, or beside", async () => {
  expect(
    await reached({
      "lib/shop.rb": 'require "json"\nrequire "shop/cart"\nrequire_relative "shop/json"\n',
      "lib/shop/cart.rb": 'require "json"\nrequire "shop"\nrequire_relative "json"\nrequire "./item"\n',
      "lib/shop/json.rb": "",
      "lib/shop/item.rb": "",
      "app/models/cart.rb": 'require "item"\nrequire "models/order"\n',
      "app/models/item.rb": "",
      "app/models/order.rb": "",
      "test/test_helper.rb": 'require "shop.rb"\n',
      "test/models/cart_test.rb": 'require "test_helper"\n',
    }),
  ).toEqual({
    "lib/shop.rb": ["lib/shop/cart.rb", "lib/shop/json.rb"],
    "lib/shop/cart.rb": ["lib/shop.rb", "lib/shop/json.rb", "lib/shop/item.rb"],
    "app/models/cart.rb": ["app/models/order.rb"],
    "test/test_helper.rb": ["lib/shop.rb"],
    "test/models/cart_test.rb": ["test/test_helper.rb"],
  });
});

test("headers of C itself are no files of the same name", () => {
  const program = resolver(sources("src/time.c", "src/time.h", "src/util/queue.h", "lib/string.h"));
  for (const header of ["<time.h>", "<string.h>", "<stdint.h>"])
    expect(program("src/time.c", header, [], "include")).toEqual([]);
  expect(program("src/time.c", "time.h", [], "include")).toEqual(["src/time.h"]);
  expect(program("src/time.c", "<queue.h>", [], "include")).toEqual(["src/util/queue.h"]);
  const library = resolver(sources("include/time.h", "src/time.c", "src/time.h"));
  expect(library("src/time.c", "<time.h>", [], "include")).toEqual(["include/time.h"]);
});

describe("a manifest is read in time that grows with it", () => {
  const manifests: ReadonlyArray<readonly [string, string]> = [
    ["package.json", "a.ts"],
    ["tsconfig.json", "a.ts"],
    ["composer.json", "a.php"],
    ["go.mod", "a.go"],
    ["Cargo.toml", "a.rs"],
    ["pubspec.yaml", "a.dart"],
  ];
  const hostile: ReadonlyArray<readonly [string, string]> = [
    ["line ends", "\n".repeat(200_000)],
    ["blanks", " ".repeat(200_000)],
    ["one letter", "a".repeat(200_000)],
    ["comments", "/*".repeat(100_000)],
    ["quotes", '"'.repeat(200_001)],
    ["escapes", '"\\'.repeat(100_000)],
    ["commas", ", ".repeat(100_000)],
    ["brackets", "[".repeat(200_000)],
    ["sections", "[a]\nname = \n".repeat(15_000)],
    ["replacements", "replace a => ".repeat(15_000)],
    ["one long name", `module ${"a ".repeat(100_000)}`],
  ];
  const cases = manifests.flatMap(([manifest, from]) =>
    hostile.map(([kind, text]) => [manifest, kind, from, text] as const),
  );

  test.each(cases)("%s full of %s", (manifest, _, from, text) => {
    const resolve = resolver({ ...sources(from), [manifest]: text });
    const started = process.cpuUsage();
    expect(resolve(from, "package:a/b\\c")).toEqual([]);
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(1500);
  });
});
