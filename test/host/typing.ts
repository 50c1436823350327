/** Whether somebody types, as VS Code tells it: an answer of the chat then waits for the editor. */
import { strict as assert } from "node:assert";
import { setTimeout as delay } from "node:timers/promises";
import * as vscode from "vscode";
import { TypingWatch } from "../../src/client/chat/typing-watch.ts";
import { openNew, until } from "./support.ts";

/** A key counts for less time than this. Milliseconds. */
const OVER_MS = 400;

export function typingSuite(): void {
  describe("typing in an editor", () => {
    let watch: TypingWatch;
    before(() => {
      watch = new TypingWatch();
    });
    after(() => {
      watch.dispose();
    });

    it("is heard at every key, and is over soon after the last one", async () => {
      const editor = await openNew("typed.txt", "");
      await delay(OVER_MS);
      assert.equal(watch.typing, false);
      for (const key of ["a", "b", "\n"]) {
        await vscode.commands.executeCommand("type", { text: key });
        await until("the key to be heard", async () => (watch.typing ? true : undefined), 2000);
      }
      assert.equal(editor.document.getText(), "ab\n");
      await delay(OVER_MS);
      assert.equal(watch.typing, false);
      await vscode.commands.executeCommand("deleteLeft");
      assert.equal(watch.typing, true);
      await delay(OVER_MS);
    });

    it("is not what moves the cursor, saves, or changes another document", async () => {
      const other = (await openNew("other.txt", "one\n")).document;
      const editor = await openNew("front.txt", "two\n");
      await delay(OVER_MS);
      await vscode.commands.executeCommand("cursorUp");
      assert.equal(watch.typing, false);
      const edit = new vscode.WorkspaceEdit();
      edit.insert(other.uri, new vscode.Position(0, 0), "more ");
      assert.ok(await vscode.workspace.applyEdit(edit));
      assert.equal(other.getText(), "more one\n");
      assert.equal(watch.typing, false);
      assert.ok(await editor.document.save());
      assert.equal(watch.typing, false);
      assert.ok(await other.save());
    });
  });
}
