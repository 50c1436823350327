import { readdirSync, readFileSync } from "node:fs";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { Parser, Tree } from "web-tree-sitter";
import { createFileParser, type FileParser } from "../../../../src/server/context/parse/parser.ts";
import type { ParsedFile } from "../../../../src/server/context/parse/types.ts";
import { createRandom, type Random } from "../../../bench/context/random.ts";
import { grammarFolder } from "./grammar-folder.ts";

const samples = new URL("../../../fixtures/grammars/", import.meta.url);
const patient = { budgetMs: 60_000, references: false };
let parser: FileParser;

beforeAll(async () => {
  parser = await createFileParser(await grammarFolder());
}, 60_000);

afterEach(() => {
  vi.restoreAllMocks();
});

/** The sample of the language, with one or the other line ends. */
function sampleOf(language: string, random: Random): string {
  const text = readFileSync(new URL(`${language}/sample.txt`, samples), "utf8");
  return random.below(3) === 0 ? text.replaceAll(/\r?\n/g, "\r\n") : text;
}

const TYPED = [
  "\n",
  " ",
  "x",
  "(",
  ")",
  "{",
  "}",
  '"',
  "`",
  "#",
  "/*",
  "😀",
  "\ud83d",
  "\ude00",
  "é",
  "- a\n",
];

/** What somebody may do to a file from one save to the next. */
function edited(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  const line = text.lastIndexOf("\n", at - 1) + 1;
  const next = text.indexOf("\n", at) + 1 || text.length;
  const edits = [
    () => text.slice(0, at) + random.pick(TYPED) + text.slice(at),
    () => text.slice(0, at) + text.slice(at + 1 + random.below(8)),
    () => text.slice(0, line) + text.slice(next),
    () => text.slice(0, next) + text.slice(line, next) + text.slice(next),
    () => text.slice(0, line) + random.pick(["\n", "\r\n", "  "]) + text.slice(line),
    () => text.slice(0, at) + text.slice(at).replace(/\w{4,}/, "$&2"),
  ];
  return random.pick(edits)();
}

function oldTrees(parse: { readonly mock: { readonly calls: readonly (readonly unknown[])[] } }): number {
  return parse.mock.calls.filter(([, before]) => before !== undefined).length;
}

describe.each(readdirSync(samples))("%s", (language) => {
  it("edited again and again is what it is when parsed from its beginning", async () => {
    const parse = vi.spyOn(Parser.prototype, "parse");
    let sound = 0;
    for (const seed of [1, 2]) {
      const random = createRandom(seed);
      let text = sampleOf(language, random);
      const keepAs = `${language} ${seed}`;
      await parser.parseFile(text, language, { ...patient, keepAs });
      for (let edit = 0; edit < 25; edit++) {
        const before = text;
        text = edited(text, random);
        const mended = await parser.parseFile(text, language, { ...patient, keepAs });
        const fresh = await parser.parseFile(text, language, patient);
        expect(mended).toEqual(fresh);
        if (fresh.hasError && random.below(3) > 0) text = before;
        if (!fresh.hasError) sound++;
      }
    }
    expect(sound).toBeGreaterThan(0);
    expect(oldTrees(parse)).toBeGreaterThan(0);
  }, 60_000);
});

describe("what is kept", () => {
  const text = sampleOf("typescript", createRandom(1)).repeat(3);

  it("makes the next tree out of the last one", async () => {
    const parse = vi.spyOn(Parser.prototype, "parse");
    await parser.parseFile(text, "typescript", { ...patient, keepAs: "one.ts" });
    await parser.parseFile(`${text}\n`, "typescript", { ...patient, keepAs: "one.ts" });
    await parser.parseFile(`${text}\n`, "typescript", { ...patient, keepAs: "two.ts" });
    await parser.parseFile(`${text}\n`, "javascript", { ...patient, keepAs: "one.ts" });
    await parser.parseFile(`${text}\n`, "typescript", patient);
    await parser.parseFile(`${text}\n`, "typescript", { ...patient, keepAs: "one.ts", references: true });
    const started = parse.mock.calls.filter(([source]) => source.toString().length > 10);
    expect(started.map(([, before]) => before !== undefined)).toEqual([
      false,
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  it("is a few trees, and each of the others is deleted", async () => {
    const own = await createFileParser(await grammarFolder());
    const parse = vi.spyOn(Parser.prototype, "parse");
    const copy = vi.spyOn(Tree.prototype, "copy");
    const remove = vi.spyOn(Tree.prototype, "delete");
    const made = (): number => {
      const parsed = parse.mock.results.filter(({ value }) => value !== null);
      return parsed.length + copy.mock.results.length;
    };
    const deleted = (): number => remove.mock.calls.length;
    for (let file = 0; file < 40; file++) {
      const keepAs = `file${file}.ts`;
      for (const more of ["", "\n", "let broken = (;\n", "\n\n"])
        await own.parseFile(text + more, "typescript", { ...patient, keepAs });
    }
    expect(made()).toBeGreaterThan(200);
    expect(made() - deleted()).toBe(16);
    const large = text.repeat(Math.ceil(300_000 / text.length));
    for (const keepAs of ["large.ts", "larger.ts"])
      await own.parseFile(large, "typescript", { ...patient, keepAs });
    expect(made() - deleted()).toBe(1);
  }, 60_000);

  it("survives a text that is broken, or too slow, or not wanted any more", async () => {
    const keepAs = "odd.ts";
    const parseNow = (source: string, limits = {}): Promise<ParsedFile> =>
      parser.parseFile(source, "typescript", { ...patient, keepAs, ...limits });
    await parseNow(text);
    expect((await parseNow(`${text}let broken = (;\n`)).hasError).toBe(true);
    const changed = text.replaceAll("\n", " \n");
    expect((await parseNow(changed, { cancelled: () => true })).fallback).toBe("time-budget");
    expect((await parseNow(changed, { budgetMs: -1 })).fallback).toBe("time-budget");
    const parse = vi.spyOn(Parser.prototype, "parse");
    const mended = await parseNow(`${text}\n`);
    expect(oldTrees(parse)).toBe(1);
    expect(mended).toEqual(await parser.parseFile(`${text}\n`, "typescript", patient));
  });
});
