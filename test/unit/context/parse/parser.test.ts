import {
  copyFile,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  truncate,
  unlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createFileParser, type FileParser } from "../../../../src/server/context/parse/parser.ts";
import type { ParsedFile } from "../../../../src/server/context/parse/types.ts";
import { grammarFolder } from "./grammar-folder.ts";

const patient = { budgetMs: 60_000 };
let folder: string;
let parser: FileParser;

beforeAll(async () => {
  folder = await grammarFolder();
  parser = await createFileParser(folder);
}, 60_000);

function definitions(file: ParsedFile): string[] {
  return file.tags.filter(({ kind }) => kind === "definition").map(({ name }) => name);
}

describe("offsets", () => {
  it("are the same places for BOM, CRLF and characters outside the BMP", async () => {
    const text = "\ufeff// 😀 doc\r\nexport function greet(name: string) {\r\n  return `😀${name}`;\r\n}\r\n";
    const { tags } = await parser.parseFile(text, "typescript", patient);
    const greet = tags.find((tag) => tag.kind === "definition");
    expect(greet).toMatchObject({ name: "greet", line: 1, startLine: 1, endLine: 3 });
    if (greet?.kind !== "definition") throw new Error("no definition");
    expect(text.slice(greet.nameStart, greet.nameStart + 5)).toBe("greet");
    expect(text.slice(greet.signature.start, greet.signature.end)).toBe(
      "export function greet(name: string)",
    );
    expect(text.slice(greet.doc?.start, greet.doc?.end)).toBe("// 😀 doc");
    expect(text.slice(greet.span.end - 1, greet.span.end)).toBe("}");
  });

  it("cut a long definition without a body at a line end", async () => {
    const lines = Array.from({ length: 80 }, (_, index) => `  | "option-${index}"`);
    const text = `type Option =\n${lines.join("\n")};\n`;
    const { tags } = await parser.parseFile(text, "typescript", patient);
    const option = tags.find((tag) => tag.kind === "definition");
    if (option?.kind !== "definition") throw new Error("no definition");
    expect(option.signature.end - option.signature.start).toBeLessThanOrEqual(400);
    expect(text[option.signature.end]).toBe("\n");
    expect(option.endLine).toBe(80);
  });
});

describe("odd text", () => {
  it.each([
    ["NULs", "const a = '\0\0';\n\0\nfunction after() {}\n"],
    ["lone surrogates", "const a = '\ud800';\nconst b = '\udfff';\nfunction after() {}\n"],
    ["half a statement", "const half = ;\nfoo(;\nfunction after() {}\n"],
  ])("%s do not hide what follows", async (_name, text) => {
    const file = await parser.parseFile(text, "javascript", patient);
    expect(file.fallback).toBeUndefined();
    expect(definitions(file)).toContain("after");
    const after = file.tags.find(({ name }) => name === "after");
    expect(after?.nameStart).toBe(text.indexOf("after"));
  });

  it("of no length has nothing in it", async () => {
    const file = await parser.parseFile("", "python", patient);
    expect(file).toEqual({ language: "python", tags: [], imports: [], bodies: [], hasError: false });
  });
});

describe("a parse that takes too long", () => {
  const templates = `int x = ${"a<b<c<d>>".repeat(5_000)};\n`;

  it.each([
    ["45 KB of C++ templates", templates, "cpp"],
    ["a million brackets", "[".repeat(1_000_000), "javascript"],
  ])("%s ends in line chunks that are the whole text", async (_name, text, language) => {
    const file = await parser.parseFile(text, language, { budgetMs: 20 });
    expect(file).toMatchObject({ language, fallback: "time-budget", tags: [] });
    expect(file.chunks?.map(({ span }) => text.slice(span.start, span.end)).join("")).toBe(text);
    expect(definitions(await parser.parseFile("int next() { return 1; }", "cpp", patient))).toEqual(["next"]);
  });

  it("stops when it is cancelled", async () => {
    let asked = 0;
    const file = await parser.parseFile(templates, "cpp", { budgetMs: 60_000, cancelled: () => ++asked > 3 });
    expect(file.fallback).toBe("time-budget");
    expect(asked).toBe(4);
  });
});

describe("memory", () => {
  it("does not grow over 600 parses", { timeout: 120_000 }, async () => {
    const text = "export function f(a: number) {\n  return { a, b: [a, a, a] };\n}\n".repeat(100);
    const parseMany = async (count: number): Promise<number> => {
      for (let round = 0; round < count; round++) await parser.parseFile(text, "typescript", patient);
      return process.memoryUsage().rss;
    };
    const before = await parseMany(100);
    const after = await parseMany(500);
    expect((after - before) / 1e6).toBeLessThan(40);
  });

  it("is not spent on optimising a grammar, in the background or now", { timeout: 60_000 }, async () => {
    const text = await readFile(
      new URL("../../../fixtures/grammars/swift/sample.txt", import.meta.url),
      "utf8",
    );
    const before = process.memoryUsage().rss;
    for (let round = 0; round < 5; round++) {
      await parser.parseFile(text, "swift", { ...patient, references: false });
    }
    // V8 would be at it for several seconds, 400 MB more in each.
    await setTimeout(2500);
    expect((process.memoryUsage().rss - before) / 1e6).toBeLessThan(100);
  });
});

describe("a grammar file that is not what was pinned", () => {
  let broken: string;

  beforeAll(async () => {
    broken = await mkdtemp(join(tmpdir(), "gemwright-grammars-"));
    for (const name of await readdir(folder)) await symlink(join(folder, name), join(broken, name));
    const replace = async (name: string, change: (path: string) => Promise<void>): Promise<void> => {
      await unlink(join(broken, name));
      await copyFile(join(folder, name), join(broken, name));
      await change(join(broken, name));
    };
    await replace("python.wasm", async (path) => {
      const bytes = await readFile(path);
      bytes[Math.floor(bytes.length / 2)] = (bytes[Math.floor(bytes.length / 2)] ?? 0) ^ 1;
      await writeFile(path, bytes);
    });
    await replace("go.wasm", (path) => truncate(path, 1_000));
    await replace("rust.wasm", (path) => writeFile(path, "this is no grammar"));
    await unlink(join(broken, "java.wasm"));
  }, 60_000);

  afterAll(() => rm(broken, { recursive: true }));

  it("is named with cause and next step, and the other languages go on", async () => {
    const damaged = await createFileParser(broken);
    for (const language of ["python", "go", "rust"]) {
      const file = await damaged.parseFile("x = 1\n", language);
      expect(file.fallback).toBe("bad-grammar");
      expect(file.reason).toContain(join(broken, `${language}.wasm`));
      expect(file.reason).toContain("SHA-256");
      expect(file.chunks).toHaveLength(1);
    }
    const missing = await damaged.parseFile("class A {}\n", "java");
    expect(missing).toMatchObject({ fallback: "bad-grammar" });
    expect(missing.reason).toContain("ENOENT");
    expect(definitions(await damaged.parseFile("var a = 1;", "javascript", patient))).toEqual(["a"]);
  });
});
