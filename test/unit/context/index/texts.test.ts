import { expect, test } from "vitest";
import { excludePatterns } from "../../../../src/client/context/exclude.ts";
import {
  folderTexts,
  indexFacts,
  indexFailures,
  indexSummary,
} from "../../../../src/client/context/index-facts.ts";
import { indexLines, isDisabled } from "../../../../src/client/context/index-text.ts";
import { EXACT_TEXT_BELOW, packDocument } from "../../../../src/client/context/pack-text.ts";
import type { IndexStatus } from "../../../../src/protocol/context.ts";
import { parseLog } from "../../../../src/server/context/index/commit-times.ts";
import { parseMentions } from "../../../../src/server/context/mentions.ts";

test("mentions are paths or the repository, not e-mail addresses or decorators", () => {
  const asked = '@repo compare @src/cart.ts, @"a b/c.md" and @lib/ with me@home.org and @Override.';
  expect(parseMentions(asked)).toEqual({ paths: ["src/cart.ts", "a b/c.md", "lib/"], repository: true });
  expect(parseMentions("no mention")).toEqual({ paths: [], repository: false });
});

test("files.exclude becomes .gitignore syntax", () => {
  const setting = {
    "**/.git": true,
    "out/{a,b}": true,
    "*.js": { when: "$(basename).ts" },
    dist: true,
    x: false,
  };
  expect(excludePatterns(setting)).toEqual(["**/.git", "out/a", "out/b", "/dist"]);
  expect(excludePatterns(null)).toEqual([]);
});

test("the newest commit of a file counts", () => {
  const log = "\u000020\n\na.ts\nb.ts\n\u000010\n\na.ts\nc.ts\n";
  expect([...parseLog(log)]).toEqual([
    ["a.ts", 20_000],
    ["b.ts", 20_000],
    ["c.ts", 10_000],
  ]);
});

test("an index that is switched off says by what", () => {
  const none = {
    files: 0,
    parsed: 0,
    languages: {},
    skipped: [],
    skippedCount: 0,
    skippedReasons: {},
    bytes: 0,
  };
  const off: IndexStatus = { root: "file:///home/ada/shop", phase: "disabled", ...none };
  expect(indexLines([off])).toEqual(["Index: switched off (gemwright.index.enabled)"]);
  expect(isDisabled([off])).toBe(true);
  expect(isDisabled([off, { ...off, phase: "ready" }])).toBe(false);
  expect(isDisabled([])).toBe(false);
});

test("the state of the index is said in words", () => {
  const status: IndexStatus = {
    root: "file:///home/ada/my%20shop",
    phase: "ready",
    files: 1200,
    parsed: 1200,
    languages: { typescript: 1000, python: 200 },
    skipped: [{ path: ".env", reason: "may hold secrets" }],
    skippedCount: 1500,
    skippedReasons: { binary: 1499, "may hold secrets": 1 },
    bytes: 3_200_000,
  };
  expect(indexLines([status])).toEqual(["Index: 1,200 files, 3.2 MB on disk, 1,500 skipped"]);
  expect(indexLines([{ ...status, files: 1 }])).toEqual(["Index: 1 file, 3.2 MB on disk, 1,500 skipped"]);
  expect(indexLines([status, status])[0]).toMatch(/^Index of my shop: /);
  expect(indexSummary([status])).toBe("1,200 files, 3.2 MB on disk, 1,500 skipped");
  expect(indexFacts([status])).toEqual([
    { name: "State", value: "ready" },
    { name: "Files", value: "1,200: typescript 1,000, python 200" },
    { name: "Skipped", value: "1,500: binary 1,499, may hold secrets 1" },
    { name: "On disk", value: "3.2 MB" },
  ]);
  expect(folderTexts([status])).toEqual([]);
});

test("several folders are added up, and each is told by itself", () => {
  const shop: IndexStatus = {
    root: "file:///home/ada/shop",
    phase: "ready",
    files: 1200,
    parsed: 1200,
    languages: { typescript: 1000, python: 200 },
    skipped: [],
    skippedCount: 2,
    skippedReasons: { binary: 2 },
    bytes: 3_200_000,
  };
  const failure = { code: "index.io", message: "The disk is full.", nextStep: "Free some space." };
  const tools: IndexStatus = {
    ...shop,
    root: "file:///home/ada/tools",
    phase: "failed",
    parsed: 100,
    languages: { python: 1200 },
    skippedCount: 0,
    skippedReasons: {},
    bytes: 0,
    failure,
  };
  expect(indexSummary([shop, shop])).toBe("2 folders, 2,400 files, 6.4 MB on disk, 4 skipped");
  expect(indexSummary([shop, tools])).toBe("2 folders: 1 ready, 1 failed; 2,400 files, 3.2 MB on disk");
  expect(indexFacts([shop, tools])).toEqual([
    { name: "State", value: "1 ready, 1 failed" },
    { name: "Files", value: "1,300 of 2,400 parsed: python 1,400, typescript 1,000" },
    { name: "Skipped", value: "2: binary 2" },
    { name: "On disk", value: "3.2 MB" },
  ]);
  expect(folderTexts([shop, tools])).toEqual([
    {
      name: "shop",
      state: "1,200 files, 3.2 MB on disk, 2 skipped",
      details: "typescript 1,000, python 200; skipped: binary 2",
    },
    { name: "tools", state: "The disk is full. Free some space.", details: "python 1,200" },
  ]);
  expect(indexFailures([shop, tools])).toEqual(["tools: The disk is full. Free some space."]);
  expect(indexFailures([{ ...tools }])).toEqual(["The disk is full. Free some space."]);
});

test("an index of which nothing is known says nothing but that", () => {
  expect(indexFacts([])).toEqual([{ name: "State", value: "no folder is indexed" }]);
  expect(indexFailures([])).toEqual([]);
});

test("the packed context is shown as it is sent, below its table", () => {
  const text = "# Repository map\n./ a.ts\n";
  const document = packDocument(
    {
      text,
      tokens: 12,
      counted: "estimate",
      digest: "abc",
      files: [{ path: "a.ts", level: "full", tokens: 9, score: 1, reason: "named" }],
      omitted: [{ path: "b.ts", reason: "does not fit" }],
    },
    "“walk”",
  );
  expect(document.split(`${EXACT_TEXT_BELOW}\n`)[1]).toBe(text);
  expect(document).toMatch(/12 tokens \(estimated/);
  expect(document).toMatch(/ 9 {3}1\.000 {2}full {8}a\.ts {2}— named/);
  expect(document).toContain("b.ts — does not fit");
});
