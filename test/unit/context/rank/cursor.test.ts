import { describe, expect, it } from "vitest";
import { rankAtCursor } from "../../../../src/server/context/rank/cursor.ts";
import { NameGraph } from "../../../../src/server/context/rank/name-graph.ts";
import { handMadeView, SHOP } from "./hand-made.ts";

const CHECKOUT = SHOP["src/checkout.ts"]?.text ?? "";

function rank(text: string, path = "src/checkout.ts") {
  const view = handMadeView(SHOP);
  const offset = text.indexOf("|");
  const query = { path, language: "typescript", text: text.replace("|", ""), offset };
  return rankAtCursor(new NameGraph(view), view, query);
}

describe("ranking at a cursor", () => {
  it("puts definitions that are named nearby and imported before strangers", () => {
    const names = rank(CHECKOUT.replace("pay(", "|pay(")).map(({ definition }) => definition.name);
    expect(names.slice(0, 3).toSorted()).toEqual(["Cart", "addItem", "loyaltyDiscount"]);
    expect(names.indexOf("Cart")).toBeLessThan(
      names.includes("forecastRain") ? names.indexOf("forecastRain") : Infinity,
    );
  });

  it("finds a name that the file does not have yet, because related files use it", () => {
    const hidden = "export function checkout(cart: Cart): void {\n  |\n}\n";
    const ranked = rank(hidden);
    const found = ranked.find(({ definition }) => definition.name === "addItem");
    expect(found?.reason).toMatch(/imported|related|signature|words|folder/);
  });

  it("goes on to what imported files import while there is room, names that nothing uses included", () => {
    const files = {
      "src/app/start.ts": { text: "start();", imports: { "src/core/engine.ts": ["start"] } },
      "src/core/engine.ts": {
        text: "export function start(): void {\n}",
        imports: { "src/wheels/rim.ts": ["turnRim"] },
      },
      "src/wheels/rim.ts": {
        text: "export function turnRim(): void {\n}\nexport function oilHub(): void {\n}",
      },
      "lib/tyre.ts": { text: "export function pumpTyre(): void {\n}" },
    };
    const view = handMadeView(files);
    const query = { path: "src/app/start.ts", language: "typescript", text: "start();", offset: 0 };
    const names = rankAtCursor(new NameGraph(view), view, query).map(({ definition }) => definition.name);
    expect(names).toEqual(expect.arrayContaining(["start", "turnRim", "oilHub"]));
    expect(names).not.toContain("pumpTyre");
  });

  it("offers a name that many files define only from those that are near", () => {
    const definition = { text: "export function build(): void {\n}" };
    const far = Array.from({ length: 40 }, (_, at) => [`lib${at}/part.ts`, definition] as const);
    const files = {
      "src/app/start.ts": { text: "build();" },
      "src/app/tools.ts": definition,
      ...Object.fromEntries(far),
    };
    const view = handMadeView(files);
    const query = { path: "src/app/start.ts", language: "typescript", text: "build();", offset: 0 };
    const paths = rankAtCursor(new NameGraph(view), view, query).map(({ path }) => path);
    expect(paths[0]).toBe("src/app/tools.ts");
    // Those that use the same names, two dozen at most, are near, too.
    expect(paths.length).toBeLessThanOrEqual(25);
  });

  it("looks into the folders around a file that imports nothing", () => {
    const files = {
      "src/app/start.ts": { text: "" },
      "src/app/parts/door.ts": { text: "export function openDoor(): void {\n}" },
      "src/wheels/rim.ts": { text: "export function turnRim(): void {\n}" },
      "lib/tyre.ts": { text: "export function pumpTyre(): void {\n}" },
    };
    const view = handMadeView(files);
    const query = { path: "src/app/start.ts", language: "typescript", text: "", offset: 0 };
    const names = rankAtCursor(new NameGraph(view), view, query).map(({ definition }) => definition.name);
    expect(names.toSorted()).toEqual(["openDoor", "turnRim"]);
  });

  it("offers what the files use that use the names near the cursor, and says so", () => {
    const far = { imports: {} };
    const files = {
      "src/tea/brew.ts": { text: "const pot = heatKettle();\n" },
      "kitchen/kettle.ts": { text: "export function heatKettle(): void {\n}" },
      "kitchen/sieve.ts": { text: "export function strainLeaves(): void {\n}" },
      "kitchen/oven.ts": { text: "export function bakeBread(): void {\n}" },
      "shop/one.ts": { ...far, text: "heatKettle();\nstrainLeaves();" },
      "shop/two.ts": { ...far, text: "heatKettle();\nstrainLeaves();" },
      "shop/three.ts": { ...far, text: "bakeBread();\nbakeBread();" },
    };
    const view = handMadeView(files);
    const text = files["src/tea/brew.ts"].text;
    const query = { path: "src/tea/brew.ts", language: "typescript", text, offset: text.length };
    const ranked = rankAtCursor(new NameGraph(view), view, query);
    const names = ranked.map(({ definition }) => definition.name);
    expect(names).toContain("strainLeaves");
    expect(names).not.toContain("bakeBread");
    const found = ranked.find(({ definition }) => definition.name === "strainLeaves");
    expect(found?.reason).toContain("files that use the same names use it");
  });

  it("offers names that share words with what stands near the cursor, wherever they are defined", () => {
    const files = {
      "src/app/start.ts": { text: "const invoiceTotal = 1;\n" },
      "lib/money.ts": {
        text: "export function printInvoice(): void {\n}\nexport function melt(): void {\n}",
      },
    };
    const view = handMadeView(files);
    const text = files["src/app/start.ts"].text;
    const query = { path: "src/app/start.ts", language: "typescript", text, offset: text.length };
    const names = rankAtCursor(new NameGraph(view), view, query).map(({ definition }) => definition.name);
    expect(names).toEqual(["printInvoice"]);
  });

  it("never offers the file's own definitions", () => {
    expect(rank(`|${CHECKOUT}`).map(({ path }) => path)).not.toContain("src/checkout.ts");
  });

  it("works for a file that the index does not have", () => {
    const names = rank("const cart = new Cart();\n|", "src/unsaved.ts").map(
      ({ definition }) => definition.name,
    );
    expect(names).toContain("Cart");
  });

  it("gives the same answer twice, and after a file was forgotten and read again", () => {
    const view = handMadeView(SHOP);
    const graph = new NameGraph(view);
    const query = { path: "src/checkout.ts", language: "typescript", text: CHECKOUT, offset: 50 };
    const plain = () =>
      rankAtCursor(graph, view, query).map(({ definition, score }) => [definition.id, score]);
    const first = plain();
    expect(first.length).toBeGreaterThan(2);
    expect(plain()).toEqual(first);
    graph.forget(new Set(view.files().map(({ id }) => id)));
    expect(plain()).toEqual(first);
  });

  it("has nothing left of another query", () => {
    const view = handMadeView(SHOP);
    const graph = new NameGraph(view);
    const paths = view.files().map(({ path }) => path);
    const plain = (of: NameGraph, path: string) => {
      const query = { path, language: "typescript", text: SHOP[path]?.text ?? "", offset: 0 };
      return rankAtCursor(of, view, query).map(({ path, score, reason }) => [path, score, reason]);
    };
    const alone = paths.map((path) => plain(new NameGraph(view), path));
    expect(paths.map((path) => plain(graph, path))).toEqual(alone);
    expect(new Set(alone.map((ranked) => JSON.stringify(ranked))).size).toBeGreaterThan(1);
  });

  it("is the same after an edit as in a graph made anew", () => {
    const edited = {
      ...SHOP,
      // `addItem` is defined in another file now, and `Cart` no longer.
      "src/item.ts": { ...SHOP["src/item.ts"], text: "export function addItem(): void {\n}\n" },
      "src/cart.ts": { ...SHOP["src/cart.ts"], text: "export class Basket {\n}\n" },
    };
    let files = handMadeView(SHOP);
    const view = new Proxy(files, {
      get: (_, key) => {
        const value: unknown = Reflect.get(files, key, files);
        return typeof value === "function" ? (value.bind(files) as unknown) : value;
      },
    });
    const graph = new NameGraph(view);
    graph.warm();
    files = handMadeView(edited);
    graph.forget(new Set(["src/item.ts", "src/cart.ts"].map((path) => files.fileAt(path)?.id ?? -1)));
    const fresh = new NameGraph(files);
    const names = (of: NameGraph) =>
      files.files().map(({ id, path }) => ({
        path,
        uses: of
          .used(id)
          .map((nameId) => of.nameOf(nameId))
          .toSorted(),
        defines: of
          .definedIn(id)
          .map((nameId) => `${of.nameOf(nameId)} ${of.frequency(nameId)}`)
          .toSorted(),
      }));
    expect(names(graph)).toEqual(names(fresh));
    expect(names(graph)).not.toEqual(names(new NameGraph(handMadeView(SHOP))));
  });

  it("keeps scores between 0 and 1, best first", () => {
    const scores = rank(`|${CHECKOUT}`).map(({ score }) => score);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    for (const score of scores) expect(score > 0 && score < 1).toBe(true);
  });
});
