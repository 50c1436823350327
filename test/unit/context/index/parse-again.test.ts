/** A file whose tree could not be had is tried again: at the next start, and when the parser changed. */
import { expect, test } from "vitest";
import { parserTools } from "../../../../src/server/context/index/parser-tools.ts";
import { inChunks } from "../../../../src/server/context/parse/fallback.ts";
import type { ParsedFile, ParseFallback } from "../../../../src/server/context/parse/types.ts";
import { fileParser } from "../../../support/build-index.ts";
import { contentsOf, openFolder } from "./folder.ts";
import { tree } from "./tree.ts";

const FILES = {
  "a.ts": 'import { tool } from "./b";\n/** Runs. */\nexport function run() {\n  return tool();\n}\n',
  "b.ts": "export function tool() {\n  return 1;\n}\n",
  "tool.py": "def tool():\n    return 1\n",
};

interface Start {
  readonly fallback?: ParseFallback;
  readonly tools?: Readonly<Record<string, string>>;
}

/** One life of the index in `directory`; returns which files were parsed and what is known afterwards. */
async function start(root: string, directory: string, { fallback, tools = {} }: Start = {}) {
  const parser = await fileParser();
  const parsed: string[] = [];
  const parse = async (text: string, languageId: string): Promise<ParsedFile> => {
    parsed.push(Object.entries(FILES).find(([, content]) => content === text)?.[0] ?? "?");
    if (fallback !== undefined && languageId === "python")
      return inChunks(text, languageId, fallback, "Why.");
    return await parser.parseFile(text, languageId, { budgetMs: 20_000 });
  };
  await using open = await openFolder(root, directory, {}, { parse, tools: new Map(Object.entries(tools)) });
  await open.index.settled();
  const { skipped, parsed: count } = open.index.status;
  const names = await open.index.read(({ view }) =>
    view.definitionsNamed("tool").map(({ fileId }) => view.file(fileId)?.path),
  );
  return {
    parsed: parsed.sort(),
    names: names?.sort(),
    skipped,
    count,
    contents: await contentsOf(open.index),
  };
}

test.each(["time-budget", "crashed"] as const)(
  "%s: tried again at the next start, three times in all, and when the parser changed",
  async (fallback) => {
    using files = tree(FILES);
    using caches = tree();
    const first = await start(files.root, caches.root, { fallback });
    expect(first).toMatchObject({ parsed: ["a.ts", "b.ts", "tool.py"], names: ["b.ts"], count: 3 });
    expect(first.skipped).toEqual([{ path: "tool.py", reason: "Why." }]);
    for (const parsed of [["tool.py"], ["tool.py"], [], []]) {
      expect(await start(files.root, caches.root, { fallback })).toMatchObject({ parsed, count: 3 });
    }
    const tools = { python: "other" };
    const again = await start(files.root, caches.root, { tools });
    expect(again).toMatchObject({ parsed: ["tool.py"], names: ["b.ts", "tool.py"], skipped: [] });
    expect(await start(files.root, caches.root, { tools })).toMatchObject({ parsed: [] });
  },
);

test("a file that failed once is whole after the next start", async () => {
  using files = tree(FILES);
  using caches = tree();
  using others = tree();
  await start(files.root, caches.root, { fallback: "time-budget" });
  const mended = await start(files.root, caches.root);
  expect(mended.skipped).toEqual([]);
  expect(mended.contents).toEqual((await start(files.root, others.root)).contents);
});

test.each(["bad-grammar", "set-aside"] as const)("%s: tried again at every start", async (fallback) => {
  using files = tree(FILES);
  using caches = tree();
  for (let at = 0; at < 5; at++) {
    expect((await start(files.root, caches.root, { fallback })).parsed).toContain("tool.py");
  }
});

test("another grammar or query parses the files of its language again, and doubles nothing", async () => {
  using files = tree(FILES);
  using caches = tree();
  const old = { typescript: "1", python: "1" };
  const first = await start(files.root, caches.root, { tools: old });
  expect((await start(files.root, caches.root, { tools: old })).parsed).toEqual([]);
  const next = await start(files.root, caches.root, { tools: { ...old, typescript: "2" } });
  expect(next.parsed).toEqual(["a.ts", "b.ts"]);
  expect(next.contents).toEqual(first.contents);
});

test("the tools are others when the worker, a query or the budget is another", () => {
  using files = tree({ "parse.worker.js": "1", "grammars/python/tags.scm": "(a)" });
  const budgetMs = 1000;
  const read = (budget = budgetMs) =>
    parserTools(`${files.root}/parse.worker.js`, `${files.root}/grammars`, budget);
  const before = read();
  expect(read()).toEqual(before);
  expect(before.has("text")).toBe(true);
  const changed = (now: ReadonlyMap<string, string>): string[] =>
    [...now].filter(([language, print]) => before.get(language) !== print).map(([language]) => language);
  expect(changed(read(2000))).toEqual([...before.keys()]);
  files.write("grammars/python/imports.scm", "(b)");
  expect(changed(read())).toEqual(["python"]);
  files.remove("grammars/python/imports.scm");
  files.write("parse.worker.js", "2");
  expect(changed(read())).toEqual([...before.keys()]);
});
