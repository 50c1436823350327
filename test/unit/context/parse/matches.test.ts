import { readdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { Parser, type Tree } from "web-tree-sitter";
import { type Grammar, loadGrammar } from "../../../../src/server/context/parse/grammar.ts";
import { languageById } from "../../../../src/server/context/parse/languages.ts";
import { type Match, matchesIn } from "../../../../src/server/context/parse/matches.ts";
import { type Runtime, startRuntime } from "../../../../src/server/context/parse/runtime.ts";
import { grammarFolder } from "./grammar-folder.ts";

const samples = new URL("../../../fixtures/grammars/", import.meta.url);
let folder: string;
let runtime: Runtime;

beforeAll(async () => {
  folder = await grammarFolder();
  runtime = await startRuntime(folder);
}, 60_000);

async function parsed(language: string, text: string): Promise<{ grammar: Grammar; tree: Tree }> {
  const entry = languageById(language);
  if (entry === undefined) throw new Error(`${language} is no language.`);
  const grammar = await loadGrammar(entry, { folder, runtime, references: true });
  const tree = new Parser().setLanguage(grammar.language).parse(text);
  if (tree === null) throw new Error("The text was not parsed.");
  return { grammar, tree };
}

/** What web-tree-sitter itself says. */
function matchesByNodes({ query }: Grammar, tree: Tree): Match[] {
  return query.matches(tree.rootNode).map(({ patternIndex, captures }) => ({
    pattern: patternIndex,
    captures: captures.map(({ name, node }) => ({
      name,
      start: node.startIndex,
      end: node.endIndex,
      line: node.startPosition.row,
    })),
  }));
}

describe.each(readdirSync(samples))("%s", (language) => {
  it("is queried with the result of web-tree-sitter's own way", async () => {
    const sample = readFileSync(new URL(`${language}/sample.txt`, samples), "utf8");
    for (const text of [sample, `😀\r\n${sample.replaceAll("\n", "\r\n")}`, sample.slice(0, 700), ""]) {
      const { grammar, tree } = await parsed(language, text);
      const found = matchesIn({ ...grammar, tree, text, progressCallback: () => false });
      expect(found).toEqual(matchesByNodes(grammar, tree));
      expect(found.length > 0).toBe(text !== "");
      tree.delete();
    }
  }, 60_000);
});

it("stops when it is told to, and gives the memory back", async () => {
  const text = "export class Cart { total() { return 1; } }\n".repeat(2000);
  const { grammar, tree } = await parsed("typescript", text);
  const all = matchesIn({ ...grammar, tree, text, progressCallback: () => false });
  const some = matchesIn({ ...grammar, tree, text, progressCallback: () => true });
  expect(all.length).toBeGreaterThan(2000);
  expect(some.length).toBeLessThan(all.length);
  const before = runtime.module.HEAPU8.length;
  for (let run = 0; run < 50; run++) matchesIn({ ...grammar, tree, text, progressCallback: () => false });
  expect(runtime.module.HEAPU8.length).toBe(before);
  tree.delete();
});
