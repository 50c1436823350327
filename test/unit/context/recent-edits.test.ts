import { describe, expect, test } from "vitest";
import { TextDocument } from "vscode-languageserver-textdocument";
import { RecentEdits } from "../../../src/server/context/recent-edits.ts";

function workspace(files: Readonly<Record<string, string>>) {
  const documents = new Map(
    Object.entries(files).map(([uri, text]) => [uri, TextDocument.create(uri, "typescript", 1, text)]),
  );
  const edits = new RecentEdits(
    () => documents.values(),
    (uri) => (uri.includes("secret") ? undefined : uri),
  );
  for (const document of documents.values()) edits.opened(document);
  return {
    edits,
    write: (uri: string, text: string): void => {
      const version = (documents.get(uri)?.version ?? 0) + 1;
      documents.set(uri, TextDocument.create(uri, "typescript", version, text));
    },
    close: (uri: string): void => {
      const document = documents.get(uri);
      documents.delete(uri);
      if (document !== undefined) edits.closed(document);
    },
    around: (uri: string, maxChars = 1000) => edits.around(uri, maxChars),
  };
}

const BASE = "one();\ntwo();\nthree();\n";

describe("what was changed in other files", () => {
  test("is shown with its path, the oldest first, and never the file itself", () => {
    const { write, around } = workspace({ a: BASE, b: BASE, c: BASE });
    write("a", "one();\ntwo(1);\nthree();\n");
    expect(around("b")).toBe("Changed a moment ago in a:\ntwo(1);\n");
    write("b", `${BASE}four();\n`);
    expect(around("c")).toBe("Changed a moment ago in a:\ntwo(1);\nChanged a moment ago in b:\nfour();\n");
    expect(around("a")).toBe("Changed a moment ago in b:\nfour();\n");
    // Its own change is the newest: the older ones of others are still shown.
    expect(around("b")).toBe("Changed a moment ago in a:\ntwo(1);\n");
  });

  test("stays the same text while one file is being edited", () => {
    const { write, around } = workspace({ a: BASE, b: BASE });
    write("a", "one();\ntwo(1);\nthree();\n");
    const first = around("b");
    for (let typed = 1; typed < 5; typed++) {
      write("b", BASE + "x".repeat(typed));
      expect(around("b")).toBe(first);
    }
  });

  test("a later change of the same lines takes the place of the former", () => {
    const { write, around } = workspace({ a: BASE, b: BASE });
    write("a", "one();\ntwo(1);\nadded();\nthree();\n");
    around("b");
    write("a", "one();\ntwo(2);\nadded();\nthree();\n");
    around("b");
    write("a", "one();\ntwo(2);\nadded(3);\nadded();\nthree();\n");
    expect(around("b")).toContain("added(3);");
    expect(around("b").split("two(1)")).toHaveLength(2);
  });

  test("keeps to its room, to a dozen lines, and leaves out what may not be shown", () => {
    const { write, around } = workspace({ a: BASE, b: BASE, secret: BASE });
    write("secret", "token = 1;\n");
    write("a", `${BASE}${Array.from({ length: 40 }, (_unused, index) => `line${index}();\n`).join("")}`);
    const shown = around("b");
    expect(shown).not.toContain("token");
    expect(shown.split("\n").length).toBeLessThanOrEqual(14);
    expect(around("b", 60)).toBe("");
  });

  test("stays known when the file is closed", () => {
    const { write, close, around } = workspace({ a: BASE, b: BASE });
    write("a", "one();\ntwo(1);\nthree();\n");
    close("a");
    expect(around("b")).toContain("two(1);");
  });

  test("a deletion shows nothing", () => {
    const { write, around } = workspace({ a: BASE, b: BASE });
    write("a", "one();\nthree();\n");
    expect(around("b")).toBe("");
  });

  test("hidden characters are made visible", () => {
    const { write, around } = workspace({ a: BASE, b: BASE });
    write("a", `${BASE}access\u202E();\n`);
    expect(around("b")).not.toContain("\u202E");
  });
});
