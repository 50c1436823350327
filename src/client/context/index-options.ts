/** What the server is told about the workspace, now and whenever it changes. */
import * as vscode from "vscode";
import type { IndexMode, IndexOptions } from "../../protocol/context.ts";
import { DisposableList } from "../disposables.ts";
import type { ServerPort } from "../server-port.ts";
import { excludePatterns } from "./exclude.ts";

export function indexOptions(mode: IndexMode): IndexOptions {
  // A workspace folder may have settings of its own.
  const folders = vscode.workspace.workspaceFolders ?? [];
  return {
    mode,
    exclude: excludedIn(undefined),
    excludeIn: Object.fromEntries(folders.map(({ uri }) => [uri.toString(), excludedIn(uri)])),
    trusted: vscode.workspace.isTrusted,
  };
}

function excludedIn(folder: vscode.Uri | undefined): string[] {
  return excludePatterns(vscode.workspace.getConfiguration("files", folder).get("exclude"));
}

export function followIndexOptions(server: ServerPort, mode: () => IndexMode): vscode.Disposable {
  const list = new DisposableList();
  const send = () => server.sendIndexOptions(indexOptions(mode()));
  list.add(
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("files.exclude")) send();
    }),
  );
  list.add(vscode.workspace.onDidChangeWorkspaceFolders(send));
  list.add(vscode.workspace.onDidGrantWorkspaceTrust(send));
  return list;
}
