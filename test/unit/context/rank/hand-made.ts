/** A small shop in memory: an index whose every entry a test can read off this page. */
import { countIdentifiers } from "../../../../src/server/context/index/identifiers.ts";
import { stem } from "../../../../src/server/context/index/stem.ts";
import type {
  Definition,
  FileRecord,
  ImportEdge,
  IndexView,
} from "../../../../src/server/context/index/view.ts";
import { searchWords } from "../../../../src/server/context/index/words.ts";
import type { FoldableBody } from "../../../../src/server/context/parse/types.ts";

export interface HandMadeFile {
  readonly text: string;
  readonly language?: string;
  /** Paths of imported files with the imported names. */
  readonly imports?: Readonly<Record<string, readonly string[]>>;
  readonly committedMs?: number;
  readonly modifiedMs?: number;
}

/** Lines such as `export function addItem(cart: Cart): void {` … `}` and `export class Cart {` … `}`. */
const DECLARATION = /^( *)(?:export )?(function|class|interface|const) (\w+)/;

function definitionsOf(fileId: number, text: string): Definition[] {
  const lines = text.split("\n");
  const found: Definition[] = [];
  let start = 0;
  lines.forEach((line, at) => {
    const match = DECLARATION.exec(line);
    if (match !== null) {
      const [, indent = "", role = "", name = ""] = match;
      const close = lines.findIndex((other, below) => below > at && other === `${indent}}`);
      const endLine = line.trimEnd().endsWith("{") && close !== -1 ? close : at;
      const length = lines.slice(at, endLine + 1).join("\n").length;
      const above = lines[at - 1] ?? "";
      found.push({
        id: fileId * 1000 + found.length,
        fileId,
        name,
        role: role === "const" ? "constant" : role,
        container: undefined,
        startLine: at,
        endLine,
        nameLine: at,
        start,
        end: start + length,
        signature: line.replace(/\s*\{$/, "").trim(),
        doc: above.startsWith("//") ? above.slice(3) : undefined,
      });
    }
    start += line.length + 1;
  });
  return found;
}

function bodiesOf(text: string, definitions: readonly Definition[]): FoldableBody[] {
  return definitions
    .filter(({ role, startLine, endLine }) => role === "function" && endLine > startLine)
    .map(({ start, end }) => ({ startOffset: text.indexOf("{\n", start), endOffset: end }));
}

class HandMadeView implements IndexView {
  readonly root = "/shop";
  readonly #files: FileRecord[];
  readonly #made: ReadonlyMap<string, HandMadeFile>;

  constructor(files: Readonly<Record<string, HandMadeFile>>) {
    this.#made = new Map(Object.entries(files));
    this.#files = [...this.#made].map(([path, file], at) => ({
      id: at + 1,
      path,
      language: file.language ?? "typescript",
      bytes: file.text.length,
      lines: file.text.split("\n").length,
      hash: `${path}:${file.text}`,
      modifiedMs: file.modifiedMs ?? 0,
      committedMs: file.committedMs ?? at + 1,
    }));
  }

  fileCount(): number {
    return this.#files.length;
  }

  files(): FileRecord[] {
    return this.#files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  }

  file(id: number): FileRecord | undefined {
    return this.#files.find((file) => file.id === id);
  }

  fileAt(path: string): FileRecord | undefined {
    return this.#files.find((file) => file.path === path);
  }

  definitionsNamed(name: string): Definition[] {
    return this.#files.flatMap(({ id }) => this.definitionsIn(id)).filter((found) => found.name === name);
  }

  definitionsIn(fileId: number): Definition[] {
    return definitionsOf(fileId, this.text(fileId) ?? "");
  }

  identifiersIn(fileId: number): ReadonlyMap<string, number> {
    return countIdentifiers(this.text(fileId) ?? "");
  }

  fileFrequency(name: string): number {
    return this.filesWith(name, Infinity).length;
  }

  filesWith(name: string, limit: number): number[] {
    const found = this.#files.filter(({ id }) => this.identifiersIn(id).has(name)).map(({ id }) => id);
    return found.slice(0, limit);
  }

  importsOf(fileId: number): ImportEdge[] {
    const imports = this.#made.get(this.file(fileId)?.path ?? "")?.imports ?? {};
    return Object.entries(imports).flatMap(([path, names]) => {
      const toFileId = this.fileAt(path)?.id;
      return toFileId === undefined ? [] : [{ fromFileId: fileId, toFileId, names }];
    });
  }

  importersOf(fileId: number): ImportEdge[] {
    return this.#files.flatMap(({ id }) => this.importsOf(id)).filter((edge) => edge.toFileId === fileId);
  }

  bodiesOf(fileId: number): FoldableBody[] {
    return bodiesOf(this.text(fileId) ?? "", this.definitionsIn(fileId));
  }

  search(words: readonly string[], limit: number) {
    const stems = words.map(stem);
    return this.#files
      .map(({ id, path }) => {
        const has = searchWords(`${path} ${this.text(id) ?? ""}`.match(/\w+/g) ?? []).map(stem);
        return { fileId: id, score: stems.filter((wanted) => has.includes(wanted)).length };
      })
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score)
      .slice(0, limit);
  }

  text(fileId: number): string | undefined {
    return this.#made.get(this.file(fileId)?.path ?? "")?.text;
  }
}

export function handMadeView(files: Readonly<Record<string, HandMadeFile>>): IndexView {
  return new HandMadeView(files);
}

export const SHOP: Readonly<Record<string, HandMadeFile>> = {
  "src/cart.ts": {
    text: [
      "// Things a customer wants to buy.",
      "export class Cart {",
      "}",
      "// Adds an item to the cart.",
      "export function addItem(cart: Cart, item: Item): void {",
      "  cart.items.push(item);",
      "  audit(item);",
      "}",
    ].join("\n"),
    imports: { "src/item.ts": ["Item"] },
    committedMs: 30,
  },
  "src/item.ts": {
    text: "export interface Item {\n  price: number;\n}\n",
    committedMs: 10,
  },
  "src/discount.ts": {
    text: [
      "// Lowers the price for loyal customers.",
      "export function loyaltyDiscount(cart: Cart): number {",
      "  const years = 3;",
      "  return years * 2;",
      "}",
    ].join("\n"),
    imports: { "src/cart.ts": ["Cart"] },
    committedMs: 20,
  },
  "src/checkout.ts": {
    text: [
      "export function checkout(cart: Cart): void {",
      "  addItem(cart, gift);",
      "  pay(loyaltyDiscount(cart));",
      "}",
    ].join("\n"),
    imports: { "src/cart.ts": ["Cart", "addItem"], "src/discount.ts": ["loyaltyDiscount"] },
    committedMs: 40,
  },
  "src/weather.ts": {
    text: "export function forecastRain(): boolean {\n  return true;\n}\n",
    committedMs: 5,
  },
  "test/discount.test.ts": {
    text: "export function testLoyaltyDiscount(): void {\n  loyaltyDiscount(new Cart());\n}\n",
    imports: { "src/discount.ts": ["loyaltyDiscount"], "src/cart.ts": ["Cart"] },
    committedMs: 50,
  },
};
