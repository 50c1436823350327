/** The large window is read in a pause that is likely to be long enough for it. */
import { describe, expect, test } from "vitest";
import { GrowthWait } from "../../../src/server/completion/pace/growth-wait.ts";
import { pause } from "../../../src/server/completion/pace/idle.ts";
import { FakeEngine } from "../server/fake-engine.ts";
import { Editor, settled } from "./editor.ts";

const LINES = Array.from({ length: 300 }, (_unused, index) => `const value${index} = compute(${index});`);
const FAR = [...LINES.slice(0, 200), "const x =|", ...LINES.slice(200)].join("\n");

/** A jump has happened, and the large window takes so long to read, ms. */
async function jumped(readingMs: number): Promise<{ engine: FakeEngine; editor: Editor }> {
  const engine = FakeEngine.saying("1;");
  const editor = new Editor(engine, FAR);
  engine.reading = (signal) => pause(editor.clock, readingMs, signal);
  await editor.type(" ");
  return { engine, editor };
}

describe("the large window after a jump", () => {
  test("is read in the first short pause while nobody knows how long it takes", async () => {
    const { engine, editor } = await jumped(4000);
    await editor.rest(250);
    expect(engine.prefills).toHaveLength(0);
    await editor.rest(100);
    expect(engine.prefills).toHaveLength(1);
  });

  test("is not begun again in a pause as short as the one that was too short for it", async () => {
    const { engine, editor } = await jumped(4000);
    await editor.rest(350);
    await editor.type("=");
    await editor.rest(350);
    await editor.rest(1000);
    expect(engine.prefills).toHaveLength(1);
    await editor.rest(1500);
    expect(engine.prefills).toHaveLength(2);
  });

  test("learns nothing from a pause in which a chat answer kept the model busy", async () => {
    const { engine, editor } = await jumped(4000);
    engine.chatting = true;
    await editor.rest(350);
    await editor.type("=");
    engine.chatting = false;
    await editor.rest(350);
    expect(engine.prefills).toHaveLength(2);
  });

  test("is begun early where it is quickly read", async () => {
    const { engine, editor } = await jumped(50);
    await editor.rest(350);
    await editor.rest(50);
    await settled();
    editor.text = `${FAR.replace("|", "")}\nconst y = `;
    editor.offset = editor.text.length;
    await editor.ask();
    await editor.rest(350);
    expect(engine.prefills).toHaveLength(2);
  });
});

describe("the wait", () => {
  test("follows what was measured, within limits", () => {
    const wait = new GrowthWait();
    expect(wait.ms).toBe(300);
    wait.ended(1000);
    expect(wait.ms).toBe(1000);
    wait.ended(2000);
    expect(wait.ms).toBe(1500);
    wait.interrupted(400);
    expect(wait.ms).toBe(1500);
    wait.interrupted(90_000);
    expect(wait.ms).toBe(20_000);
    wait.forget();
    expect(wait.ms).toBe(300);
  });
});
