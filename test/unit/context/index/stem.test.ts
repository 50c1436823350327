import { describe, expect, it } from "vitest";
import { stem } from "../../../../src/server/context/index/stem.ts";

describe("stems", () => {
  it.each([
    "line lines lining",
    "tag tags tagged",
    "parse parses parsing parsed parser parsers",
    "strip stripped stripping",
    "run running runner runs ran",
    "write writer writes writing written",
    "generate generates generator generation generated",
    "compile compiler compilation compiled",
    "serialize serializer serialization serialise",
    "query queries queried",
    "cache caches cached caching",
    "alias aliases",
    "filter filters filtered filtering",
    "render renderer rendered rendering",
    "cancel cancelled canceled cancels",
    "analysis analyse analyze analyzer",
    "apply applies applied applying",
    "security secure",
    "reference refer refers",
    "index indices indexes indexing",
  ])("are one for %s", (words) => {
    expect(new Set(words.split(" ").map(stem)).size).toBe(1);
  });

  it.each([
    "generic general generate",
    "import important",
    "author auth",
    "mode mod",
    "state statement",
    "class classify",
    "string strip",
    "policy police",
  ])("stay apart for %s", (words) => {
    const all = words.split(" ");
    expect(new Set(all.map(stem)).size).toBe(all.length);
  });

  it.each(["ab", "x1y2", "größe", "日本語", "v2", "css", ""])("leave %s as it is", (word) => {
    expect(stem(word)).toBe(word);
  });
});
