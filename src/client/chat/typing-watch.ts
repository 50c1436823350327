/** Whether somebody is typing in an editor: then the editor's own work goes first, and an answer is shown later. */
import * as vscode from "vscode";
import { DisposableList } from "../disposables.ts";

/** From a key to the suggestion after it takes about as long, and to the next key. Milliseconds. */
const TYPING_MS = 300;

export class TypingWatch implements vscode.Disposable {
  readonly #list = new DisposableList();
  #last = Number.NEGATIVE_INFINITY;

  constructor() {
    this.#list.add(
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        const isTyped = contentChanges.length > 0 && document === vscode.window.activeTextEditor?.document;
        if (isTyped) this.#last = performance.now();
      }),
    );
  }

  /** A key changed the active editor's text a moment ago. */
  get typing(): boolean {
    return performance.now() - this.#last < TYPING_MS;
  }

  dispose(): void {
    this.#list.dispose();
  }
}
