/** The keystroke benchmark types edits as an editor takes them. */
import { expect, test } from "vitest";
import type { Change, Edit } from "../../bench/keystrokes/edits.ts";
import { statesOf } from "../../bench/keystrokes/typing.ts";

function edit(text: string, ...changes: Change[]): Edit {
  return { repository: "", path: "a.ts", languageId: "typescript", text, changes };
}

/** What is on the screen after each key, and how the cursor came there when it was no key. */
function screens(of: Edit): string[] {
  return [...statesOf(of)].map(({ by, text, offset }) => {
    const screen = `${text.slice(0, offset)}|${text.slice(offset)}`;
    return by === "key" || by === "enter" ? screen : `${by}: ${screen}`;
  });
}

test("brackets close at once, are typed over, and Enter between them makes two lines", () => {
  const typed = "if (a) {\n  b();\n}";
  expect(screens(edit("x\n", { offset: 0, removed: "", typed }))).toEqual([
    "jump: |x\n",
    "i|x\n",
    "if|x\n",
    "if |x\n",
    "if (|x\n",
    "if (a|x\n",
    "if (a)|x\n",
    "if (a) |x\n",
    "if (a) {|x\n",
    "if (a) {\n  |x\n",
    "if (a) {\n  b|x\n",
    "if (a) {\n  b(|x\n",
    "if (a) {\n  b()|x\n",
    "if (a) {\n  b();|x\n",
    "if (a) {\n  b();\n|x\n",
    "if (a) {\n  b();\n}|x\n",
  ]);
  expect(screens(edit("\nx", { offset: 0, removed: "", typed })).slice(4)).toEqual([
    "if (|)\nx",
    "if (a|)\nx",
    "if (a)|\nx",
    "if (a) |\nx",
    "if (a) {|}\nx",
    "if (a) {\n  |\n}\nx",
    "if (a) {\n  b|\n}\nx",
    "if (a) {\n  b(|)\n}\nx",
    "if (a) {\n  b()|\n}\nx",
    "if (a) {\n  b();|\n}\nx",
  ]);
});

test("a part of a line is replaced where it stands, and a bracket that was there already goes again", () => {
  const text = "call(one, two);\nnext()\n";
  const of = edit(
    text,
    { offset: 5, removed: "one", typed: "f('" },
    { offset: text.length - 1, removed: "", typed: ";" },
  );
  expect(screens(of)).toEqual([
    "jump: call(|, two);\nnext()\n",
    "call(f|, two);\nnext()\n",
    "call(f(|), two);\nnext()\n",
    "call(f('|'), two);\nnext()\n",
    "call(f('|, two);\nnext()\n",
    "move: call(f(', two);\nnext()|\n",
    "call(f(', two);\nnext();|\n",
  ]);
});

test("every change ends as it was committed", () => {
  const pieces = ["a", "(", ")", "{", "}", '"', "'", "\n  ", "\n", "[", "]", " "];
  for (let seed = 1; seed < 400; seed++) {
    const typed = Array.from({ length: 14 }, (_unused, at) => pieces[(seed * (at + 3) * 7919) % 12]).join("");
    const states = [...statesOf(edit("first\nlast\n", { offset: 5, removed: "\n", typed }))];
    expect(states.at(-1)?.text).toBe(`first${typed}last\n`);
  }
});
