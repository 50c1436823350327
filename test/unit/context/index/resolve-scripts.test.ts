/** Where imports of Python, Ruby and Dart lead, by the places in which each language looks for them. */
import { describe, expect, test } from "vitest";
import { resolver, sources } from "./resolver.ts";

describe("Python's packages", () => {
  const resolve = resolver({
    ...sources(
      "src/shop/__init__.py",
      "src/shop/typing.py",
      "src/shop/json/__init__.py",
      "src/shop/cart.py",
      "src/shop/routes.py",
      "jobs/queue.py",
      "jobs/nightly.py",
    ),
  });

  test.each<[string, string, string[], string[]]>([
    ["src/shop/cart.py", "typing", [], []],
    ["src/shop/cart.py", "json", ["loads"], []],
    ["src/shop/cart.py", ".typing", ["Price"], ["src/shop/typing.py"]],
    ["src/shop/cart.py", "shop.json", [], ["src/shop/json/__init__.py"]],
    // Started inside of the package's folder.
    ["src/shop/cart.py", "routes", [], ["src/shop/routes.py"]],
    // A script finds what lies beside it before the standard library.
    ["jobs/nightly.py", "queue", [], ["jobs/queue.py"]],
  ])("%s imports %s with %j", (from, specifier, names, paths) => {
    expect(resolve(from, specifier, names)).toEqual(paths);
  });
});

describe("Ruby", () => {
  const resolve = resolver(
    sources(
      "lib/shop.rb",
      "lib/shop/cart.rb",
      "lib/shop/json.rb",
      "spec/spec_helper.rb",
      "spec/models/cart_spec.rb",
      "test/unit/support/fakes.rb",
      "gems/money/lib/money.rb",
      "gems/money/lib/money/rate.rb",
    ),
  );

  test.each<[string, string, string, string[]]>([
    ["lib/shop/cart.rb", "json", "import", []],
    ["lib/shop/cart.rb", "shop", "import", ["lib/shop.rb"]],
    ["lib/shop.rb", "shop/json", "import", ["lib/shop/json.rb"]],
    ["lib/shop/cart.rb", "json", "include", ["lib/shop/json.rb"]],
    ["spec/models/cart_spec.rb", "spec_helper", "import", ["spec/spec_helper.rb"]],
    ["spec/models/cart_spec.rb", "../../lib/shop/cart", "include", ["lib/shop/cart.rb"]],
    ["spec/models/cart_spec.rb", "shop/cart", "import", ["lib/shop/cart.rb"]],
    ["spec/models/cart_spec.rb", "lib/shop/cart.rb", "import", ["lib/shop/cart.rb"]],
    ["spec/models/cart_spec.rb", "./spec/spec_helper", "import", ["spec/spec_helper.rb"]],
    ["lib/shop/cart.rb", "money", "import", ["gems/money/lib/money.rb"]],
    ["lib/shop/cart.rb", "money/rate", "import", ["gems/money/lib/money/rate.rb"]],
    ["lib/shop/cart.rb", "support/fakes", "import", ["test/unit/support/fakes.rb"]],
  ])("%s names %s by %s", (from, specifier, form, paths) => {
    expect(resolve(from, specifier, [], form)).toEqual(paths);
  });
});

describe("Dart", () => {
  const files = sources(
    "lib/cart.dart",
    "lib/src/price.dart",
    "test/cart_test.dart",
    "test/cart.dart",
    "test/test.dart",
    "packages/money/lib/money.dart",
    "packages/money/lib/src/price.dart",
  );
  const resolve = resolver({
    ...files,
    "pubspec.yaml": "name: shop\ndependencies:\n  money:\n    path: packages/money\n",
    "packages/money/pubspec.yaml": "# ours\nname: 'money'\n",
  });

  test.each<[string, string, string[]]>([
    ["test/cart_test.dart", "package:shop/cart.dart", ["lib/cart.dart"]],
    ["test/cart_test.dart", "package:test/test.dart", []],
    ["test/cart_test.dart", "cart.dart", ["test/cart.dart"]],
    ["lib/cart.dart", "src/price.dart", ["lib/src/price.dart"]],
    ["lib/cart.dart", "package:money/src/price.dart", ["packages/money/lib/src/price.dart"]],
    ["packages/money/lib/money.dart", "package:shop/src/price.dart", ["lib/src/price.dart"]],
    ["lib/cart.dart", "dart:io", []],
  ])("%s imports %s", (from, specifier, paths) => {
    expect(resolve(from, specifier)).toEqual(paths);
  });

  test("a folder of a package, opened alone, finds its files by the end of their paths", () => {
    const inside = resolver(sources("cart.dart", "src/price.dart"));
    expect(inside("cart.dart", "package:shop/src/price.dart")).toEqual(["src/price.dart"]);
  });
});
