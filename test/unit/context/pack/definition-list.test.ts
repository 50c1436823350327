import { describe, expect, it } from "vitest";
import type { Definition } from "../../../../src/server/context/index/view.ts";
import {
  type Entry,
  entryOf,
  writeDefinitions,
} from "../../../../src/server/context/pack/definition-list.ts";
import type { RankedDefinition } from "../../../../src/server/context/rank/cursor.ts";

const NAME_ONLY = 0;
const SIGNATURE = 48;

function ranked(start: number, parts: Partial<Definition>, path = "src/cart.ts"): RankedDefinition {
  const definition: Definition = {
    id: start,
    fileId: 1,
    name: "add",
    role: "function",
    container: undefined,
    startLine: start,
    endLine: start,
    nameLine: start,
    start,
    end: start + 1,
    signature: `${parts.name ?? "add"}(item: Item): void`,
    doc: undefined,
    ...parts,
  };
  return { definition, path, score: 0.5, reason: "named in this file" };
}

function written(...entries: readonly Entry[]): string {
  const byPath = Map.groupBy(entries, (entry) => entry.ranked.path);
  return writeDefinitions([...byPath.keys()], byPath).text;
}

describe("a list of definitions", () => {
  it("says the type of several members once", () => {
    const add = entryOf(ranked(1, { container: "Cart" }), SIGNATURE);
    const drop = entryOf(ranked(2, { name: "drop", container: "Cart" }), SIGNATURE);
    expect(written(drop, add)).toBe(
      "src/\n cart.ts\n  Cart:\n   add(item: Item): void\n   drop(item: Item): void\n",
    );
  });

  it("puts members under the line of their type when it is there", () => {
    const type = entryOf(ranked(0, { name: "Cart", role: "class", signature: "class Cart" }), SIGNATURE);
    const add = entryOf(ranked(1, { container: "Cart" }), SIGNATURE);
    const drop = entryOf(ranked(2, { name: "drop", container: "Cart" }), NAME_ONLY);
    expect(written(add, drop, type)).toBe(
      "src/\n cart.ts\n  class Cart\n   add(item: Item): void\n   drop\n",
    );
  });

  it("says a type and its only member in one line", () => {
    expect(written(entryOf(ranked(1, { container: "Cart" }), SIGNATURE))).toBe(
      "src/\n cart.ts\n  Cart: add(item: Item): void\n",
    );
  });

  it("puts bare names into one line for each type, and those without a type behind them", () => {
    const names = ["add", "drop"].map((name, at) =>
      entryOf(ranked(at + 2, { name, container: "Cart" }), NAME_ONLY),
    );
    const free = ["total", "empty"].map((name, at) => entryOf(ranked(at, { name }), NAME_ONLY));
    expect(written(...free, ...names)).toBe("src/\n cart.ts\n  Cart: add, drop\n  total, empty\n");
  });

  it("leaves a method alone that says its type itself", () => {
    const parts = { name: "Add", container: "Cart", signature: "func (c *Cart) Add(item Item)" };
    expect(written(entryOf(ranked(1, parts), SIGNATURE))).toBe(
      "src/\n cart.ts\n  func (c *Cart) Add(item Item)\n",
    );
  });

  it("lists its entries in the order of the text, each once", () => {
    const entries = [
      entryOf(ranked(1, { name: "zeta" }), NAME_ONLY),
      entryOf(ranked(2, { container: "Cart" }), SIGNATURE),
      entryOf(ranked(3, { name: "open", container: "Door" }), NAME_ONLY),
      entryOf(ranked(4, { name: "total" }), SIGNATURE),
      entryOf(ranked(5, { name: "shut" }, "lib/door.ts"), NAME_ONLY),
    ];
    const list = writeDefinitions(
      ["src/cart.ts", "lib/door.ts"],
      Map.groupBy(entries, (entry) => entry.ranked.path),
    );
    const names = list.entries.map(({ ranked: { definition } }) => definition.name);
    expect(names).toEqual(["add", "open", "total", "zeta", "shut"]);
    expect(names.map((name) => list.text.indexOf(name))).toEqual(
      names.map((name) => list.text.indexOf(name)).toSorted((a, b) => a - b),
    );
  });

  it("shows characters that no editor shows", () => {
    const hidden = { name: "a\u202Eb", container: "C\u200B" };
    expect(written(entryOf(ranked(1, hidden), NAME_ONLY))).not.toMatch(/[\u202E\u200B]/);
  });
});
