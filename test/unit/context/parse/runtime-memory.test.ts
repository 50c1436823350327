import { describe, expect, it, test } from "vitest";
import {
  type RuntimeMemory,
  shortenAccess,
  shortenReading,
} from "../../../../src/server/context/parse/runtime-memory.ts";
import { fileParser } from "../../../support/build-index.ts";

function memoryOf(bytes: number): { HEAPU8: Uint8Array<ArrayBuffer>; HEAP32: Int32Array<ArrayBuffer> } {
  const buffer = new ArrayBuffer(bytes);
  return { HEAPU8: new Uint8Array(buffer), HEAP32: new Int32Array(buffer) };
}

function fakeMemory(text?: string) {
  const asked: string[] = [];
  return {
    ...memoryOf(16_384),
    asked,
    getValue: (_address: number, type: string): unknown => asked.push(`get ${type}`),
    setValue: (_address: number, _value: number, type: string): void => void asked.push(`set ${type}`),
    currentParseCallback: (index: number) => text?.slice(index),
  } satisfies RuntimeMemory & { asked: string[] };
}

test("words are read and written at once, also after the memory has grown; the rest as before", () => {
  const memory = fakeMemory();
  shortenAccess(memory);
  memory.setValue(8, -7, "i32");
  expect(memory.HEAP32[2]).toBe(-7);
  Object.assign(memory, memoryOf(32_768));
  expect(memory.getValue(8, "i32")).toBe(0);
  memory.setValue(20_000, 9, "i32");
  expect(memory.getValue(20_000, "i32")).toBe(9);
  expect(memory.asked).toEqual([]);
  memory.getValue(8, "i16");
  memory.setValue(8, 1, "i8");
  expect(memory.asked).toEqual(["get i16", "set i8"]);
});

describe("reading", () => {
  const LENGTH_AT = 16_000;

  function read(memory: RuntimeMemory | undefined, index: number): unknown[] {
    const before: unknown[] = [];
    const env = { tree_sitter_parse_callback: (...given: unknown[]) => void before.push(...given) };
    const imports: WebAssembly.Imports = { env };
    shortenReading(imports, () => memory);
    env.tree_sitter_parse_callback(64, index, 1, 2, LENGTH_AT);
    return before;
  }

  /** What the runtime finds in its buffer. */
  function found(memory: RuntimeMemory): string {
    const units = memory.HEAP32[LENGTH_AT / 4] ?? 0;
    return Buffer.from(memory.HEAPU8.buffer, 64, units * 2).toString("utf16le");
  }

  it.each(["short", "ж😀\ud800 half", "x".repeat(5119), "😀".repeat(4000), ""])("%.12s", (text) => {
    const memory = fakeMemory(text);
    for (const index of [0, 1, 5]) {
      expect(read(memory, index)).toEqual([]);
      expect(found(memory)).toBe(text.slice(index, index + 5119));
    }
  });

  it("ends a text that is not there", () => {
    const memory = fakeMemory();
    memory.HEAP32[LENGTH_AT / 4] = 7;
    read(memory, 0);
    expect(memory.HEAP32[LENGTH_AT / 4]).toBe(0);
  });

  it("is left to the runtime until that runs", () => {
    expect(read(undefined, 3)).toEqual([64, 3, 1, 2, LENGTH_AT]);
  });
});

test.each(["x", "é", "ж", "😀"])("no name is lost where one piece of a text of %s ends", async (unit) => {
  const parser = await fileParser();
  for (let length = 5090; length < 5122; length++) {
    const filler = unit.repeat(length / unit.length);
    const text = `//${filler}\nfunction border${length}() {}\n//${filler}\nfunction second() {}\n`;
    const { tags } = await parser.parseFile(text, "javascript", { budgetMs: 20_000 });
    const names = [`border${length}`, "second"];
    expect(tags.map(({ name, nameStart }) => [name, nameStart])).toEqual(
      names.map((name) => [name, text.indexOf(name)]),
    );
  }
});
