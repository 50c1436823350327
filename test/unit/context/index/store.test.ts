import { expect, test } from "vitest";
import { openDatabase } from "../../../../src/server/context/index/schema.ts";
import { SqliteView } from "../../../../src/server/context/index/sqlite-view.ts";
import { IndexStore } from "../../../../src/server/context/index/store.ts";
import type { ParsedFile } from "../../../../src/server/context/parse/types.ts";

const PARSED: ParsedFile = { language: "typescript", tags: [], imports: [], bodies: [], hasError: false };

function file(path: string, text: string) {
  return { path, text, language: "typescript", bytes: text.length, modifiedMs: 1, hash: text };
}

test("inside a transaction a file is found once, by its newest words, and not at all once it is gone", () => {
  const database = openDatabase(":memory:");
  const store = new IndexStore(database);
  const view = new SqliteView(database, "/", store.pending);
  const found = (word: string) => view.search([word], 1).map((hit) => view.file(hit.fileId)?.path);
  store.begin();
  const id = store.putText(file("cart.ts", "export const loyalty = 1;"));
  store.putText(file("other.ts", "export const cart = 2;"));
  expect(found("cart")).toEqual(["cart.ts"]);
  store.putParsed(id, "cart.ts", "export const loyalty = 1;", PARSED);
  // A scan that ran meanwhile may have had it parsed twice.
  store.putParsed(id, "cart.ts", "export const loyalty = 1;", PARSED);
  expect(found("loyalty")).toEqual(["cart.ts"]);
  store.putText(file("cart.ts", "export const discount = 1;"));
  expect(found("loyalty")).toEqual([]);
  expect(found("cart")).toEqual(["cart.ts"]);
  store.remove("cart.ts");
  expect(found("cart")).toEqual([]);
  store.commit();
  expect(found("cart")).toEqual([]);
  expect(view.filesWith("discount", 10)).toEqual([]);
  expect(database.prepare("SELECT count(*) AS n FROM search").get()).toEqual({ n: 1 });
});

test("modules with a place of their own stay known until their file is parsed again", () => {
  const store = new IndexStore(openDatabase(":memory:"));
  const parsedAs = (...paths: readonly string[]): ParsedFile => ({
    ...PARSED,
    imports: [
      { specifier: "cart", names: [], form: "module", line: 0 },
      { specifier: "a::b", names: [], form: "import", line: 1, details: { inside: [{ name: "tests" }] } },
      ...paths.map((path) => ({
        ...({ specifier: "imp", names: [], form: "module", line: 2 } as const),
        details: { paths: [{ path }] },
      })),
    ],
  });
  const places = () =>
    store.imports.placedModules().map(({ from, details }) => [from, details?.paths?.[0]?.path]);
  store.begin();
  const id = store.putText(file("lib.rs", "1"));
  expect(store.putParsed(id, "lib.rs", "1", parsedAs())).toBe(false);
  expect(store.putParsed(id, "lib.rs", "1", parsedAs("one.rs"))).toBe(true);
  store.putText(file("lib.rs", "2"));
  expect(places()).toEqual([["lib.rs", "one.rs"]]);
  expect(store.imports.ofFile(id)).toHaveLength(1);
  expect(store.putParsed(id, "lib.rs", "2", parsedAs("one.rs"))).toBe(false);
  expect(store.imports.ofFile(id)).toHaveLength(3);
  expect(store.putParsed(id, "lib.rs", "2", parsedAs("two.rs", "three.rs"))).toBe(true);
  expect(places()).toEqual([
    ["lib.rs", "two.rs"],
    ["lib.rs", "three.rs"],
  ]);
  store.remove("lib.rs");
  expect(places()).toEqual([]);
  store.commit();
});
