/** Code that no person nests so deeply must not cost the parser its life: it is given up for a language soon. */
import { beforeAll, expect, test } from "vitest";
import { createFileParser, type FileParser } from "../../../../src/server/context/parse/parser.ts";
import type { ParsedFile } from "../../../../src/server/context/parse/types.ts";
import { grammarFolder } from "./grammar-folder.ts";

let parser: FileParser;

beforeAll(async () => {
  parser = await createFileParser(await grammarFolder());
}, 60_000);

function parseRust(text: string): Promise<ParsedFile> {
  return parser.parseFile(text, "rust", { budgetMs: 60_000, references: false });
}

test("of imports only what is not too deep is followed", async () => {
  const nested = (depth: number): string => `use ${"a::{".repeat(depth)}b${"}".repeat(depth)};\n`;
  const { imports } = await parseRust(nested(60));
  expect(imports.map(({ specifier }) => specifier)).toEqual([`${"a::".repeat(60)}b`]);
  const deep = await parseRust(`use c::d;\n${nested(20_000)}`);
  expect(deep.fallback).toBeUndefined();
  expect(deep.imports.map(({ specifier }) => specifier)).toEqual(["c::d"]);
}, 60_000);

test("of the modules around an import the innermost are told", async () => {
  const text = Array.from({ length: 500 }, (_, at) => `mod m${at} {\nmod x;\n`).join("") + "}".repeat(500);
  const { imports } = await parseRust(text);
  expect(imports).toHaveLength(500);
  expect(imports[1]?.details?.inside?.map(({ name }) => name)).toEqual(["m0", "m1"]);
  const innermost = imports.at(-1)?.details?.inside ?? [];
  expect([innermost.length, innermost.at(-1)?.name]).toEqual([64, "m499"]);
  expect(JSON.stringify(imports).length).toBeLessThan(1_000_000);
}, 60_000);

test.each([
  ["modules", "mod a;".repeat(30_000)],
  ["keywords", "mod use ".repeat(25_000)],
  ["half imports", "use a::".repeat(30_000)],
  ["attributes", `${'#[path = "a"] '.repeat(14_000)} mod x;`],
  ["half attributes", `${'#["'.repeat(60_000)} mod x;`],
  ["marks", "# ".repeat(100_000)],
  ["nested modules", `${"mod a { ".repeat(20_000)}${"}".repeat(20_000)}`],
  ["modules with open strings", 'mod a { "'.repeat(20_000)],
  ["modules with open comments", "mod a { /* ".repeat(20_000)],
  ["blanks", `mod${" ".repeat(200_000)}`],
  ["one name", `mod ${"a".repeat(200_000)}`],
])("a macro full of %s is read in time that grows with it", async (_, tokens) => {
  const started = process.cpuUsage();
  const { fallback } = await parseRust(`m! { ${tokens} }`);
  expect(fallback).toBeUndefined();
  expect(process.cpuUsage(started).user / 1000).toBeLessThan(3000);
});
