import { describe, expect, test } from "vitest";
import { enclosingBlock } from "../../../src/server/traceback/enclosing.ts";

/** The marked line ends with `◀`; the block that is found is compared by its first and last line. */
function block(text: string, languageId: string): string[] {
  const lines = text.replace(/^\n/, "").split("\n");
  const line = lines.findIndex((entry) => entry.includes("◀")) + 1;
  const { start, end } = enclosingBlock(lines, line, languageId);
  return [lines[start - 1]?.trim() ?? "", lines[end - 1]?.trim() ?? ""];
}

describe("Python", () => {
  test("the function around the line, decorators and long signatures included", () => {
    const text = `
import os

@cached
@app.route("/")
def index(
    a,
    b,
):
    if a:

        return b ◀
    return a

def other():
    pass`;
    expect(block(text, "python")).toEqual(["@cached", "return a"]);
  });

  test("the innermost of nested functions and classes", () => {
    const text = `
class Shop:
    def sell(self, item):
        def log():
            pass
        return item.price ◀

    def close(self):
        pass`;
    expect(block(text, "python")).toEqual(["def sell(self, item):", "return item.price ◀"]);
  });

  test("a class for a line of its body, an async function", () => {
    expect(block("class A:\n    x = 1 / 0 ◀\n\ny = 2", "python")).toEqual(["class A:", "x = 1 / 0 ◀"]);
    expect(block("async def f():\n    await g() ◀\n\nf()", "python")).toEqual([
      "async def f():",
      "await g() ◀",
    ]);
  });

  test("lines nearby at module level", () => {
    const text = `${"a = 1\n".repeat(50)}f() ◀\n${"b = 1\n".repeat(50)}`;
    const { start, end } = enclosingBlock(text.split("\n"), 51, "python");
    expect([start, end]).toEqual([31, 71]);
  });
});

describe("JavaScript and TypeScript", () => {
  test("the function around the line, not the if or the callback object", () => {
    const text = `
const a = 1;
export async function load(name: string): Promise<User> {
  if (name) {
    const options = { deep: { value: "}" } };
    throw new Error(\`no {user}\`); ◀
  }
  return find(name);
}
load("x");`;
    expect(block(text, "typescript")).toEqual([
      "export async function load(name: string): Promise<User> {",
      "}",
    ]);
  });

  test("methods, arrow functions, and braces in comments", () => {
    const method = "class A {\n  private async run(x) {\n    // }\n    x(); ◀\n  }\n  other() {\n  }\n}";
    expect(block(method, "javascript")).toEqual(["private async run(x) {", "}"]);
    const arrow = "const f = (a) => {\n  for (;;) {\n    a(); ◀\n  }\n};\nf();";
    expect(block(arrow, "javascript")).toEqual(["const f = (a) => {", "};"]);
  });

  test("a class body, and nearby lines where no function encloses", () => {
    expect(block("class A {\n  x = boom(); ◀\n}\nrest();", "typescript")).toEqual(["class A {", "}"]);
    expect(block("if (a) {\n  b(); ◀\n}\nc();", "javascript")).toEqual(["if (a) {", "c();"]);
  });
});

test("a very long block is shown around the line only", () => {
  const text = `def f():\n${"    a()\n".repeat(500)}`;
  const { start, end } = enclosingBlock(text.split("\n"), 250, "python");
  expect(end - start).toBeLessThan(120);
  expect(start).toBeLessThan(250);
  expect(end).toBeGreaterThan(250);
});

test("other languages get the lines nearby", () => {
  const lines = Array.from({ length: 100 }, () => "x");
  expect(enclosingBlock(lines, 50, "ruby")).toEqual({ start: 30, end: 70 });
});
