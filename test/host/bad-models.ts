/** Files that are no usable model: each is named with its cause, and the extension host lives on. */
import { strict as assert } from "node:assert";
import { basename } from "node:path";
import * as vscode from "vscode";
import { accept, activated, environment, openNew, setSetting, until, why } from "./support.ts";

interface BadModel {
  readonly name: string;
  readonly path: string;
}

const START = "const bad = (a: number, b: number) => ";

/** One of each kind; the process ring loads every file of the collection. */
const KINDS: ReadonlySet<string> = new Set([
  "empty",
  "random-bytes",
  "html-page",
  "half-the-data",
  "unknown-architecture",
  "no-heads",
  "2-to-60-keys",
  "missing",
  "directory",
  // Root reads any file: the process ring gives up its user id for this one.
  ...(process.platform === "win32" || process.getuid?.() === 0 ? [] : ["forbidden"]),
]);

export function badModelSuite(): void {
  describe("bad model files", () => {
    const all = JSON.parse(environment("GEMWRIGHT_TEST_BAD_MODELS")) as readonly BadModel[];
    const models = all.filter(({ name }) => KINDS.has(name));
    let editor: vscode.TextEditor;

    before(async () => {
      await activated();
      editor = await openNew("bad.ts", START);
    });

    it("has files to try", () => {
      assert.deepEqual(new Set(models.map(({ name }) => name)), KINDS);
    });

    for (const { name, path } of models) {
      it(`${name}: names the file and the next step`, async () => {
        await setSetting("model.path", path);
        const text = await until(`a message that names ${path}`, async () => {
          await vscode.window.showTextDocument(editor.document);
          await vscode.commands.executeCommand("editor.action.inlineSuggest.trigger");
          const shown = await why();
          return shown.includes("`engineFailed`") && shown.includes(basename(path)) ? shown : undefined;
        });
        assert.doesNotMatch(text, /undefined|\[object/);
        assert.equal(editor.document.getText(), START);
      });
    }

    it("endless chat template: loads and answers, for the template is never run", async () => {
      await setSetting("model.path", environment("GEMWRIGHT_TEST_ENDLESS_TEMPLATE"));
      const start = "const endless = (a: number, b: number) => ";
      assert.equal(await accept(await openNew("endless.ts", start)), `${start}a + b;`);
    });

    it("completes again with a good model", async () => {
      await setSetting("model.path", environment("GEMWRIGHT_TEST_MODEL"));
      const start = "const good = (a: number, b: number) => ";
      assert.equal(await accept(await openNew("good.ts", start)), `${start}a + b;`);
    });
  });
}
