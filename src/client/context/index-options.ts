/** What the server is told about the workspace, now and whenever it changes. */
import * as vscode from "vscode";
import type { IndexMode, IndexOptions } from "../../protocol/context.ts";
import { DisposableList } from "../disposables.ts";
import type { ServerPort } from "../server-port.ts";
import { excludePatterns } from "./exclude.ts";

export function indexOptions(mode: IndexMode): IndexOptions {
  return {
    mode,
    exclude: excludePatterns(vscode.workspace.getConfiguration("files").get("exclude")),
    trusted: vscode.workspace.isTrusted,
  };
}

export function followIndexOptions(server: ServerPort, mode: () => IndexMode): vscode.Disposable {
  const list = new DisposableList();
  const send = () => server.sendIndexOptions(indexOptions(mode()));
  list.add(
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("files.exclude")) send();
    }),
  );
  list.add(vscode.workspace.onDidGrantWorkspaceTrust(send));
  return list;
}
