import * as fc from "fast-check";
import type { Token } from "node-llama-cpp";
import { describe, expect, it } from "vitest";
import { cutMarkup } from "../../../src/sidecar/generate/plain-text.ts";
import { Speeds } from "../../../src/sidecar/generate/speeds.ts";
import { StopTexts } from "../../../src/sidecar/generate/stop-texts.ts";
import { TextTokens } from "../../../src/sidecar/generate/text-tokens.ts";
import { ThoughtLoop } from "../../../src/sidecar/generate/thought-loop.ts";
import { TokenText } from "../../../src/sidecar/generate/token-text.ts";

/** Splits text at the given places, in order. */
function pieces(text: string, cuts: readonly number[]): string[] {
  const places = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].toSorted((a, b) => a - b);
  return [0, ...places].map((start, index) => text.slice(start, places[index] ?? text.length));
}

describe("stop texts", () => {
  it("are found across pieces and kept out of the output", () => {
    const stops = new StopTexts(["\n\n", "```"]);
    expect(stops.push("let a = 1;\n")).toEqual({ text: "let a = 1;", stopped: false });
    expect(stops.push("``")).toEqual({ text: "\n", stopped: false });
    expect(stops.push("`ts")).toEqual({ text: "", stopped: true });
  });

  it("let go of what only looked like one", () => {
    const stops = new StopTexts(["end"]);
    expect(stops.push("en").text).toBe("");
    expect(stops.push("vy").text).toBe("envy");
    expect(stops.push("e").text).toBe("");
    expect(stops.finish()).toBe("e");
  });

  it("give the same output however the text is cut", () => {
    const letters = fc.string({ unit: fc.constantFrom("a", "b", "\n"), maxLength: 30 });
    fc.assert(
      fc.property(letters, fc.array(letters, { maxLength: 3 }), fc.array(fc.nat(40)), (text, list, cuts) => {
        const stops = list.filter((stop) => stop !== "");
        const found = stops.map((stop) => text.indexOf(stop)).filter((at) => at !== -1);
        const expected = found.length === 0 ? text : text.slice(0, earliestEnd(text, stops));
        const stream = new StopTexts(list);
        let out = "";
        let stopped = false;
        for (const piece of pieces(text, cuts)) {
          if (stopped) break;
          const result = stream.push(piece);
          out += result.text;
          stopped = result.stopped;
        }
        if (!stopped) out += stream.finish();
        expect(stopped).toBe(found.length > 0);
        // A stop text completed earlier wins over one that began earlier and would have ended later.
        expect(expected.startsWith(out) || text.startsWith(out)).toBe(true);
        expect(stops.every((stop) => !out.includes(stop))).toBe(true);
      }),
    );
  });
});

function earliestEnd(text: string, stops: readonly string[]): number {
  return Math.min(...stops.map((stop) => text.indexOf(stop)).filter((at) => at !== -1));
}

describe("token text", () => {
  /** A vocabulary of bytes: token = byte. */
  const decode = (tokens: readonly Token[]): string =>
    Buffer.from(tokens as unknown as number[]).toString("utf8");

  it("never passes on half a character", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        fc.pre(!text.includes("\uFFFD"));
        const stream = new TokenText(decode);
        const out: string[] = [];
        for (const byte of Buffer.from(text)) out.push(stream.push(byte as Token));
        out.push(stream.finish());
        expect(out.join("")).toBe(text);
        expect(out.some((piece) => piece.includes("\uFFFD"))).toBe(false);
      }),
    );
  });

  it("does not wait for ever for the rest of a broken character", () => {
    const stream = new TokenText(decode);
    const out = [0xe2, 0x41, 0x42, 0x43].map((byte) => stream.push(byte as Token)).join("");
    expect(out).toBe("\uFFFDABC");
    expect(stream.push(0xf0 as Token)).toBe("");
    expect(stream.finish()).toBe("\uFFFD");
  });
});

describe("plain text", () => {
  it("is cut inside markup and loses nothing", () => {
    const cut = cutMarkup(["<|channel>", '<|"|>', "<channel|>"]);
    expect(cut("a<|channel>b")).toEqual(["a<", "|channel>b"]);
    expect(cut("nothing here")).toEqual(["nothing here"]);
    const text = fc.string({ unit: fc.constantFrom("<|channel>", '<|"|>', "<", "|", "x", "\n") });
    fc.assert(
      fc.property(text, (value) => {
        const parts = cut(value);
        expect(parts.join("")).toBe(value);
        expect(parts.some((part) => /<\|channel>|<\|"\|>|<channel\|>/.test(part))).toBe(false);
      }),
    );
  });

  it("tokenised by blocks of lines is tokenised whole", () => {
    /** A tokenizer that, like Gemma's, keeps runs of line breaks and runs of other characters apart. */
    const whole = (text: string): Token[] =>
      (text.match(/\n+|[^\n]{1,3}/g) ?? []).map((piece) => hash(piece) as Token);
    let calls = 0;
    const counting = (text: string): Token[] => {
      calls++;
      return whole(text);
    };
    const lines = Array.from(
      { length: 400 },
      (_, index) => `${"x".repeat(index % 37)}${"\n".repeat(1 + (index % 3))}`,
    );
    const text = lines.join("");
    const blocks = new TextTokens(counting, true);
    expect(blocks.encode(text)).toEqual(whole(text));
    const before = calls;
    expect(blocks.encode(`${text}y`)).toEqual(whole(`${text}y`));
    expect(calls - before).toBe(1);
    expect(new TextTokens(whole, false).encode(text)).toEqual(whole(text));
  });
});

function hash(text: string): number {
  return Buffer.from(text).reduce((sum, byte) => (sum * 31 + byte) % 1_000_003, 7);
}

describe("a thought loop", () => {
  const loops = (tokens: readonly number[]): boolean => {
    const watch = new ThoughtLoop();
    return tokens.some((token) => watch.push(token as Token));
  };

  it("is noticed for short and long circles", () => {
    const circle = (length: number, rounds: number): number[] =>
      Array.from({ length: length * rounds }, (_, index) => index % length);
    expect(loops(circle(1, 100))).toBe(true);
    expect(loops(circle(7, 20))).toBe(true);
    expect(loops([...Array.from({ length: 99 }, (_, i) => 1000 + i), ...circle(200, 6)])).toBe(true);
  });

  it("is not seen in varied text or in a short run", () => {
    let seed = 1;
    const varied = Array.from({ length: 3000 }, () => (seed = (seed * 48_271) % 2_147_483_647) % 5000);
    expect(loops(varied)).toBe(false);
    expect(
      loops([...varied.slice(0, 100), ...Array.from({ length: 40 }, () => 3), ...varied.slice(100)]),
    ).toBe(false);
  });
});

it("speeds are medians of what was measured", () => {
  const speeds = new Speeds();
  expect(speeds.median("prefill")).toBe(0);
  speeds.measured("prefill", 3, 1);
  expect(speeds.median("prefill")).toBe(0);
  for (const ms of [1000, 100, 200]) speeds.measured("prefill", 100, ms);
  expect(speeds.median("prefill")).toBe(500);
  for (let index = 0; index < 100; index++) speeds.measured("generation", 10, 1000);
  expect(speeds.median("generation")).toBe(10);
});
