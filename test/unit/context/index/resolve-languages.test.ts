/** Where imports lead, language by language, by the manifests of real layouts. */
import { describe, expect, test } from "vitest";
import { resolver, sources } from "./resolver.ts";

describe("packages of a workspace", () => {
  const resolve = resolver({
    ...sources(
      "apps/web/src/main.ts",
      "packages/ui/src/index.ts",
      "packages/ui/src/react.tsx",
      "packages/ui/src/icons/star.tsx",
      "packages/ui/src/theme/dark.ts",
      "packages/ui/src/theme/$&.ts",
      "packages/ui/src/internal/hash.ts",
      "packages/ui/src/platform-node.ts",
      "packages/plain/lib/tools.js",
      "packages/plain/index.js",
    ),
    "packages/ui/package.json": JSON.stringify({
      name: "@acme/ui",
      exports: {
        ".": { types: "./dist/index.d.ts", import: "./dist/index.js" },
        "./react": { import: { types: "./dist/react.d.ts", default: "./dist/react.mjs" } },
        "./icons/*": "./dist/icons/*.js",
        "./themes/*": ["./src/theme/*.ts"],
        "./hidden": null,
      },
      imports: {
        "#internal/*": "./src/internal/*.ts",
        "#platform": { node: "./src/platform-node.ts", default: "./src/platform-web.ts" },
        "#tools": "plain/lib/tools.js",
      },
    }),
    "packages/plain/package.json": JSON.stringify({ name: "plain", main: "index.js" }),
  });

  test.each([
    ["@acme/ui", "packages/ui/src/index.ts"],
    ["@acme/ui/react", "packages/ui/src/react.tsx"],
    ["@acme/ui/icons/star", "packages/ui/src/icons/star.tsx"],
    ["@acme/ui/themes/dark", "packages/ui/src/theme/dark.ts"],
    ["@acme/ui/themes/$&", "packages/ui/src/theme/$&.ts"],
    ["plain", "packages/plain/index.js"],
    ["plain/lib/tools", "packages/plain/lib/tools.js"],
  ])("%s is %s", (specifier, path) => {
    expect(resolve("apps/web/src/main.ts", specifier)).toEqual([path]);
  });

  test.each([
    ["#internal/hash", "packages/ui/src/internal/hash.ts"],
    ["#platform", "packages/ui/src/platform-node.ts"],
    ["#tools", "packages/plain/lib/tools.js"],
  ])("%s inside its package is %s", (specifier, path) => {
    expect(resolve("packages/ui/src/react.tsx", specifier)).toEqual([path]);
    expect(resolve("apps/web/src/main.ts", specifier)).toEqual([]);
  });

  test("what a package does not have, and what is not in the workspace, leads nowhere", () => {
    expect(resolve("apps/web/src/main.ts", "@acme/ui/icons/moon")).toEqual([]);
    expect(resolve("apps/web/src/main.ts", "react")).toEqual([]);
  });
});

describe("paths of a TypeScript configuration", () => {
  const resolve = resolver({
    ...sources(
      "web/src/main.ts",
      "web/src/lib/money.ts",
      "web/src/stores/cart.ts",
      "admin/src/page.ts",
      "shared/util/dates.ts",
      "api/src/route.ts",
      "api/src/db/pool.ts",
      "web/src/routes/$$.tsx",
    ),
    "web/tsconfig.json": '{ "files": [], "references": [{ "path": "./tsconfig.app.json" }] }',
    "web/tsconfig.app.json": `{
      // Vite
      "extends": "../config/base.json",
      "compilerOptions": { "paths": { "@/*": ["./src/*"], "~stores": ["./src/stores/cart.ts"], }, },
    }`,
    "config/base.json": '{ "compilerOptions": { "paths": { "@shared/*": ["../shared/*"] } } }',
    "admin/tsconfig.json": '{ "extends": ["../config/base"] }',
    "api/tsconfig.json": '{ "compilerOptions": { "baseUrl": "./src" } }',
  });

  test.each([
    ["web/src/main.ts", "@/lib/money", "web/src/lib/money.ts"],
    ["web/src/main.ts", "~stores", "web/src/stores/cart.ts"],
    ["admin/src/page.ts", "@shared/util/dates", "shared/util/dates.ts"],
    ["api/src/route.ts", "db/pool", "api/src/db/pool.ts"],
    ["web/src/main.ts", "@/routes/$$", "web/src/routes/$$.tsx"],
  ])("%s finds %s", (from, specifier, path) => {
    expect(resolve(from, specifier)).toEqual([path]);
  });

  test("they hold inside their folder alone, and own paths replace inherited ones", () => {
    expect(resolve("api/src/route.ts", "@/lib/money")).toEqual([]);
    expect(resolve("web/src/main.ts", "@shared/util/dates")).toEqual([]);
  });

  test("a configuration that extends itself is read once", () => {
    const circular = resolver({ ...sources("a.ts"), "tsconfig.json": '{ "extends": "./tsconfig.json" }' });
    expect(circular("a.ts", "x")).toEqual([]);
  });
});

describe("Python", () => {
  const resolve = resolver({
    ...sources(
      "svc/billing/pyproject.toml",
      "svc/billing/src/billing/__init__.py",
      "svc/billing/src/billing/invoice.py",
      "svc/orders/setup.py",
      "svc/orders/orders/__init__.py",
      "svc/orders/orders/place.py",
      "svc/orders/orders/models/__init__.py",
      "svc/orders/tests/json/__init__.py",
      "svc/orders/tests/json/tool.py",
      "tools/run.py",
    ),
  });

  test.each<[string, string, string[], string[]]>([
    ["svc/orders/orders/place.py", "billing.invoice", ["Invoice"], ["svc/billing/src/billing/invoice.py"]],
    [
      "svc/orders/orders/place.py",
      "billing",
      ["invoice"],
      ["svc/billing/src/billing/__init__.py", "svc/billing/src/billing/invoice.py"],
    ],
    ["svc/billing/src/billing/invoice.py", "orders.models", [], ["svc/orders/orders/models/__init__.py"]],
    ["svc/orders/orders/place.py", ".models", ["Order"], ["svc/orders/orders/models/__init__.py"]],
    ["svc/orders/orders/models/__init__.py", "..place", [], ["svc/orders/orders/place.py"]],
    ["tools/run.py", "json.tool", [], []],
  ])("%s imports %s", (from, specifier, names, paths) => {
    expect(resolve(from, specifier, names)).toEqual(paths);
  });
});

describe("Go", () => {
  const resolve = resolver({
    ...sources("cmd/shop/main.go", "internal/cart/cart.go", "internal/cart/cart_test.go", "tool/gen/gen.go"),
    "go.mod": "module example.com/shop\n\ngo 1.24\n",
    "tool/go.mod": 'module "example.com/shop/tool"\n',
  });

  test("packages of the workspace's modules are followed, without their tests", () => {
    expect(resolve("cmd/shop/main.go", "example.com/shop/internal/cart")).toEqual(["internal/cart/cart.go"]);
    expect(resolve("cmd/shop/main.go", "example.com/shop/tool/gen")).toEqual(["tool/gen/gen.go"]);
    expect(resolve("cmd/shop/main.go", "fmt")).toEqual([]);
  });
});

describe("Rust", () => {
  const resolve = resolver({
    ...sources(
      "shop/src/main.rs",
      "shop/src/cart.rs",
      "shop/src/cart/item.rs",
      "engine/core/root.rs",
      "engine/core/store.rs",
      "engine/core/store/disk.rs",
      "shop/src/bin/till.rs",
      "shop/src/bin/drawer.rs",
      "shop/src/tests/sums.rs",
      "shop/src/tests/sums/large.rs",
      "shop/tests/checkout.rs",
      "shop/tests/common/mod.rs",
      "shop/tools/report/program.rs",
      "shop/tools/report/table.rs",
      "flat.rs",
      "flat_part.rs",
      "money-lib/src/lib.rs",
      "money-lib/src/round.rs",
    ),
    "shop/Cargo.toml": `[package]
authors = ["Ada <ada@example.com>", "Grace [maintainer]"]
name = "shop"

[[bin]]
name = "till"

[[bin]]
name = "report"
path = "tools/report/program.rs"

[dependencies]
serde = { version = "1", features = ["derive"] }
cash = { package = "money-lib", path = "../money-lib" }
`,
    "engine/Cargo.toml": '[package]\nname = "engine-core"\n\n[lib]\nname = "engine"\npath = "core/root.rs"\n',
    "money-lib/Cargo.toml": "[package]\nname = 'money-lib'\n",
    "Cargo.toml": '[package]\nname = "flat"\n\n[lib]\npath = "flat.rs"\n',
  });

  test.each<[string, string, string[]]>([
    ["shop/src/main.rs", "crate::cart::item::Item", ["shop/src/cart/item.rs"]],
    ["shop/src/cart/item.rs", "super::total", ["shop/src/cart.rs"]],
    ["shop/src/main.rs", "engine::store::disk", ["engine/core/store/disk.rs"]],
    ["engine/core/store/disk.rs", "crate::store", ["engine/core/store.rs"]],
    ["shop/src/main.rs", "money_lib::round", ["money-lib/src/round.rs"]],
    ["shop/src/main.rs", "cash::round::half_up", ["money-lib/src/round.rs"]],
    ["shop/src/main.rs", "serde::Deserialize", []],
    ["shop/tests/checkout.rs", "crate::common::cart", ["shop/tests/common/mod.rs"]],
    ["flat_part.rs", "crate::flat_part", []],
    ["flat.rs", "crate::flat_part::Part", ["flat_part.rs"]],
  ])("%s uses %s", (from, specifier, paths) => {
    expect(resolve(from, specifier)).toEqual(paths);
  });

  test("a module is beside the root of its crate, whatever the root is called", () => {
    expect(resolve("engine/core/root.rs", "store", [], "module")).toEqual(["engine/core/store.rs"]);
    expect(resolve("shop/src/cart.rs", "item", [], "module")).toEqual(["shop/src/cart/item.rs"]);
  });

  test.each([
    ["shop/tests/checkout.rs", "common", "shop/tests/common/mod.rs"],
    ["shop/src/bin/till.rs", "drawer", "shop/src/bin/drawer.rs"],
    ["shop/tools/report/program.rs", "table", "shop/tools/report/table.rs"],
    ["shop/src/tests/sums.rs", "large", "shop/src/tests/sums/large.rs"],
  ])("%s has the module %s: tests and programs are crates of their own", (from, name, path) => {
    expect(resolve(from, name, [], "module")).toEqual([path]);
  });
});

describe("Cargo.toml", () => {
  test("with Windows line ends and comments", () => {
    const manifest = '[package] # ours\r\nname = "s"\r\n\r\n[ lib ] # elsewhere\r\npath = "core/root.rs"\r\n';
    const resolve = resolver({ ...sources("core/root.rs", "core/a.rs"), "Cargo.toml": manifest });
    expect(resolve("core/root.rs", "crate::a")).toEqual(["core/a.rs"]);
  });

  test.each([
    ["blank lines", "[lib]", "\n".repeat(100_000)],
    ["brackets", "", "[".repeat(200_000)],
    ["a bracket and blanks", "[", " ".repeat(5000)],
  ])(
    "full of %s is read in time that grows with its length",
    (_, start, filling) => {
      const manifest = `${start}${filling}\n[package]\nname = "money"\n`;
      const resolve = resolver({ ...sources("a.rs", "money/src/lib.rs"), "money/Cargo.toml": manifest });
      expect(resolve("a.rs", "money::Cents")).toEqual(["money/src/lib.rs"]);
    },
    5000,
  );
});

describe("Java and Kotlin", () => {
  const root = "app/src/main/java/com/shop";
  const resolve = resolver(
    sources(
      `${root}/Main.java`,
      `${root}/cart/Cart.java`,
      `${root}/cart/Item.kt`,
      `${root}/cart/notes.md`,
      `${root}/cart/deep/Deep.java`,
      "other/src/main/java/org/cart/Cart.java",
    ),
  );

  test.each<[string, string[], string[]]>([
    ["com.shop.cart.Cart", [], [`${root}/cart/Cart.java`]],
    ["com.shop.cart.Cart.Line", [], [`${root}/cart/Cart.java`]],
    ["com.shop.cart.*", [], [`${root}/cart/Cart.java`, `${root}/cart/Item.kt`]],
    ["com.shop.cart", ["*"], [`${root}/cart/Cart.java`, `${root}/cart/Item.kt`]],
    ["com.shop.cart.Cart", ["*"], [`${root}/cart/Cart.java`]],
    ["java.util", ["*"], []],
  ])("%s with %j", (specifier, names, paths) => {
    expect(resolve(`${root}/Main.java`, specifier, names)).toEqual(paths);
  });
});

describe("C", () => {
  const resolve = resolver(
    sources("src/cart.c", "src/cart.h", "include/shop/money.h", "vendor/shop/money.h", "src/io/file.h"),
  );

  test.each([
    ["cart.h", ["src/cart.h"]],
    ["io/file.h", ["src/io/file.h"]],
    ["<shop/money.h>", ["include/shop/money.h"]],
    ["<stdio.h>", []],
  ])("%s", (specifier, paths) => {
    expect(resolve("src/cart.c", specifier, [], "include")).toEqual(paths);
  });
});
