/** What several suites of the host ring need. Nothing here knows whether VS Code runs in a browser or a window. */
import { strict as assert } from "node:assert";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import * as vscode from "vscode";

/** An environment variable that the runner must set. */
export function environment(name: string): string {
  const value = process.env[name];
  assert.ok(value, `The runner did not set ${name}.`);
  return value;
}

/** Polls until `probe` gives a value; fails with what was last seen. */
export async function until<T>(
  what: string,
  probe: () => Promise<T | undefined>,
  limitMs = 30_000,
): Promise<T> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const found = await probe();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`Waited ${limitMs / 1000} s in vain for ${what}.`);
    await delay(200);
  }
}

export async function setSetting(name: string, value: unknown): Promise<void> {
  await vscode.workspace.getConfiguration("gemwright").update(name, value, vscode.ConfigurationTarget.Global);
}

export async function activated(): Promise<vscode.Extension<unknown>> {
  const extension = vscode.extensions.getExtension("gemwright.gemwright");
  assert.ok(extension, "The extension is not installed.");
  await extension.activate();
  return extension;
}

/** Opens a new file of the workspace with this text and puts the cursor at its end. */
export async function openNew(name: string, text: string): Promise<vscode.TextEditor> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, "The runner opened no folder.");
  const uri = vscode.Uri.joinPath(folder.uri, name);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  const document = await vscode.workspace.openTextDocument(uri);
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  const end = document.positionAt(text.length);
  editor.selection = new vscode.Selection(end, end);
  return editor;
}

/** Opens a new notebook with these Python cells and puts the cursor at the end of the last one. */
export async function openCell(name: string, cells: readonly string[]): Promise<vscode.TextEditor> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, "The runner opened no folder.");
  const uri = vscode.Uri.joinPath(folder.uri, name);
  const content = {
    cells: cells.map((source) => ({
      cell_type: "code",
      execution_count: null,
      metadata: {},
      outputs: [],
      source: source.split(/(?<=\n)/),
    })),
    metadata: { language_info: { name: "python" } },
    nbformat: 4,
    nbformat_minor: 5,
  };
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(JSON.stringify(content)));
  const notebook = await vscode.workspace.openNotebookDocument(uri);
  const last = cells.length - 1;
  await vscode.window.showNotebookDocument(notebook, {
    preview: false,
    selections: [new vscode.NotebookRange(last, last + 1)],
  });
  await vscode.commands.executeCommand("notebook.cell.edit");
  const { document } = notebook.cellAt(last);
  const editor = await until("the editor of the cell", async () =>
    vscode.window.visibleTextEditors.find((visible) => visible.document === document),
  );
  const end = document.positionAt(document.getText().length);
  editor.selection = new vscode.Selection(end, end);
  return editor;
}

/**
 * Asks for a suggestion by command until accepting one changes the document; returns the new text, or undefined
 * when nothing came in time.
 */
export async function accept(editor: vscode.TextEditor, limitMs = 30_000): Promise<string | undefined> {
  const before = editor.document.getText();
  const deadline = Date.now() + limitMs;
  while (Date.now() < deadline) {
    await vscode.commands.executeCommand("editor.action.inlineSuggest.trigger");
    for (let round = 0; round < 10; round += 1) {
      await vscode.commands.executeCommand("editor.action.inlineSuggest.commit");
      if (editor.document.getText() !== before) return editor.document.getText();
      await delay(100);
    }
  }
  return undefined;
}

/** The text of "why did nothing appear", read as a user reads it; its tab is closed again. */
export async function why(): Promise<string> {
  await vscode.commands.executeCommand("gemwright.showWhy");
  const editor = vscode.window.activeTextEditor;
  assert.equal(editor?.document.uri.scheme, "gemwright-why");
  const text = editor.document.getText();
  await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
  return text;
}

/** Every conversation that the extension has written to disk so far, joined. */
export async function conversations(): Promise<string> {
  const home = join(environment("GEMWRIGHT_TEST_USER_DATA"), "User", "workspaceStorage");
  const names = await readdir(home, { recursive: true }).catch((): string[] => []);
  const logs = names.filter((name) => /gemwright\.gemwright[/\\]chats[/\\][^/\\]+\.jsonl$/.test(name));
  return (await Promise.all(logs.map((name) => readFile(join(home, name), "utf8")))).join("\n");
}
