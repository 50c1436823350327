/** The chat inside the host: the page comes up, answers arrive and are on the disk. */
import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import { activated, conversations, openNew, until } from "./support.ts";

export function chatSuite(): void {
  describe("chat, with the practice model", () => {
    before(activated);

    it("opens its page", async () => {
      // Resolves when the page has said that it is ready.
      await vscode.commands.executeCommand("gemwright.openChat");
    });

    it("answers a question about the selection and keeps thought and answer on disk", async () => {
      const editor = await openNew("selected.ts", "export const selectedNumber = 42;\n");
      editor.selection = new vscode.Selection(0, 0, 0, 33);
      await vscode.commands.executeCommand("gemwright.explainSelection");
      const log = await until("the answer in the conversation's file", async () => {
        const text = await conversations();
        return text.includes('"state":"done"') ? text : undefined;
      });
      assert.match(log, /selectedNumber = 42/);
      assert.match(log, /"thought":"/);
      assert.match(log, /practice model/);
    });

    it("starts a new chat", async () => {
      await vscode.commands.executeCommand("gemwright.newChat");
    });
  });
}
