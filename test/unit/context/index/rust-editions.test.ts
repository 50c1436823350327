/** Where `use` of Rust starts: at the root of the crate in the edition of 2015, at crates and the own module later. */
import { describe, expect, test } from "vitest";
import { resolver, sources } from "./resolver.ts";

const OLD = '[package]\nname = "shop"\n';
const SOURCES = sources("src/lib.rs", "src/cart.rs", "src/http/mod.rs", "src/http/cart.rs", "tests/all.rs");

describe.each([
  ["without an edition", OLD, {}],
  ["of 2015", `${OLD}edition = "2015" # old\n`, {}],
  [
    "of a workspace of 2015",
    `${OLD}edition.workspace = true\n`,
    { "Cargo.toml": '[workspace]\nmembers = ["shop"]\n[workspace.package]\nedition = "2015"\n' },
  ],
])("a package %s", (_, manifest, shared) => {
  const files = { ...SOURCES, "Cargo.toml": manifest };
  const moved = Object.entries(files).map(([path, text]) => [`shop/${path}`, text] as const);
  const resolve = resolver({
    ...Object.fromEntries(moved),
    ...sources("money/src/lib.rs", "money/src/rate.rs"),
    "money/Cargo.toml": '[package]\nname = "money"\nedition = "2021"\n',
    ...shared,
  });

  test.each<[string, string, string[]]>([
    ["src/http/mod.rs", "cart::Item", ["cart.rs"]],
    ["src/http/mod.rs", "::cart::Item", ["cart.rs"]],
    ["src/http/cart.rs", "http::Request", ["http/mod.rs"]],
    ["src/http/cart.rs", "http::cart::Item", []],
    ["src/cart.rs", "Error", ["lib.rs"]],
    ["src/cart.rs", "Error::NotFound", ["lib.rs"]],
    ["src/http/mod.rs", "self::cart::Item", ["http/cart.rs"]],
    ["src/http/mod.rs", "crate::cart::Item", ["cart.rs"]],
    ["src/http/mod.rs", "std::io", []],
    ["tests/all.rs", "cart::Item", []],
    ["tests/all.rs", "shop::cart::Item", ["cart.rs"]],
  ])("%s: use %s", (from, specifier, paths) => {
    expect(resolve(`shop/${from}`, specifier)).toEqual(paths.map((path) => `shop/src/${path}`));
  });

  test("its crates are other packages", () => {
    expect(resolve("shop/src/cart.rs", "money::rate::Rate")).toEqual(["money/src/rate.rs"]);
    expect(resolve("shop/src/lib.rs", "money")).toEqual(["money/src/lib.rs"]);
  });
});

describe.each([
  ["of 2021", `${OLD}edition = "2021"\n`, {}],
  ["that takes over another edition", `${OLD}edition = { workspace = true }\n`, { edition: "2024" }],
  ["that takes over what is not there", `${OLD}edition.workspace = true\n`, {}],
])("a package %s", (_, manifest, { edition }: { readonly edition?: string }) => {
  const shared = edition === undefined ? "" : `[workspace.package]\nedition = "${edition}"\n`;
  const resolve = resolver({ ...SOURCES, "Cargo.toml": manifest + shared });

  test.each<[string, string, string[]]>([
    ["src/http/mod.rs", "cart::Item", ["src/http/cart.rs"]],
    ["src/http/mod.rs", "::cart::Item", []],
    ["src/http/mod.rs", "::shop::cart::Item", ["src/cart.rs"]],
    ["src/cart.rs", "http::Request", []],
    ["src/cart.rs", "Error", []],
  ])("%s: use %s", (from, specifier, paths) => {
    expect(resolve(from, specifier)).toEqual(paths);
  });
});
