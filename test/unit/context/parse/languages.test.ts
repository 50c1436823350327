import { readdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { languageById, languageOfPath, languages } from "../../../../src/server/context/parse/languages.ts";
import { createFileParser, type FileParser } from "../../../../src/server/context/parse/parser.ts";
import { describeParsed } from "./describe-parsed.ts";
import { grammarFolder } from "./grammar-folder.ts";

const samples = new URL("../../../fixtures/grammars/", import.meta.url);
let parser: FileParser;

beforeAll(async () => {
  parser = await createFileParser(await grammarFolder());
});

describe("each language's queries read its sample as a person would", () => {
  it.each(readdirSync(samples))("%s", { timeout: 60_000 }, async (language) => {
    const text = readFileSync(new URL(`${language}/sample.txt`, samples), "utf8");
    const file = await parser.parseFile(text, language, { budgetMs: 60_000 });
    expect(file.fallback).toBeUndefined();
    await expect(describeParsed(text, file)).toMatchFileSnapshot(
      new URL(`${language}/expected.txt`, samples).pathname,
    );
  });

  it.each(readdirSync(samples))("%s without references", { timeout: 60_000 }, async (language) => {
    const text = readFileSync(new URL(`${language}/sample.txt`, samples), "utf8");
    const all = await parser.parseFile(text, language, { budgetMs: 60_000 });
    const less = await parser.parseFile(text, language, { budgetMs: 60_000, references: false });
    expect(less).toEqual({ ...all, tags: all.tags.filter(({ kind }) => kind === "definition") });
  });

  it("has a sample for every language with a grammar", () => {
    const withGrammar = languages.filter(({ grammar }) => grammar !== undefined).map(({ id }) => id);
    expect(readdirSync(samples).sort()).toEqual(withGrammar.sort());
  });
});

describe("a file's language", () => {
  it.each([
    ["src/app.tsx", "typescriptreact"],
    ["a/b/types.d.ts", "typescript"],
    ["include/cart.H", "cpp"],
    ["C:\\work\\Program.CS", "csharp"],
    ["deploy/Rakefile", "ruby"],
    ["Cargo.lock", "toml"],
    [".bashrc", "shellscript"],
  ])("%s is %s", (path, id) => {
    expect(languageOfPath(path)?.id).toBe(id);
  });

  it.each(["Makefile", "photo.png", "ts", ".ts/readme"])("%s has none", (path) => {
    expect(languageOfPath(path)).toBeUndefined();
  });

  it("knows VS Code's other ids for a language", () => {
    expect(languageById("javascriptreact")?.id).toBe("javascript");
    expect(languageById("jsonc")?.id).toBe("json");
  });

  it("says why SQL has no grammar and cuts it into chunks", async () => {
    const file = await parser.parseFile("SELECT 1;\n", "sql");
    expect(file).toMatchObject({ language: "sql", fallback: "no-grammar", tags: [] });
    expect(file.reason).toContain("SQL");
    expect(file.chunks).toEqual([{ span: { start: 0, end: 10 }, startLine: 0, endLine: 0 }]);
  });
});
