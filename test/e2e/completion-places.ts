/** Ghost text wherever code is written, and the bytes that accepting it leaves in the file. */
import { strict as assert } from "node:assert";
import { afterEach, before, describe, it } from "mocha";
import { Draft } from "./draft.ts";
import type { Fixture } from "./fixture.ts";

interface Case {
  readonly title: string;
  readonly file: string;
  /** `▮` marks the cursor. */
  readonly text: string;
  /** Keys that ask for the suggestion: a key's name, or text to type. */
  readonly keys: "Enter" | " ";
  readonly ghost: string;
  /** The whole file once the suggestion was accepted with Tab and saved. */
  readonly saved: string;
  /** Keeps a picture under this name. */
  readonly shot?: string;
}

const LOOP = "for (const value of values) {\n    publish(value);\n  }";

const CASES: readonly Case[] = [
  {
    title: "an empty function body",
    file: "body.ts",
    text: "const none = () => {\n  return;\n};\n\nexport function report(values: number[]): void {▮}\n",
    keys: "Enter",
    ghost: LOOP,
    saved: `const none = () => {\n  return;\n};\n\nexport function report(values: number[]): void {\n  ${LOOP}\n}\n`,
  },
  {
    title: "the middle of a line",
    file: "middle.ts",
    text: "export const plus = (a: number, b: number) =>▮ // their sum\nexport const last = 1;\n",
    keys: " ",
    ghost: "a + b;",
    saved: "export const plus = (a: number, b: number) => a + b; // their sum\nexport const last = 1;\n",
    shot: "ghost-text-middle",
  },
  {
    title: "the end of a file without a last line end",
    file: "end.py",
    text: "def plus(a, b):\n    return▮",
    keys: " ",
    ghost: "a + b",
    saved: "def plus(a, b):\n    return a + b",
  },
  {
    title: "a file with CRLF line ends",
    file: "windows.ts",
    text: "const none = () => {\r\n  return;\r\n};\r\n\r\nexport function report(values: number[]): void {▮}\r\n",
    keys: "Enter",
    ghost: LOOP,
    saved:
      "const none = () => {\r\n  return;\r\n};\r\n\r\nexport function report(values: number[]): void {\r\n  " +
      "for (const value of values) {\r\n    publish(value);\r\n  }\r\n}\r\n",
  },
  {
    title: "a file that is indented with tabs",
    file: "tabs.ts",
    text: "const none = () => {\n\treturn;\n};\n\nexport function report(values: number[]): void {▮}\n",
    keys: "Enter",
    ghost: "for (const value of values) {\n\t\tpublish(value);\n\t}",
    saved:
      "const none = () => {\n\treturn;\n};\n\nexport function report(values: number[]): void {\n" +
      "\tfor (const value of values) {\n\t\tpublish(value);\n\t}\n}\n",
  },
];

function codeCell(...source: readonly string[]) {
  return { cell_type: "code", execution_count: null, metadata: {}, outputs: [], source };
}

const NOTEBOOK = {
  cells: [codeCell("def area(width, height):\n", "    return width * height"), codeCell("")],
  metadata: { language_info: { name: "python" } },
  nbformat: 4,
  nbformat_minor: 5,
};

/** Four columns where a tab is drawn. */
function drawn(text: string): string {
  return text.replaceAll("\t", "    ");
}

export function completionPlacesSuite(fixture: () => Fixture): void {
  describe("completion places", () => {
    let draft: Draft;

    before(async () => {
      const { window, settings, models } = fixture();
      await settings({ "gemwright.model.path": models.practice });
      await window.loadModel("practice model");
      draft = new Draft(fixture());
    });

    afterEach(() => draft.save());

    for (const { title, file, text, keys, ghost, saved, shot } of CASES) {
      it(`show ghost text in ${title}`, async () => {
        const { window, shot: keep } = fixture();
        await draft.open(file, text.replace("▮", ""));
        const before = text.slice(0, text.indexOf("▮")).split(/\r?\n/);
        await window.moveTo(before.length, (before.at(-1)?.length ?? 0) + 1);
        await window.page.keyboard.press(keys);
        await window.ghost.becomes(drawn(ghost));
        if (shot !== undefined) await keep(shot);
        await window.page.keyboard.press("Tab");
        await window.ghost.becomes("");
        assert.equal(await draft.saved(), saved);
      });
    }

    it("show ghost text that goes on from the entry chosen in the suggestion list", async () => {
      const { window, shot } = fixture();
      await draft.open("list.py", "def value(items):\n    return len(items)\n\n\ndef other(items):\n    \n");
      await window.moveTo(6, 5);
      await window.page.keyboard.type("ret", { delay: 150 });
      // Where ghost text shows, VS Code opens the list only when it is asked to.
      await window.ghost.becomes("urn a + b");
      await window.page.keyboard.press("Control+Space");
      const chosen = window.page.locator(".suggest-widget.visible .monaco-list-row.focused");
      await chosen.filter({ hasText: "return" }).waitFor();
      await window.ghost.becomes("urn a + b");
      await shot("ghost-text-list");
      await window.page.keyboard.press("Tab");
      await window.page.locator(".suggest-widget.visible").waitFor({ state: "hidden" });
      await window.ghost.becomes(" a + b");
      await window.page.keyboard.press("Tab");
      await window.ghost.becomes("");
      assert.equal(
        await draft.saved(),
        "def value(items):\n    return len(items)\n\n\ndef other(items):\n    return a + b\n",
      );
    });

    it("show ghost text in a cell of a notebook", async () => {
      const { window, shot } = fixture();
      await draft.open("book.ipynb", JSON.stringify(NOTEBOOK));
      const cells = window.page.locator(".notebookOverlay .cell-list-container .code-cell-row .view-lines");
      await cells.nth(1).click();
      await window.page.keyboard.type("def plus(a, b):", { delay: 20 });
      await window.page.keyboard.press("Enter");
      await window.page.keyboard.type("return ", { delay: 80 });
      await window.ghost.becomes("a + b");
      await shot("ghost-text-notebook");
      await window.page.keyboard.press("Tab");
      await window.ghost.becomes("");
      const { cells: saved } = JSON.parse(await draft.saved()) as typeof NOTEBOOK;
      assert.equal(saved[1]?.source.join(""), "def plus(a, b):\n    return a + b");
    });
  });
}
