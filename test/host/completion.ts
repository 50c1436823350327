/** Ghost text through VS Code's own inline completion, on the practice model. */
import { strict as assert } from "node:assert";
import { setTimeout as delay } from "node:timers/promises";
import * as vscode from "vscode";
import { accept, activated, environment, openCell, openNew, setSetting, until, why } from "./support.ts";

export function completionSuite(): void {
  describe("completion, with the practice model", () => {
    before(async () => {
      await activated();
      await setSetting("model.path", environment("GEMWRIGHT_TEST_MODEL"));
      await vscode.commands.executeCommand("gemwright.loadModel");
    });

    it("completes TypeScript, and the saved file is right", async () => {
      const start = "const add = (a: number, b: number) => ";
      const editor = await openNew("sum.ts", start);
      assert.equal(await accept(editor), `${start}a + b;`);
      assert.ok(await editor.document.save());
      const bytes = await vscode.workspace.fs.readFile(editor.document.uri);
      assert.equal(new TextDecoder().decode(bytes), `${start}a + b;`);
    });

    it("completes Python", async () => {
      const start = "def add(a, b):\n    return ";
      assert.equal(await accept(await openNew("add.py", start)), `${start}a + b`);
    });

    it("keeps what stands behind the cursor", async () => {
      const editor = await openNew(
        "call.ts",
        "const twice = (a: number, b: number) => \nexport { twice };\n",
      );
      const end = editor.document.lineAt(0).range.end;
      editor.selection = new vscode.Selection(end, end);
      assert.equal(
        await accept(editor),
        "const twice = (a: number, b: number) => a + b;\nexport { twice };\n",
      );
    });

    it("tells what was sent and shown", async () => {
      await accept(await openNew("trace.ts", "const minus = (a: number, b: number) => "));
      const text = await until("the trace of trace.ts", async () => {
        const shown = await why();
        return shown.includes("trace.ts") ? shown : undefined;
      });
      assert.match(text, /Prompt, as sent/);
      assert.match(text, /const minus/);
    });

    it("indents by what the editor says, in a file that has no indented line", async () => {
      const start = "export function send(values: string[]): void {\n\t";
      const editor = await openNew("send.ts", start);
      editor.options = { insertSpaces: false, tabSize: 8 };
      // The editor is asked once the cursor rests.
      await delay(1500);
      const indented = "for (const value of values) {\n\t\tpublish(value);\n\t}";
      assert.equal(await accept(editor), `${start}${indented}`);
    });

    it("completes a notebook cell after the cells before it", async () => {
      const start = "def add(a, b):\n    return ";
      const editor = await openCell("study.ipynb", ["import math\n\nrows = 3", start]);
      assert.equal(await accept(editor), `${start}a + b`);
      await until("the trace of the cell", async () =>
        (await why()).includes(`import math\n\nrows = 3\n\n${start}`) ? true : undefined,
      );
    });

    it("stays silent in a language that is switched off, and comes back", async () => {
      await setSetting("completion.languages", { "*": true, typescript: false });
      const start = "const off = (a: number, b: number) => ";
      assert.equal(await accept(await openNew("off.ts", start), 3000), undefined);
      await setSetting("completion.languages", undefined);
      assert.equal(await accept(await openNew("on.ts", start)), `${start}a + b;`);
    });

    it("goes on after the model was unloaded", async () => {
      await vscode.commands.executeCommand("gemwright.unloadModel");
      const start = "const again = (a: number, b: number) => ";
      assert.equal(await accept(await openNew("again.ts", start)), `${start}a + b;`);
    });
  });
}
