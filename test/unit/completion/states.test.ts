/** What a user sees, state by state, while the model goes on with a known text. */
import { describe, expect, test } from "vitest";
import { FakeEngine } from "../server/fake-engine.ts";
import { Editor, settled } from "./editor.ts";

/** A model that knows what the user is going to write. */
function knowing(whole: string): FakeEngine {
  return new FakeEngine(function* ({ prompt }) {
    const before = prompt.kind === "chat" ? (prompt.answerPrefix ?? "").split("\n").slice(1).join("\n") : "";
    const at = whole.indexOf(before);
    yield { kind: "text", text: at < 0 ? "" : whole.slice(at + before.length) };
  });
}

describe("ghost text while typing", () => {
  test("typing through keeps it, with one evaluation", async () => {
    const engine = knowing("foobar(1);");
    const editor = new Editor(engine, "fo|");
    await editor.type("ob");
    expect(editor.states).toEqual(["foo[bar(1);]", "foob[ar(1);]"]);
    expect(editor.answers.map(({ source }) => source)).toEqual(["evaluated", "cache"]);
    expect(engine.requests.filter(({ lane }) => lane === "completion")).toHaveLength(1);
  });

  test("deleting a character restores the former one", async () => {
    const says = [["bar"], ["zz"]];
    const engine = new FakeEngine(({ lane }) =>
      lane === "background" ? [] : (says.shift() ?? []).map((text) => ({ kind: "text", text })),
    );
    const editor = new Editor(engine, "fo|");
    await editor.type("obi");
    await editor.backspace();
    expect(editor.states).toEqual(["foo[bar]", "foob[ar]", "foobi[zz]", "foob[ar]"]);
    expect(engine.requests.filter(({ lane }) => lane === "completion")).toHaveLength(2);
  });

  test("accepting a word or a line, and undoing it, needs no evaluation", async () => {
    const engine = knowing("if (a) {\n  one();\n  two();\n}");
    const editor = new Editor(engine, "if (a) |");
    await editor.type("{");
    await editor.accept("\n  one");
    await editor.accept("();");
    await editor.undoTo("if (a) {|");
    expect(editor.states).toEqual([
      "if (a) {[\n  one();\n  two();\n}]",
      "if (a) {\n  one[();\n  two();\n}]",
      "if (a) {\n  one();[\n  two();\n}]",
      "if (a) {[\n  one();\n  two();\n}]",
    ]);
    expect(editor.answers.map(({ source }) => source)).toEqual(["evaluated", "cache", "cache", "cache"]);
  });

  test("after accepting all of it, the next lines are already there", async () => {
    const engine = knowing("const a = 1;\nconst b = 2;");
    const editor = new Editor(engine, "const a |");
    await editor.type("=");
    await editor.rest();
    await editor.accept();
    expect(editor.states).toEqual(["const a =[ 1;]", "const a = 1;[\nconst b = 2;]"]);
    expect(editor.last?.source).toBe("cache");
    expect(engine.requests.map(({ lane }) => lane)).toEqual(["completion", "background"]);
  });

  test("a bracket that the editor closes is not suggested twice", async () => {
    const editor = new Editor(knowing("call(one, two)"), "cal|", { autoClose: true });
    await editor.type("l(o");
    expect(editor.states).toEqual(["call[(one, two)]", "call([one, two])", "call(o[ne, two])"]);
    expect(editor.answers.map(({ source }) => source)).toEqual(["evaluated", "cache", "cache"]);
  });

  test("a closing brace on its own line is met where it already stands", async () => {
    const editor = new Editor(knowing("if (a) {\n  one();\n}"), "if (a)|", { autoClose: true });
    editor.suggester.cache.put(
      { uri: "file:///a", text: "if (a) ", offset: 7 },
      { id: "x", text: "{\n  one();\n}" },
    );
    await editor.type(" {");
    expect(editor.states.at(-1)).toBe("if (a) {[\n  one();\n]}");
  });

  test("CRLF files type through as well", async () => {
    const editor = new Editor(knowing("x();\nif (a) {\n  one();\n}"), "x();\r\nif (a) |\r\n");
    await editor.type("{");
    await editor.accept("\r\n  on");
    expect(editor.states.at(-1)).toBe("x();\r\nif (a) {\r\n  on[e();\r\n}]\r\n");
  });
});

describe("while the model is still speaking", () => {
  /** Says one piece after the other, each when it is let. */
  function slow(...pieces: string[]) {
    const gates = pieces.map(() => Promise.withResolvers<void>());
    const engine = new FakeEngine(async function* ({ lane }, signal) {
      if (lane === "background") return;
      for (const [index, text] of pieces.entries()) {
        await gates[index]?.promise;
        if (signal.aborted) return;
        yield { kind: "text", text };
      }
    });
    return { engine, say: (index: number) => gates[index]?.resolve() };
  }

  test("a keystroke that fits joins the generation", async () => {
    const { engine, say } = slow("bar", "(1);\n");
    const editor = new Editor(engine, "fo|");
    const first = editor.type("o", 10);
    await settled();
    say(0);
    const second = editor.type("b", 10);
    say(1);
    await Promise.all([first, second]);
    expect(editor.states).toEqual(["foob[ar(1);]"]);
    expect(editor.last?.source).toBe("joined");
    expect(engine.requests.filter(({ lane }) => lane === "completion")).toHaveLength(1);
  });

  /** Says `line` when asked, and what comes after it in the background, when it is let. */
  function preparing(line: string, next: string) {
    const { promise, resolve } = Promise.withResolvers<void>();
    const engine = new FakeEngine(async function* ({ lane }, signal) {
      if (lane === "background") await promise;
      if (signal.aborted) return;
      yield { kind: "text", text: lane === "background" ? next : line };
    });
    return { engine, say: resolve };
  }

  test("a suggestion that is accepted meanwhile waits for the lines under way", async () => {
    const { engine, say } = preparing("one();", "\ntwo();");
    const editor = new Editor(engine, "a =|");
    await editor.type(" ");
    await editor.rest(100);
    const accepting = editor.accept();
    say();
    await accepting;
    expect(editor.states.at(-1)).toBe("a = one();[\ntwo();]");
    expect(editor.last?.source).toBe("joined");
    expect(engine.requests.map(({ lane }) => lane).slice(0, 2)).toEqual(["completion", "background"]);
    expect(engine.requests.filter(({ lane }) => lane === "completion")).toHaveLength(1);
  });

  test("but not while a chat keeps background work standing", async () => {
    const { engine, say } = preparing("one();", "\ntwo();");
    const editor = new Editor(engine, "a =|");
    await editor.type(" ");
    await editor.rest(100);
    engine.chatting = true;
    await editor.accept();
    say();
    expect(engine.requests.filter(({ lane }) => lane === "completion")).toHaveLength(2);
  });

  test("a generation nobody waits for ends soon", async () => {
    const { engine, say } = slow("bar");
    const editor = new Editor(engine, "fo|");
    const abort = new AbortController();
    const request = { id: "1", uri: "file:///a", path: "a", languageId: "typescript", text: "fo", offset: 2 };
    const answer = editor.suggester.suggest({ ...request, selectedText: "" }, false, abort.signal);
    await settled();
    abort.abort();
    expect((await answer).outcome).toBe("cancelled");
    expect(editor.clock.waiting).toBe(1);
    await editor.rest(200);
    say(0);
    await editor.rest();
    expect(engine.alive).toBe(0);
    expect(editor.suggester.cache.size).toBe(0);
  });
});
