import { beforeAll, expect, test } from "vitest";
import { createFileParser, type FileParser } from "../../../../src/server/context/parse/parser.ts";
import { grammarFolder } from "./grammar-folder.ts";

let parser: FileParser;

beforeAll(async () => {
  parser = await createFileParser(await grammarFolder());
}, 60_000);

const NAMES = Array.from({ length: 2000 }, (_, at) => `n${at}`);

/** Milliseconds of processor time, and names. */
async function namesIn(text: string, languageId: string): Promise<[number, string[]]> {
  const before = process.cpuUsage();
  const parsed = await parser.parseFile(text, languageId, { budgetMs: 60_000, references: false });
  const { user, system } = process.cpuUsage(before);
  const found = parsed.imports.flatMap(({ names }) => names.map(({ name }) => name));
  return [(user + system) / 1000, found];
}

test.each(["typescript", "javascript"])(
  "two thousand names are read before the budget ends: %s",
  async (id) => {
    await namesIn('import { a } from "a";\n', id);
    for (const keyword of ["import", "export"]) {
      const [milliseconds, found] = await namesIn(`${keyword} { ${NAMES.join(", ")} } from "x";\n`, id);
      expect(found).toEqual(NAMES);
      expect(milliseconds).toBeLessThan(2000);
    }
  },
  60_000,
);

test("what is exported from the file itself is no import, and used there", async () => {
  const text =
    'import { a as b, type C } from "x";\nexport { D as E } from "y";\nexport { B };\nexport { b };\n';
  const { imports, tags } = await parser.parseFile(text, "typescript");
  expect(imports.map(({ specifier, names }) => [specifier, ...names.map(({ local }) => local)])).toEqual([
    ["x", "b", "C"],
    ["y", "E"],
  ]);
  expect(tags.filter(({ line }) => line < 2)).toEqual([]);
});
