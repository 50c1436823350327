/** What a suggestion does to the syntax tree of its file, with the real grammars. */
import { describe, expect, test, vi } from "vitest";
import { completionShape } from "../../../src/server/completion/answer/shape.ts";
import { vetted } from "../../../src/server/completion/answer/vet.ts";
import type { SyntaxCheck } from "../../../src/server/completion/syntax/check.ts";
import { ErrorCounter } from "../../../src/server/completion/syntax/errors.ts";
import { WorkerCheck } from "../../../src/server/completion/syntax/worker-check.ts";
import { grammarFolder } from "../context/parse/grammar-folder.ts";
import { marked, windowOf } from "./marked.ts";

const counter = ErrorCounter.create(await grammarFolder());
const check: SyntaxCheck = {
  prepare: () => undefined,
  scope: async (place) => (await counter).scope(place),
  firstGood: async (...[place, candidates]: Parameters<ErrorCounter["firstGood"]>) =>
    (await counter).firstGood(place, candidates),
  dispose: () => undefined,
};

const candidate = (text: string) => ({ texts: [text], rivals: [] });

async function vet(markedText: string, text: string, languageId = "typescript"): Promise<string> {
  const place = { uri: "file:///a", languageId, ...marked(markedText) };
  const request = { id: "1", path: "a", selectedText: "", ...place };
  const shape = completionShape(windowOf(markedText), languageId);
  const result = await vetted(text, request, shape, check);
  return `${result.syntax}: ${result.text ?? ""}`;
}

describe("a suggestion in its file", () => {
  test.each([
    ["typescript", "const a = |", "b + c;", "clean: b + c;"],
    ["typescript", "foo(|)", "a, b", "clean: a, b"],
    ["typescript", "foo(|", "a, b));", "truncated: a, b)"],
    ["typescript", "const a = |", "foo(b;", "dropped: "],
    ["typescript", "const a = |", "[1, 2;", "dropped: "],
    // A block that is only just being opened.
    ["typescript", "for |", "(const a of b) {", "clean: (const a of b) {"],
    ["typescript", "function f() {|", "\n  return 1;", "clean: \n  return 1;"],
    ["typescript", "function f() {|", "\n  return 1;\n}", "clean: \n  return 1;\n}"],
    ["typescript", "function f() {|\n}\n", "\n  one();\n  two(;", "truncated: \n  one();"],
    ["typescript", "function f() {|}", "\n  one();\n  two(;\n", "truncated: \n  one();\n"],
    ["python", "def f():|", "\n    return 1", "clean: \n    return 1"],
    ["python", "def f():|\n\nx = 1\n", "\n    a = 1\n    b = (2", "truncated: \n    a = 1"],
    ["python", "if x |", "> 1:", "clean: > 1:"],
    ["go", "package a\n\nfunc f() {\n\tx := |\n}\n", "g(1))", "truncated: g(1)"],
    ["rust", "fn f() {\n    let x = |\n}\n", "vec![1, 2;", "dropped: "],
    // A part of an answer ends anywhere: then nothing may be left open in it.
    ["javascript", "x = {\n  |\n};\n", "a() {\n    one(;\n  },\n  b() {\n  },", "dropped: "],
    ["go", "package a\n\nfunc f() {\n\tx := |\n}\n", "T{a: b", "dropped: "],
    // One end of a block too many, where the file lacks one.
    ["typescript", "function f() {\n  if (a) {\n    go();\n  |\n}\n", "}", "clean: }"],
    ["typescript", "function f() {\n  if (a) {\n    go();\n  |\n}\n", "}}", "dropped: "],
    ["lua", "for _, a |\n  go(a)\nend\n", "in pairs(t do", "dropped: "],
    // The block's body already stands below: only the brackets of the line itself tell.
    ["typescript", "class A {\n  open(|\n    go();\n  }\n}\n", "a: B)) {", "truncated: a: B)"],
    ["typescript", "class A {\n  open(|\n    go();\n  }\n}\n", "a: B {", "dropped: "],
    ["typescript", "class A {\n  open(|\n    go();\n  }\n}\n", "a: B) {", "clean: a: B) {"],
    ["typescript", "useEffect(|\n  go();\n});\n", "() => {", "clean: () => {"],
    ["rust", "impl A {\n    fn |\n        1\n    }\n}\n", "f(&self)) -> u8 {", "truncated: f(&self)"],
    // Errors that were there before are no fault of the suggestion.
    ["typescript", "class { {{\nconst a = |", "b;", "clean: b;"],
    ["plaintext", "a |", "(b", "noGrammar: (b"],
  ])("%s %j and %j", async (languageId, text, suggestion, expected) => {
    expect(await vet(text, suggestion, languageId)).toBe(expected);
  });

  test("parsing on from the last tree says the same as parsing afresh", async () => {
    const errors = await counter;
    const file = (text: string, uri = "file:///b") => ({ uri, languageId: "typescript", text, offset: 0 });
    const afresh = await ErrorCounter.create(await grammarFolder());
    const texts = ["const a = 1;\n", "const a = (1;\n", "const ab = (1);\n", "x {{\nconst ab = 1;\n", ""];
    for (const text of texts) {
      const near = await errors.count(file(text));
      const fresh = await afresh.count(file(text, `file:///${text.length}`));
      expect([text, near]).toEqual([text, fresh]);
    }
  });
});

test("the worker answers in time, or says that it is late", { timeout: 60_000 }, async () => {
  const workerFile = new URL("../../../src/server/completion/syntax/syntax.worker.ts", import.meta.url);
  const worker = new WorkerCheck({ workerFile, grammarsDir: await grammarFolder() });
  const place = { uri: "file:///a", languageId: "typescript", ...marked("const a = |") };
  worker.prepare(place);
  const verdicts = new Set<string>();
  for (let time = 0; time < 1000 && !verdicts.has("good 1"); time++) {
    const verdict = await worker.firstGood(place, [candidate("foo(b;"), candidate("b;")]);
    verdicts.add(verdict.kind === "good" ? `good ${verdict.index}` : verdict.kind);
  }
  const scopes = new Set<string>();
  for (let time = 0; time < 1000 && !scopes.has("code"); time++)
    scopes.add(String(await worker.scope(place)));
  expect(scopes).toContain("code");
  worker.dispose();
  expect(await worker.scope(place)).toBeUndefined();
  expect(verdicts).toContain("good 1");
  expect([...verdicts].filter((verdict) => verdict !== "good 1" && verdict !== "unknown")).toEqual([]);
  expect(await worker.firstGood(place, [candidate("b;")])).toEqual({ kind: "unknown", why: "failed" });
});

test("going back and forth between files says the same, also beyond those whose trees are kept", async () => {
  const errors = await ErrorCounter.create(await grammarFolder());
  const sources = ["const a = |;", "f(|", "class A {\n  |\n}\n", "if (a) {|", "x = [|]"];
  const places = sources.map((source, file) => ({
    uri: `file:///${file}`,
    languageId: "typescript",
    ...marked(source),
  }));
  const fresh = new Map<string, unknown>();
  for (const place of places) {
    const alone = await ErrorCounter.create(await grammarFolder());
    fresh.set(place.uri, await alone.firstGood(place, [candidate("g();"), candidate("1")]));
  }
  for (const place of [...places, ...places.toReversed(), ...places]) {
    expect(await errors.firstGood(place, [candidate("g();"), candidate("1")])).toEqual(fresh.get(place.uri));
  }
});

test("the first answer in a file is worth a longer wait than the next ones", async () => {
  const workerFile = new URL("../../../src/server/completion/syntax/syntax.worker.ts", import.meta.url);
  const worker = new WorkerCheck({ workerFile, grammarsDir: await grammarFolder() });
  const waits: number[] = [];
  const timer = vi.spyOn(globalThis, "setTimeout").mockImplementation(((_late: () => void, ms: number) => {
    waits.push(ms);
    return 0;
  }) as unknown as typeof setTimeout);
  try {
    for (const uri of ["a", "a", "b", "a", "c", "d", "a"]) {
      await worker.firstGood({ uri, languageId: "typescript", ...marked("const a = |") }, [candidate("b;")]);
    }
  } finally {
    timer.mockRestore();
    worker.dispose();
  }
  expect(waits).toEqual([100, 15, 100, 15, 100, 100, 100]);
});
