import { describe, expect, test } from "vitest";
import { chooseWindow, WindowMemory } from "../../../src/server/completion/prompt/window-choice.ts";
import { FakeEngine } from "../server/fake-engine.ts";
import { Editor } from "./editor.ts";
import { WIDE } from "./marked.ts";

const FILE = Array.from({ length: 400 }, (_unused, index) => `const value${index} = compute(${index});`).join(
  "\n",
);

function at(line: number) {
  const offset = FILE.split("\n").slice(0, line).join("\n").length + 1;
  const text = FILE;
  return { id: "1", uri: "file:///a", path: "a", languageId: "typescript", text, offset, selectedText: "" };
}

describe("the window of a prompt", () => {
  test("a jump gets the small window, idle time the full one, and typing stays with it", () => {
    const memory = new WindowMemory();
    const first = chooseWindow(at(200), WIDE, memory);
    expect(first.later).toBeDefined();
    expect(first.window.prefix.split("\n").length).toBeLessThan(50);
    memory.note(first.asked.prompt);
    expect(chooseWindow(at(200), WIDE, memory).later).toBeDefined();
    if (first.later !== undefined) memory.note(first.later);
    const grown = chooseWindow(at(200), WIDE, memory);
    expect(grown.later).toBeUndefined();
    expect(grown.window.prefix.split("\n").length).toBeGreaterThanOrEqual(64);
  });

  test("new code of other files waits for idle time; until then what was read stays", () => {
    const memory = new WindowMemory();
    const ask = (crossFileContext: string) => chooseWindow({ ...at(20), crossFileContext }, WIDE, memory);
    const shows = (chosen: ReturnType<typeof chooseWindow>, text: string): boolean =>
      JSON.stringify(chosen.asked.prompt).includes(text);
    const [old, fresh] = ["first()", "second()"].map((name) => `  ${name}\n`.repeat(200));
    const cold = ask(old ?? "");
    expect(shows(cold, "first()")).toBe(false);
    if (cold.later !== undefined) memory.note(cold.later);
    expect(shows(ask(old ?? ""), "first()")).toBe(true);
    const changed = ask(fresh ?? "");
    expect(shows(changed, "first()")).toBe(true);
    expect(changed.window.prefix).toBe(ask(old ?? "").window.prefix);
    if (changed.later !== undefined) memory.note(changed.later);
    const grown = ask(fresh ?? "");
    expect(shows(grown, "second()")).toBe(true);
    expect(grown.later).toBeUndefined();
  });

  test("code that was gathered for another file is never shown", () => {
    const memory = new WindowMemory();
    const gathered = "  of the other file()\n".repeat(200);
    const elsewhere = chooseWindow({ ...at(20), uri: "file:///b", crossFileContext: gathered }, WIDE, memory);
    memory.note(elsewhere.later ?? elsewhere.asked.prompt);
    const here = chooseWindow({ ...at(20), crossFileContext: "" }, WIDE, memory);
    expect(JSON.stringify(here.asked.prompt)).not.toContain("of the other file()");
    memory.note(here.asked.prompt);
    const back = { ...at(20), uri: "file:///b", crossFileContext: gathered };
    expect(JSON.stringify(chooseWindow(back, WIDE, memory).asked.prompt)).toContain("of the other file()");
  });

  test("after a jump, code of other files is shown only where the engine still goes on from it", () => {
    const memory = new WindowMemory();
    const crossFileContext = "  total(): number\n".repeat(60);
    const ask = (line: number) => chooseWindow({ ...at(line), crossFileContext }, WIDE, memory);
    memory.note(chooseWindow({ ...at(200), uri: "file:///b" }, WIDE, memory).asked.prompt);
    const first = ask(200);
    memory.note(first.later ?? first.asked.prompt);
    const jumped = ask(20);
    expect(jumped.later).toBeDefined();
    // The engine takes the other sequence, which holds none of it.
    expect(JSON.stringify(jumped.asked.prompt)).not.toContain("total()");
    expect(JSON.stringify(jumped.later)).toContain("total()");
    expect(memory.cost(jumped.asked.prompt)).toBeLessThan(2500);
  });

  test("a file that is small anyway is shown whole", () => {
    const request = { ...at(0), text: "const a = 1;\nconst b = ", offset: 23 };
    expect(chooseWindow(request, WIDE, new WindowMemory()).window.prefix).toBe(request.text);
  });
});

test("the full window is prepared in the background when the user pauses", async () => {
  const engine = FakeEngine.saying("1;");
  const lines = FILE.split("\n");
  const editor = new Editor(engine, [...lines.slice(0, 200), "const x =|", ...lines.slice(200)].join("\n"));
  await editor.type(" ");
  await editor.rest(400);
  expect(engine.prefills.map(({ lane }) => lane)).toEqual(["background"]);
});
