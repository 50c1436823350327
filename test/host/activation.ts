/** The extension as VS Code sees it before there is a model. */
import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import { accept, activated, openNew, setSetting, until, why } from "./support.ts";

interface Manifest {
  readonly contributes: {
    readonly commands: ReadonlyArray<{ readonly command: string }>;
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly default: unknown }>> };
  };
}

export function activationSuite(): void {
  describe("activation, without a model", () => {
    it("activates", async () => {
      const began = performance.now();
      const extension = await activated();
      assert.equal(extension.isActive, true);
      // Reported, not asserted: its own work is in the output channel, this includes VS Code's waiting.
      console.log(`activated after ${Math.round(performance.now() - began)} ms`);
    });

    it("registers every command of its manifest", async () => {
      const { contributes } = (await activated()).packageJSON as Manifest;
      const registered = new Set(await vscode.commands.getCommands(true));
      const missing = contributes.commands.map(({ command }) => command).filter((id) => !registered.has(id));
      assert.deepEqual(missing, []);
      assert.ok(contributes.commands.length > 5);
    });

    it("has the settings of its manifest, with their defaults", async () => {
      const { contributes } = (await activated()).packageJSON as Manifest;
      const entries = Object.entries(contributes.configuration.properties);
      assert.ok(entries.length > 5);
      for (const [key, { default: value }] of entries) {
        assert.deepEqual(vscode.workspace.getConfiguration().inspect(key)?.defaultValue, value, key);
      }
    });

    it("never reads the model path from the workspace", async () => {
      const update = vscode.workspace
        .getConfiguration("gemwright")
        .update("model.path", "/tmp/evil.gguf", vscode.ConfigurationTarget.Workspace);
      await assert.rejects(async () => await update);
    });

    it("says that no model is chosen when nothing appears", async () => {
      const editor = await openNew("no-model.ts", "const add = (a: number, b: number) => ");
      const text = await until("a completion request", async () => {
        assert.equal(await accept(editor, 1000), undefined);
        const shown = await why();
        await vscode.window.showTextDocument(editor.document);
        return shown.includes("no-model.ts") ? shown : undefined;
      });
      assert.match(text, /`noModel`/);
      assert.match(text, /No model is chosen/);
    });

    it("takes a changed setting without a reload", async () => {
      await setSetting("completion.enabled", false);
      assert.equal(vscode.workspace.getConfiguration("gemwright").get("completion.enabled"), false);
      await setSetting("completion.enabled", undefined);
      assert.equal(vscode.workspace.getConfiguration("gemwright").get("completion.enabled"), true);
    });
  });
}
