import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it, test } from "vitest";
import { languageById } from "../../../../src/server/context/parse/languages.ts";
import { largestFunctionBytes } from "../../../../src/server/context/parse/largest-function.ts";
import { grammarFolder } from "./grammar-folder.ts";

const PARSER = new URL("../../../../src/server/context/parse/parser.ts", import.meta.url).href;
const SAMPLES = fileURLToPath(new URL("../../../fixtures/grammars", import.meta.url));

let folder = "";

beforeAll(async () => {
  folder = await grammarFolder();
}, 60_000);

/** A module with the header, a section of another kind, and functions that are so long. */
function moduleOf(...lengths: readonly number[]): Uint8Array {
  const leb = (value: number): number[] =>
    value < 128 ? [value] : [(value % 128) + 128, ...leb(Math.floor(value / 128))];
  const code = [
    ...leb(lengths.length),
    ...lengths.flatMap((length) => [...leb(length), ...Array(length).fill(0)]),
  ];
  return Uint8Array.from([0, 97, 115, 109, 1, 0, 0, 0, 0, 3, 10, 10, 10, 10, ...leb(code.length), ...code]);
}

describe("the largest function of a module", () => {
  it.each([[[5, 3]], [[1, 127, 128, 2]], [[70_000]], [[0]]])("of %j", (lengths) => {
    expect(largestFunctionBytes(moduleOf(...lengths))).toBe(Math.max(...lengths));
  });

  it("is 0 in a module without code, or cut short", () => {
    expect(largestFunctionBytes(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0))).toBe(0);
    expect(largestFunctionBytes(moduleOf(300).subarray(0, 16))).toBe(0);
    expect(largestFunctionBytes(new Uint8Array())).toBe(0);
  });

  it.each([
    ["java", 0, 40_960],
    ["rust", 12_000, 13_000],
    ["kotlin", 130_000, 140_000],
    ["swift", 320_000, 330_000],
  ])("of the %s grammar", async (id, least, most) => {
    const largest = await lexerOf(id);
    expect(largest).toBeGreaterThan(least);
    expect(largest).toBeLessThan(most);
  });
});

const largestOf = async (file: string): Promise<number> =>
  largestFunctionBytes(await readFile(join(folder, file)));
const lexerOf = async (id: string): Promise<number> => await largestOf(languageById(id)?.grammar?.file ?? "");

/** Bytes of each function that V8 optimised while the sample of a language was parsed until it was so long. */
async function optimisedFor(id: string, units: number): Promise<number[]> {
  const code = `
    const { createFileParser } = await import(${JSON.stringify(PARSER)});
    const text = (await import("node:fs")).readFileSync(process.argv[2], "utf8");
    const parser = await createFileParser(process.argv[1]);
    for (let units = 0; units < ${units}; units += text.length) {
      await parser.parseFile(text, ${JSON.stringify(id)}, { references: false });
      await new Promise(setImmediate);
    }`;
  const args = ["--trace-wasm-compilation-times", "--input-type=module", "-e", code, folder];
  const sample = join(SAMPLES, id, "sample.txt");
  const { stdout } = await promisify(execFile)(process.execPath, [...args, sample], { maxBuffer: 1e8 });
  return [...stdout.matchAll(/ using TurboFan.* bodysize (\d+)/g)].map(([, bytes]) => Number(bytes));
}

test.each([
  ["rust", true],
  ["markdown", false],
  ["kotlin", false],
])(
  "V8 optimises the runtime, and a grammar when its functions are small: %s, %s",
  async (id, optimised) => {
    const functions = await optimisedFor(id, 4_000_000);
    expect(functions).toContain(await largestOf("web-tree-sitter.wasm"));
    expect(functions.includes(await lexerOf(id))).toBe(optimised);
  },
  120_000,
);

test("a grammar is left as it is for a few files", async () => {
  expect(await optimisedFor("rust", 8000)).not.toContain(await lexerOf("rust"));
}, 120_000);
