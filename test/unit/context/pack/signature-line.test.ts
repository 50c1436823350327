import { describe, expect, it } from "vitest";
import type { Definition } from "../../../../src/server/context/index/view.ts";
import {
  cutSignature,
  plainSignature,
  saysOnlyWhere,
} from "../../../../src/server/context/pack/signature-line.ts";

function define(signature: string, name: string, role = "function"): Definition {
  const place = { id: 1, fileId: 1, startLine: 0, endLine: 0, nameLine: 0, start: 0, end: 0 };
  return { ...place, name, role, signature, container: undefined, doc: undefined };
}

describe("the line of a definition", () => {
  it.each([
    ['#[derive(Debug, Clone)] #[serde(tag = "a]")] pub enum Shape', "Shape", "enum Shape"],
    ["#[inline] /// Adds an item. pub fn add(&mut self, item: Item)", "add", "fn add(&mut self, item: Item)"],
    [
      '@Override @SuppressWarnings("unchecked") public final void add(Item item)',
      "add",
      "void add(Item item)",
    ],
    ['@app.route("/cart", methods=["GET"]) def cart()', "cart", "def cart()"],
    ["[Obsolete] public static int Add(int a)", "Add", "int Add(int a)"],
    [
      "export default async function pay(cart: Cart): Promise<void>",
      "pay",
      "function pay(cart: Cart): Promise<void>",
    ],
    ["pub(crate) unsafe fn raw()", "raw", "fn raw()"],
    ["[1, 2]", "list", "list"],
  ])("of %s", (signature, name, expected) => {
    expect(plainSignature(define(signature, name))).toBe(expected);
  });

  it("is cut, but never before the end of the name", () => {
    expect(cutSignature("fn add(item: Item)", "add", 9)).toBe("fn add(it…");
    expect(cutSignature("fn addEverything()", "addEverything", 4)).toBe("fn addEverything…");
    expect(cutSignature("fn add()", "add", 100)).toBe("fn add()");
  });

  it("leaves out what only repeats the path", () => {
    expect(saysOnlyWhere(define("package shop", "shop", "module"))).toBe(true);
    expect(saysOnlyWhere(define("pub mod cart;", "cart", "module"))).toBe(true);
    expect(saysOnlyWhere(define("namespace Shop", "Shop", "module"))).toBe(false);
  });
});
