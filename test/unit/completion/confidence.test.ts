import { describe, expect, test } from "vitest";
import type { Learned } from "../../../src/protocol/lsp.ts";
import { DEFAULT_SETTINGS } from "../../../src/protocol/settings.ts";
import {
  ConfidenceLimits,
  chancesWithin,
  confidenceOf,
  type TokenChance,
} from "../../../src/server/completion/judge/confidence.ts";

import { Suggester } from "../../../src/server/completion/suggester.ts";
import { FakeClock } from "../engine/fake-clock.ts";
import { FakeEngine } from "../server/fake-engine.ts";

/** Tokens with their probabilities. */
function chances(...tokens: readonly (readonly [string, number])[]): TokenChance[] {
  let end = 0;
  return tokens.map(([text, probability]) => {
    end += text.length;
    return { end, logProbability: Math.log(probability) };
  });
}

describe("confidence", () => {
  test("is the geometric mean of the first line", () => {
    const said = chances(["a", 0.9], [" + ", 0.4], ["b\n", 1], ["never", 0.001]);
    expect(confidenceOf(said, "a + b\nnever")).toBeCloseTo((0.9 * 0.4) ** (1 / 3), 6);
  });

  test("leading line breaks belong to the first line", () => {
    expect(confidenceOf(chances(["\n  ", 0.5], ["go()", 0.5]), "\n  go()")).toBeCloseTo(0.5, 6);
  });

  test("what is typed already does not count any more", () => {
    const said = chances(["foo", 0.01], ["bar", 0.8]);
    expect(confidenceOf(said, "foobar", 0)).toBeLessThan(0.1);
    expect(confidenceOf(said, "foobar", 3)).toBeCloseTo(0.8, 6);
  });

  test("is unknown when the engine tells nothing", () => {
    expect(confidenceOf([], "foo")).toBeUndefined();
  });
});

describe("the pieces of a trimmed answer", () => {
  const said = chances(["\n", 0.1], ["  ", 0.2], ["go", 0.3], ["();\n", 0.4], ["  stop", 0.5], ["();", 0.6]);
  const raw = "\n  go();\n  stop();";
  const ends = (shown: string): string[] => {
    let start = 0;
    return chancesWithin(said, raw, shown).map(({ end, logProbability }) => {
      const piece = shown.slice(start, end);
      start = end;
      return `${Math.exp(logProbability).toFixed(1)} ${piece}`;
    });
  };

  test.each([
    ["\n  go();\n  stop();", ["0.1 \n", "0.2   ", "0.3 go", "0.4 ();\n", "0.5   stop", "0.6 ();"]],
    ["\r\n  go();\r\n  stop();", ["0.1 \r\n", "0.2   ", "0.3 go", "0.4 ();\r\n", "0.5   stop", "0.6 ();"]],
    ["go();", ["0.3 go", "0.4 ();"]],
    ["\n\tgo();\n\tstop();", ["0.1 \n", "0.3 \tgo", "0.4 ();\n", "0.5 \tstop", "0.6 ();"]],
    ["\n  go(", ["0.1 \n", "0.2   ", "0.3 go", "0.4 ("]],
  ])("%j are counted where they stand", (shown, expected) => {
    expect(ends(shown)).toEqual(expected);
  });

  test("a word accepted in a CRLF file counts for what is left of it", () => {
    const shown = raw.replaceAll("\n", "\r\n");
    const within = chancesWithin(said, raw, shown);
    expect(confidenceOf(within, shown, "\r\n  go();\r\n  ".length)).toBeCloseTo((0.5 * 0.6) ** 0.5, 6);
  });
});

test("a completion in a CRLF file is as sure as its own words, and so is what is left of it", async () => {
  const engine = new FakeEngine(function* () {
    for (const [text, probability] of [
      ["\n", 0.9],
      ["  go();", 0.9],
      ["\n", 0.9],
      ["  stop(", 0.2],
      ["b)", 0.9],
    ] as const)
      yield { kind: "text", text, logProbability: Math.log(probability) };
  });
  const text = "f() {";
  const request = { id: "1", uri: "file:///a.ts", path: "a.ts", languageId: "typescript", selectedText: "" };
  const suggester = new Suggester({
    engine,
    tools: () => ({ engine, settings: DEFAULT_SETTINGS.completion }),
    clock: new FakeClock(),
  });
  const whole = `a();\r\n${text}`;
  const place = { ...request, text: whole, offset: whole.length };
  const first = await suggester.suggest(place, true, new AbortController().signal);
  expect(first.text).toBe("\r\n  go();\r\n  stop(b)");
  expect(first.confidence).toBeCloseTo(0.9, 6);
  const typed = `${whole}\r\n  go();`;
  const left = suggester.recall({ ...place, text: typed, offset: typed.length });
  expect(left?.confidence).toBeCloseTo((0.9 * 0.2 * 0.9) ** (1 / 3), 6);
  suggester.dispose();
});

describe("the limit", () => {
  test("begins low, and moves with what is refused and taken near it", () => {
    const seen: Learned[] = [];
    const limits = new ConfidenceLimits(undefined, (learned) => seen.push(learned));
    expect(limits.limit("go m")).toBe(0.1);
    limits.refused("go m", 0.2);
    limits.refused("go m", 0.2);
    expect(limits.limit("go m")).toBe(0.12);
    limits.accepted("go m", 0.2);
    expect(limits.limit("go m")).toBe(0.09);
    expect(limits.limit("rust m")).toBe(0.1);
    expect(seen.at(-1)).toEqual({ confidenceLimits: { "go m": 0.09 } });
  });

  test("learns nothing from suggestions far from it", () => {
    const limits = new ConfidenceLimits(undefined);
    limits.refused("go m", 0.9);
    limits.accepted("go m", 0.9);
    expect(limits.limit("go m")).toBe(0.1);
  });

  test("one taken for three refused keeps it where it is", () => {
    const limits = new ConfidenceLimits({ confidenceLimits: { k: 0.3 } });
    for (let round = 0; round < 20; round++) {
      for (let refused = 0; refused < 3; refused++) limits.refused("k", 0.4);
      limits.accepted("k", 0.4);
    }
    expect(limits.limit("k")).toBeCloseTo(0.3, 6);
  });

  test("stays between its bounds, whatever happens and whatever was stored", () => {
    const stored = { confidenceLimits: { high: 7, low: -1, odd: Number.NaN } };
    const limits = new ConfidenceLimits(stored);
    expect(limits.limit("high")).toBe(0.6);
    expect(limits.limit("low")).toBe(0.03);
    expect(limits.limit("odd")).toBe(0.1);
    for (let round = 0; round < 200; round++) limits.refused("k", limits.limit("k") + 0.1);
    expect(limits.limit("k")).toBe(0.6);
    for (let round = 0; round < 200; round++) limits.accepted("k", 0.1);
    expect(limits.limit("k")).toBe(0.03);
  });

  test("remembers a bounded number of languages and models", () => {
    const kept: Learned[] = [];
    const limits = new ConfidenceLimits(undefined, (learned) => kept.push(learned));
    for (let key = 0; key < 150; key++) limits.refused(`k${key}`, 0.15);
    expect(Object.keys(kept.at(-1)?.confidenceLimits ?? {})).toHaveLength(100);
  });
});
