import { describe, expect, test } from "vitest";
import { CopiedCode } from "../../../src/server/context/copied-code.ts";

const CODE = "  const total = sum(lines);\n\n  return total * rate;\n";
const SHOWN = "Copied a moment ago from src/a.ts:\n  const total = sum(lines);\n  return total * rate;\n";

function memory() {
  const clock = { now: 0 };
  const copied = new CopiedCode({
    show: (uri, text) => (uri.includes("secret") || text.includes("PRIVATE KEY") ? undefined : uri),
    now: () => clock.now,
  });
  const around = (uri: string, text = "", maxChars = 1000): string => copied.around({ uri, text }, maxChars);
  return { clock, copied, around };
}

describe("what was copied in another file", () => {
  test("is shown with its path, without empty lines, and not in the file itself", () => {
    const { copied, around } = memory();
    expect(around("src/b.ts")).toBe("");
    copied.copied("src/a.ts", CODE);
    expect(around("src/b.ts")).toBe(SHOWN);
    expect(around("src/a.ts")).toBe("");
    expect(around("src/b.ts")).toBe(SHOWN);
  });

  test("gives way to what is copied next, a single name included", () => {
    const { copied, around } = memory();
    copied.copied("src/a.ts", CODE);
    copied.copied("src/c.ts", "export const rate = 0.19;");
    expect(around("src/b.ts")).toContain("from src/c.ts:\nexport const rate");
    copied.copied("src/c.ts", "rate");
    expect(around("src/b.ts")).toBe("");
  });

  test("is forgotten for good once it was pasted, however it is indented there", () => {
    const { copied, around } = memory();
    copied.copied("src/a.ts", CODE);
    expect(around("src/b.ts", "const total = sum(lines);")).toBe(SHOWN);
    expect(around("src/b.ts", "\tconst total = sum(lines);\r\n\treturn total * rate;\r\n")).toBe("");
    expect(around("src/b.ts", "")).toBe("");
  });

  test("is forgotten after ten minutes", () => {
    const { copied, around, clock } = memory();
    copied.copied("src/a.ts", CODE);
    clock.now = 600_000;
    expect(around("src/b.ts")).toBe(SHOWN);
    clock.now = 600_001;
    expect(around("src/b.ts")).toBe("");
  });

  test("never leaves a file that may not enter a prompt, nor a secret in any file", () => {
    const { copied, around } = memory();
    copied.copied("secret/.env", CODE);
    expect(around("src/b.ts")).toBe("");
    copied.copied("src/a.ts", "-----BEGIN PRIVATE KEY-----\nabcdef");
    expect(around("src/b.ts")).toBe("");
  });

  test("is left out when there is no room, and cut after twenty lines", () => {
    const { copied, around } = memory();
    copied.copied("src/a.ts", CODE);
    expect(around("src/b.ts", "", SHOWN.length - 1)).toBe("");
    expect(around("src/b.ts", "", SHOWN.length)).toBe(SHOWN);
    const lines = Array.from({ length: 30 }, (_, index) => `line number ${index}`);
    copied.copied("src/a.ts", lines.join("\n"));
    expect(around("src/b.ts").split("\n")).toHaveLength(22);
  });

  test("shows characters that would hide something", () => {
    const { copied, around } = memory();
    copied.copied("src/a.ts", "const admin = false;\u202e // true");
    expect(around("src/b.ts")).not.toContain("\u202e");
  });
});
