/** Files whose characters are more tokens than usual: the engine refuses a prompt, and a shorter one is sent. */
import { describe, expect, test } from "vitest";
import type { Prompt } from "../../../src/protocol/engine.ts";
import { FailureError } from "../../../src/protocol/failure.ts";
import { readablePrompt } from "../../../src/server/completion/prompt/prompt.ts";
import { FakeEngine } from "../server/fake-engine.ts";
import { Editor } from "./editor.ts";

const row = (index: number): string => `${index * 7919}, ${index * 104_729}, `.repeat(6);
const TABLE = Array.from({ length: 400 }, (_unused, index) => row(index));
const MIDDLE = [...TABLE.slice(0, 200), "const x =|", ...TABLE.slice(200)].join("\n");

/** Holds prompts up to so many characters, as a window of tokens does for such a file. */
function holding(characters: number): FakeEngine {
  const refuse = (prompt: Prompt): void => {
    const { length } = readablePrompt(prompt);
    if (length <= characters) return;
    const message = `The prompt has ${length} tokens; the completion window of practice holds ${characters}.`;
    const nextStep = "Attach less, start a new chat, or choose a larger window in the settings.";
    throw new FailureError({ code: "context.too-long", message, nextStep });
  };
  const engine = new FakeEngine(function* ({ prompt }) {
    refuse(prompt);
    yield { kind: "text", text: "1;" };
  });
  const prefill = engine.prefill.bind(engine);
  engine.prefill = async (request, signal) => {
    const usage = await prefill(request, signal);
    refuse(request.prompt);
    return usage;
  };
  return engine;
}

function lengths(prompts: readonly { readonly prompt: Prompt }[]): number[] {
  return prompts.map(({ prompt }) => readablePrompt(prompt).length);
}

describe("a prompt that the engine finds too long", () => {
  test("is sent once more with less code, and the suggestion appears", async () => {
    const engine = holding(3400);
    const editor = new Editor(engine, MIDDLE);
    await editor.type(" ");
    expect(editor.last).toMatchObject({ outcome: "shown", text: "1;" });
    const [first = 0, ...others] = lengths(engine.requests.filter(({ lane }) => lane === "completion"));
    expect(first).toBeGreaterThan(3400);
    expect(others.at(-1)).toBeLessThanOrEqual(3400);
  });

  test("is not tried again: the next ones of the document are short at once", async () => {
    const engine = holding(3400);
    const editor = new Editor(engine, MIDDLE);
    await editor.type(" ");
    const asked = engine.requests.length;
    await editor.type("y");
    expect(lengths(engine.requests.slice(asked)).every((length) => length <= 3400)).toBe(true);
    expect(engine.requests.length).toBeGreaterThan(asked);
  });

  test("in idle time, is not prepared again", async () => {
    const engine = holding(3400);
    const editor = new Editor(engine, MIDDLE);
    for (let time = 0; time < 4; time++) {
      editor.suggester.rested(editor.currentRequest(), () => "");
      await editor.rest(400);
    }
    const tooLong = lengths(engine.prefills).filter((length) => length > 3400);
    expect(tooLong.length).toBeLessThanOrEqual(2);
    expect(engine.prefills.length).toBeGreaterThan(tooLong.length);
    await editor.type(" ");
    expect(editor.last?.outcome).toBe("shown");
    expect(lengths(engine.requests)[0]).toBeLessThanOrEqual(3400);
  });

  test("even with hardly any code is explained in the words of a completion", async () => {
    const engine = holding(10);
    const editor = new Editor(engine, MIDDLE);
    await editor.type(" ");
    expect(editor.last?.outcome).toBe("engineFailed");
    expect(editor.last?.detail).toContain("the completion window");
    expect(editor.last?.detail).not.toContain("chat");
    expect(editor.last).not.toHaveProperty("tooLong");
    expect(engine.requests.length).toBeLessThanOrEqual(5);
  });
});
