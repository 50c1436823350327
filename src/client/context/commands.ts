/** The commands of the index and of the packed context. */
import * as vscode from "vscode";
import type { PackParams } from "../../protocol/context.ts";
import { FailureError } from "../../protocol/failure.ts";
import type { CommandTable } from "../command-names.ts";
import { DisposableList } from "../disposables.ts";
import type { IndexAction, ServerPort } from "../server-port.ts";
import type { IndexModeStore } from "./index-mode.ts";
import { followIndexOptions } from "./index-options.ts";
import { isDisabled, isPaused } from "./index-text.ts";
import { packDocument } from "./pack-text.ts";

const SCHEME = "gemwright-pack";

export interface ContextCommands extends vscode.Disposable {
  readonly table: Pick<CommandTable, "showPackedContext" | "toggleIndexing" | "rebuildIndex" | "clearIndex">;
}

export function contextCommands(server: ServerPort, mode: IndexModeStore): ContextCommands {
  const list = new DisposableList();
  list.add(followIndexOptions(server, () => mode.read()));
  const control = async (action: IndexAction): Promise<void> => {
    await server.indexControl(action);
    // Only deleted: once it is switched on again, it is built.
    if (!isDisabled(server.index)) mode.took(action);
  };
  const changed = list.add(new vscode.EventEmitter<vscode.Uri>());
  const uri = vscode.Uri.from({ scheme: SCHEME, path: "/Packed context.txt" });
  let text = "";
  list.add(
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: changed.event,
      provideTextDocumentContent: () => text,
    }),
  );
  return {
    dispose: () => list.dispose(),
    table: {
      showPackedContext: async () => {
        const packed = await askAndPack(server);
        if (packed === undefined) return;
        text = packed;
        changed.fire(uri);
        const document = await vscode.workspace.openTextDocument(uri);
        await vscode.window.showTextDocument(document, { preview: true });
      },
      toggleIndexing: () => control(isPaused(server.index) ? "resume" : "pause"),
      rebuildIndex: () => control("rebuild"),
      clearIndex: () => control("clear"),
    },
  };
}

/** The document to show, or undefined when the user thought better of it. */
async function askAndPack(server: ServerPort): Promise<string | undefined> {
  const editor = vscode.window.activeTextEditor;
  const here = editor !== undefined && editor.document.uri.scheme === "file" ? editor : undefined;
  const folders = foldersFor(here?.document.uri);
  const query = await vscode.window.showInputBox({
    title: "Gemwright: show packed context",
    prompt:
      here === undefined
        ? "What would you ask about this repository?"
        : "What would you ask about this repository? Leave it empty for the context of a completion at the cursor.",
    placeHolder: "Where is the shopping cart written to disk?",
  });
  if (query === undefined) return undefined;
  const atCursor = query.trim() === "" && here !== undefined;
  // Without a size: exactly what a completion there, or the chat for this question, is given now.
  const wanted: PackParams[] = atCursor
    ? folders.slice(0, 1).map(({ uri }) => ({ root: uri.toString(), at: placeOf(here) }))
    : folders.map(({ uri }) => ({ root: uri.toString(), query }));
  const what = atCursor ? `a completion at ${places(here)}` : `“${query}”`;
  return await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: "Gemwright: packing the context",
      cancellable: true,
    },
    async (_progress, token) => {
      const packs = await Promise.all(wanted.map((params) => server.pack(params, token)));
      return token.isCancellationRequested
        ? undefined
        : packs.map((pack) => packDocument(pack, what)).join("\n");
    },
  );
}

function placeOf({ document, selection }: vscode.TextEditor): NonNullable<PackParams["at"]> {
  const { line, character } = selection.active;
  return { uri: document.uri.toString(), line, character };
}

function places({ document, selection }: vscode.TextEditor): string {
  return `${vscode.workspace.asRelativePath(document.uri)}:${selection.active.line + 1}:${selection.active.character + 1}`;
}

/** Every folder on this machine, that of `uri` first: the chat packs them all. */
function foldersFor(uri: vscode.Uri | undefined): readonly vscode.WorkspaceFolder[] {
  const own = uri === undefined ? undefined : vscode.workspace.getWorkspaceFolder(uri);
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(
    ({ uri: { scheme } }) => scheme === "file",
  );
  const others = folders.filter((folder) => folder.index !== own?.index);
  if (folders.length > 0) return own === undefined ? folders : [own, ...others];
  throw new FailureError({
    code: "context.noFolder",
    message: "No folder on this machine is open, so there is nothing to pack.",
    nextStep: "Open a folder and try again.",
  });
}
