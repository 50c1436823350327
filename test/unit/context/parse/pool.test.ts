import { afterEach, describe, expect, it } from "vitest";
import { ParsePool, type ParsePoolOptions } from "../../../../src/server/context/parse/pool.ts";
import { grammarFolder } from "./grammar-folder.ts";

const realWorker = new URL("../../../../src/server/context/parse/parse.worker.ts", import.meta.url);
const dyingWorker = new URL("dying.worker.ts", import.meta.url);

let pool: ParsePool | undefined;
afterEach(() => pool?.close());

function open(options: Partial<ParsePoolOptions>): ParsePool {
  pool = new ParsePool({ workerFile: dyingWorker, grammarsDir: "unused", ...options });
  return pool;
}

describe("the real worker", () => {
  it("parses several languages over two threads", { timeout: 60_000 }, async () => {
    const parsing = open({ workerFile: realWorker, grammarsDir: await grammarFolder(), workers: 2 });
    expect(parsing.capacity).toBe(12);
    const files = await Promise.all([
      parsing.parse("def f(): pass\n", "python", { budgetMs: 30_000 }),
      parsing.parse("func f() {}\n", "go", { budgetMs: 30_000 }),
      parsing.parse("int f(void) { return 1; }\n", "c", { budgetMs: 30_000 }),
      parsing.parse("SELECT 1;\n", "sql"),
      parsing.parse("f\n", "brainfuck"),
    ]);
    expect(files.map(({ tags }) => tags[0]?.name)).toEqual(["f", "f", "f", undefined, undefined]);
    expect(files.map(({ fallback }) => fallback)).toEqual([undefined, undefined, undefined, ...noGrammar]);
  });

  it("stops a running parse when it is no longer wanted and goes on with the next", {
    timeout: 60_000,
  }, async () => {
    const parsing = open({ workerFile: realWorker, grammarsDir: await grammarFolder() });
    await parsing.parse("int warm;\n", "cpp", { budgetMs: 30_000 });
    const controller = new AbortController();
    const endless = `int x = ${"a<b<c<d>>".repeat(50_000)};\n`;
    const running = parsing.parse(endless, "cpp", { budgetMs: 600_000, signal: controller.signal });
    const waiting = parsing.parse("int never;\n", "cpp", { signal: controller.signal });
    const next = parsing.parse("int next() { return 1; }\n", "cpp", { budgetMs: 30_000 });
    controller.abort(new Error("newer version"));
    await expect(running).rejects.toThrow("newer version");
    await expect(waiting).rejects.toThrow("newer version");
    expect((await next).tags[0]?.name).toBe("next");
  });
});

const noGrammar = ["no-grammar", "no-grammar"];

describe("a worker that dies", () => {
  it.each(["abort", "throw"])("by %s costs its file the tree and is replaced", async (how) => {
    const crashes: string[] = [];
    const parsing = open({ onCrash: ({ languageId, message }) => crashes.push(`${languageId}: ${message}`) });
    const file = await parsing.parse(how, "python");
    expect(file).toMatchObject({ language: "python", fallback: "crashed", chunks: [{ startLine: 0 }] });
    expect(file.reason).toMatch(/out of bounds|thrown outside/);
    expect((await parsing.parse("fine", "python")).fallback).toBeUndefined();
    expect(crashes).toHaveLength(1);
    expect(parsing.setAside).toEqual([]);
  });

  it("twice by one grammar sets that grammar aside and no other", async () => {
    const parsing = open({});
    const files = await Promise.all(["abort", "abort", "fine"].map((text) => parsing.parse(text, "python")));
    expect(files.map(({ fallback }) => fallback)).toEqual(["crashed", "crashed", "set-aside"]);
    expect(parsing.setAside).toEqual(["python"]);
    expect((await parsing.parse("fine", "go")).fallback).toBeUndefined();
  });

  it("takes no file along that only waited in it", async () => {
    const parsing = open({});
    const files = await Promise.all(
      ["abort", "fine", "fine", "throw", "fine"].map((text, at) =>
        parsing.parse(text, at < 3 ? "go" : "python"),
      ),
    );
    expect(files.map(({ fallback }) => fallback)).toEqual([
      "crashed",
      undefined,
      undefined,
      "crashed",
      undefined,
    ]);
  });

  it("by hanging is ended", async () => {
    const parsing = open({ hangGraceMs: 50 });
    const [hung, next] = await Promise.all([
      parsing.parse("hang", "python", { budgetMs: 50 }),
      parsing.parse("fine", "go"),
    ]);
    expect(hung.fallback).toBe("crashed");
    expect(next.fallback).toBeUndefined();
  });

  it("at every start leaves files in line chunks, with the reason", async () => {
    const parsing = open({ workerFile: new URL("missing.worker.ts", import.meta.url) });
    const first = await parsing.parse("a\n", "python");
    expect(first).toMatchObject({ fallback: "set-aside", chunks: [{ startLine: 0, endLine: 0 }] });
    expect(first.reason).toContain("cannot start");
    expect((await parsing.parse("b\n", "go")).reason).toContain("cannot start");
  });
});

describe("closing", () => {
  it("answers what is open and refuses what comes later", async () => {
    const parsing = open({});
    const waiting = parsing.parse("hang", "python");
    const queued = parsing.parse("fine", "python");
    await parsing.close();
    expect((await waiting).reason).toContain("closed");
    expect((await queued).reason).toContain("closed");
    await expect(parsing.parse("fine", "go")).rejects.toThrow("closed");
  });
});
