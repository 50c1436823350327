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
    let listening: vscode.Disposable;
    /** What the watch said at each change of a document, right after it heard of it. */
    const heard: boolean[] = [];
    before(() => {
      watch = new TypingWatch();
      listening = vscode.workspace.onDidChangeTextDocument(({ contentChanges }) => {
        if (contentChanges.length > 0) heard.push(watch.typing);
      });
    });
    after(() => {
      listening.dispose();
      watch.dispose();
    });

    /** What the watch says of the change that `act` makes. */
    async function heardOf(act: () => Thenable<unknown>): Promise<boolean> {
      heard.length = 0;
      await act();
      return until("the change to be heard", async () => heard.at(-1));
    }

    it("is heard at every key, and is over soon after the last one", async () => {
      const editor = await openNew("typed.txt", "");
      await delay(OVER_MS);
      assert.equal(watch.typing, false);
      for (const key of ["a", "b", "\n"]) {
        assert.equal(await heardOf(() => vscode.commands.executeCommand("type", { text: key })), true);
      }
      assert.equal(editor.document.getText(), "ab\n");
      await delay(OVER_MS);
      assert.equal(watch.typing, false);
      assert.equal(await heardOf(() => vscode.commands.executeCommand("deleteLeft")), true);
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
      assert.equal(await heardOf(() => vscode.workspace.applyEdit(edit)), false);
      assert.equal(other.getText(), "more one\n");
      assert.ok(await editor.document.save());
      assert.equal(watch.typing, false);
      assert.ok(await other.save());
    });
  });
}
