/**
 * Tells the server where the cursor rests: after a pause, when a document comes to the front and when it is saved.
 * What a suggestion needs there is then read ahead, before a key is pressed.
 */
import * as vscode from "vscode";
import type { CursorRest, EditorIndentation } from "../../protocol/lsp.ts";
import { DisposableList } from "../disposables.ts";

/** A cursor that moves or types on is not resting. Milliseconds. */
const REST_MS = 700;

export function watchCursorRest(send: (rest: CursorRest) => void): vscode.Disposable {
  const list = new DisposableList();
  let timer: NodeJS.Timeout | undefined;
  const later = (editor: vscode.TextEditor | undefined): void => {
    clearTimeout(timer);
    if (editor === undefined) return;
    timer = setTimeout(() => {
      const rest = vscode.window.activeTextEditor === editor ? restOf(editor) : undefined;
      if (rest !== undefined) send(rest);
    }, REST_MS);
  };
  list.add(vscode.window.onDidChangeActiveTextEditor(later));
  list.add(vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => later(textEditor)));
  list.add(
    vscode.workspace.onDidSaveTextDocument((document) => {
      const editor = vscode.window.activeTextEditor;
      if (editor?.document === document) later(editor);
    }),
  );
  list.add(new vscode.Disposable(() => clearTimeout(timer)));
  later(vscode.window.activeTextEditor);
  return list;
}

/** Undefined with a selection or several cursors: nothing is suggested there. */
function restOf({ document, selections, options }: vscode.TextEditor): CursorRest | undefined {
  const [cursor] = selections;
  if (cursor === undefined || selections.length > 1 || !cursor.isEmpty) return undefined;
  const { line, character } = cursor.active;
  const rest = { uri: document.uri.toString(), position: { line, character } };
  const indentation = indentationOf(options);
  return { ...rest, ...(indentation && { indentation }) };
}

/** Editors that are shown have their options resolved. */
function indentationOf({ insertSpaces, tabSize }: vscode.TextEditorOptions): EditorIndentation | undefined {
  if (typeof insertSpaces !== "boolean" || typeof tabSize !== "number") return undefined;
  return { tabs: !insertSpaces, unit: tabSize };
}
