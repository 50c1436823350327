import { readdirSync, readFileSync } from "node:fs";
import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Language, Parser, type Query } from "web-tree-sitter";
import { loadLanguage, readQueries } from "../../../../src/server/context/parse/grammar.ts";
import { type LanguageEntry, languageById } from "../../../../src/server/context/parse/languages.ts";
import { queryFile, readImage, sealImage } from "../../../../src/server/context/parse/query-file.ts";
import { compileQuery, queryFromImage } from "../../../../src/server/context/parse/query-image.ts";
import { type Runtime, startRuntime } from "../../../../src/server/context/parse/runtime.ts";
import { grammarFolder } from "./grammar-folder.ts";

const samples = new URL("../../../fixtures/grammars/", import.meta.url);
let folder: string;
let runtime: Runtime;
let elsewhere: string;

beforeAll(async () => {
  folder = await grammarFolder();
  runtime = await startRuntime(folder);
  elsewhere = await mkdtemp(join(tmpdir(), "gw-query-"));
}, 60_000);

afterAll(async () => await rm(elsewhere, { recursive: true, force: true }));

function entryOf(id: string): LanguageEntry {
  const entry = languageById(id);
  if (entry === undefined) throw new Error(`${id} is no language.`);
  return entry;
}

/** What a query finds in a text, by pattern, capture and place. */
function found(language: Language, query: Query, text: string): string[] {
  using parser = disposable(new Parser().setLanguage(language));
  const tree = parser.value.parse(text);
  if (tree === null) throw new Error("The text was not parsed.");
  const lines = query
    .matches(tree.rootNode)
    .map(({ patternIndex, captures }) =>
      [
        patternIndex,
        ...captures.map(({ name, node }) => `${name} ${node.startIndex}-${node.endIndex}`),
      ].join(),
    );
  tree.delete();
  return lines;
}

function disposable<T extends { delete(): void }>(value: T): Disposable & { readonly value: T } {
  return { value, [Symbol.dispose]: () => value.delete() };
}

describe("a query from its image", () => {
  it.each(readdirSync(samples))(
    "finds in %s what the compiled one finds",
    { timeout: 60_000 },
    async (id) => {
      const text = readFileSync(new URL(`${id}/sample.txt`, samples), "utf8");
      const language = await loadLanguage(entryOf(id), folder);
      const source = await readQueries(entryOf(id), folder, true);
      const { query, image } = compileQuery(runtime.module, language, source);
      using compiled = disposable(query);
      using placed = disposable(queryFromImage(runtime.module, language, source, image));
      expect(found(language, placed.value, text)).toEqual(found(language, compiled.value, text));
      expect(found(language, compiled.value, text).length).toBeGreaterThan(3);
      expect(placed.value.captureNames).toEqual(compiled.value.captureNames);
      expect(placed.value.captureQuantifiers).toEqual(compiled.value.captureQuantifiers);
    },
  );

  it("leaves the compiler as it was, also after a query that does not fit", async () => {
    const language = await loadLanguage(entryOf("json"), folder);
    const compile = runtime.module._ts_query_new;
    expect(() => compileQuery(runtime.module, language, "(no_such_node) @x")).toThrow(/no_such_node/);
    expect(runtime.module._ts_query_new).toBe(compile);
  });
});

describe("the file of an image", () => {
  it("is there for every language the build knows, and is what the query compiles to", async () => {
    const entry = entryOf("go");
    const source = await readQueries(entry, folder, false);
    const { query, image } = compileQuery(runtime.module, await loadLanguage(entry, folder), source);
    query.delete();
    expect(await readImage(folder, { runtime, entry, source })).toEqual(image);
    const unread: string[] = [];
    for (const id of readdirSync(samples)) {
      const origin = { runtime, entry: entryOf(id), source: await readQueries(entryOf(id), folder, false) };
      if ((await readImage(folder, origin)) === undefined) unread.push(id);
    }
    expect(unread).toEqual([]);
  });

  it("is not used with another query, grammar or runtime, nor damaged or cut off", async () => {
    const entry = entryOf("lua");
    const origin = { runtime, entry, source: await readQueries(entry, folder, false) };
    const path = queryFile(elsewhere, entry);
    const good = await readFile(queryFile(folder, entry));
    const readWith = async (other: Partial<typeof origin>) =>
      await readImage(elsewhere, { ...origin, ...other });
    await writeFile(path, good);
    expect(await readWith({})).toBeDefined();
    expect(await readWith({ source: `${origin.source} ` })).toBeUndefined();
    expect(await readWith({ runtime: { ...runtime, sha256: "0" } })).toBeUndefined();
    const { grammar } = entryOf("go");
    if (grammar === undefined) throw new Error("Go has no grammar.");
    expect(await readWith({ entry: { ...entry, grammar } })).toBeUndefined();
    await appendFile(path, "x");
    expect(await readWith({})).toBeUndefined();
    await writeFile(path, good.subarray(0, 20));
    expect(await readWith({})).toBeUndefined();
    await rm(path);
    expect(await readWith({})).toBeUndefined();
  });

  it("holds the same image under the same hash", async () => {
    const entry = entryOf("toml");
    const origin = { runtime, entry, source: await readQueries(entry, folder, false) };
    const image = await readImage(folder, origin);
    if (image === undefined) throw new Error("There is no image.");
    expect(sealImage(origin, image)).toEqual(new Uint8Array(await readFile(queryFile(folder, entry))));
  });
});
