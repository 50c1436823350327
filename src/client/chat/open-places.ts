/** Opens what the user clicked in the chat page, after checking where it leads. */
import * as vscode from "vscode";
import { DOCUMENT_SCHEMES, insideFolder, openableUrl } from "./places.ts";

/** VS Code shows the whole address and asks before a browser opens. */
export async function openLink(url: string): Promise<void> {
  const safe = openableUrl(url);
  if (safe !== undefined) await vscode.env.openExternal(vscode.Uri.parse(safe, true));
}

/** Opens a file of the workspace that an answer named; says so when there is no such file. */
export async function openPath(path: string, line?: number): Promise<void> {
  for (const folder of vscode.workspace.workspaceFolders ?? []) {
    const inside = insideFolder(folder.uri.path, path);
    if (inside === undefined) continue;
    const uri = vscode.Uri.joinPath(folder.uri, inside);
    if (await isFile(uri)) {
      await openAt(uri, line);
      return;
    }
  }
  vscode.window.setStatusBarMessage(`$(warning) ${path} is not a file of this workspace.`, 5000);
}

/** `line` is 1-based. */
export async function openUri(text: string, line?: number): Promise<void> {
  const uri = vscode.Uri.parse(text, true);
  if (DOCUMENT_SCHEMES.has(uri.scheme)) await openAt(uri, line);
}

async function openAt(uri: vscode.Uri, line?: number): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  const options: vscode.TextDocumentShowOptions = { preview: true };
  if (line !== undefined) {
    const at = Math.min(Math.max(0, line - 1), document.lineCount - 1);
    options.selection = new vscode.Range(at, 0, at, 0);
  }
  await vscode.window.showTextDocument(document, options);
}

async function isFile(uri: vscode.Uri): Promise<boolean> {
  try {
    return (await vscode.workspace.fs.stat(uri)).type !== vscode.FileType.Directory;
  } catch {
    return false;
  }
}
