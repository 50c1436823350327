import { describe, expect, it } from "vitest";
import { readPassages } from "../../../../src/server/context/rank/passages.ts";
import { Terms } from "../../../../src/server/context/rank/question-terms.ts";
import { readQuestion } from "../../../../src/server/context/rank/question-words.ts";
import { handMadeView } from "./hand-made.ts";

const VIEW = handMadeView({ "all.ts": { text: "evict entries cache\n" }, "other.ts": { text: "x = 1;\n" } });
const TERMS = new Terms(VIEW, readQuestion("evict cache entries"), 2);
const FILLER = "let unrelated = 1;\n".repeat(40);

describe("reading a file's text", () => {
  it("finds words together better than far from each other", () => {
    const together = readPassages(`${FILLER}evict(cache, entries);\n${FILLER}`, TERMS);
    const apart = readPassages(`evict();\n${FILLER}cache();\n${FILLER}entries();\n`, TERMS);
    expect(together.passage).toBeGreaterThan(2 * apart.passage);
    expect(apart.passage).toBeGreaterThan(0);
  });

  it.each([
    ["//! Evicts what is old.\nuse std::fs;\n", "Evicts"],
    ['"""Evicts what is old.\n\nLong story."""\nimport os\n', "story"],
    ["/*\n * Copyright.\n */\n\n/** Evicts. */\nexport class Cache {}\n", "Evicts"],
    ["// Package cache evicts.\npackage cache\n", "evicts"],
  ])("reads the comment at the head of %j", (text, word) => {
    expect(readPassages(text, TERMS).head).toContain(word);
  });

  it("does not take comments behind the first definition for the head", () => {
    const { head } = readPassages("export class Cache {\n  // Evicts.\n}\n", TERMS);
    expect(head).toEqual([]);
  });

  it("leaves data alone", () => {
    expect(readPassages("evict cache entries ".repeat(20_000), TERMS)).toEqual({ passage: 0, head: [] });
  });
});
