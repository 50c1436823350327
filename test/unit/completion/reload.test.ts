/** The model is loaded again, or another one: what was evaluated before is gone. */
import { describe, expect, test } from "vitest";
import { modelOf } from "../../support/said.ts";
import { FakeEngine, MODEL } from "../server/fake-engine.ts";
import { Editor, settled } from "./editor.ts";

const LINES = Array.from({ length: 300 }, (_unused, index) => `const value${index} = compute(${index});`);
const FAR = [...LINES.slice(0, 200), "const x =|", ...LINES.slice(200)].join("\n");

function replies(engine: FakeEngine) {
  return engine.requests.filter(({ lane }) => lane === "completion");
}

function load(engine: FakeEngine, model = { ...MODEL, loadMs: 4711 }): void {
  engine.setView({ kind: "stopped" });
  engine.setView({ kind: "ready", model, busy: false });
}

async function warmed() {
  const engine = FakeEngine.saying("1;");
  const editor = new Editor(engine, FAR);
  const rest = async (): Promise<void> => {
    editor.suggester.rested(editor.currentRequest(), () => "");
    await editor.rest(400);
  };
  await rest();
  return { engine, editor, rest };
}

describe("when the model was loaded again", () => {
  test("the first suggestion waits for the small window, as its cache is empty", async () => {
    const { engine, editor } = await warmed();
    await editor.type(" ");
    await editor.type("=");
    const [large] = replies(engine);
    load(engine);
    await editor.type("(");
    const small = replies(engine).at(-1);
    expect(JSON.stringify(large?.prompt).length).toBeGreaterThan(JSON.stringify(small?.prompt).length * 1.5);
  });

  test("a resting cursor warms it again", async () => {
    const { engine, rest } = await warmed();
    await rest();
    expect(engine.prefills).toHaveLength(2);
    load(engine);
    await rest();
    expect(engine.prefills).toHaveLength(4);
  });

  test("what was planned for the former cache is not done", async () => {
    const engine = FakeEngine.saying("1;");
    const editor = new Editor(engine, FAR);
    await editor.type(" ");
    load(engine);
    await editor.rest(2000);
    expect(engine.prefills).toEqual([]);
  });

  test("the same model's suggestions still stand, those of another one do not", async () => {
    const engine = FakeEngine.saying("1;");
    const editor = new Editor(engine, "const x =|");
    await editor.type(" ");
    load(engine);
    await editor.ask();
    expect(editor.last?.source).toBe("cache");
    load(engine, modelOf("/models/other.gguf"));
    await editor.ask();
    expect(editor.last?.source).toBe("evaluated");
  });

  test("what the former model was still saying is not kept", async () => {
    const { promise: said, resolve: say } = Promise.withResolvers<void>();
    const engine = new FakeEngine(async function* () {
      await said;
      yield { kind: "text", text: "1;" };
    });
    const editor = new Editor(engine, "const x = |");
    const asking = editor.ask();
    await settled();
    engine.setView({ kind: "ready", model: modelOf("/models/other.gguf"), busy: false });
    say();
    await asking;
    expect(editor.suggester.cache.size).toBe(0);
  });

  test("a change of the engine that loads nothing changes nothing", async () => {
    const { engine, editor, rest } = await warmed();
    engine.setView({ kind: "ready", model: { ...MODEL }, busy: true });
    await rest();
    expect(engine.prefills).toHaveLength(2);
    editor.suggester.dispose();
  });
});
