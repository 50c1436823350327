/** What the page asks of the editor: open this, copy that. Nothing here changes the conversation. */
import * as vscode from "vscode";
import type { PageMessage } from "../../protocol/chat-view.ts";
import type { Conversation } from "./conversation.ts";
import { openLink, openPath, openUri } from "./open-places.ts";

const KINDS = ["openLink", "openPath", "openSource", "openFrame", "copy", "insert"] as const;

export type EditorRequest = Extract<PageMessage, { kind: (typeof KINDS)[number] }>;

export function isEditorRequest(message: PageMessage): message is EditorRequest {
  return KINDS.some((kind) => kind === message.kind);
}

/** Places are named by index into the host's own conversation, so that a page cannot make them up. */
export async function serveEditorRequest(request: EditorRequest, conversation: Conversation): Promise<void> {
  switch (request.kind) {
    case "openLink":
      await openLink(request.url);
      break;
    case "openPath":
      await openPath(request.path, request.line);
      break;
    case "openSource":
      await openSource(request, conversation);
      break;
    case "openFrame":
      await openFrame(request, conversation);
      break;
    case "copy":
      await vscode.env.clipboard.writeText(request.text);
      break;
    case "insert":
      await insertAtCursor(request.text);
      break;
  }
}

async function openSource(
  { entry, index }: { readonly entry: string; readonly index: number },
  conversation: Conversation,
): Promise<void> {
  const answer = conversation.entry(entry);
  const source = answer?.kind === "answer" ? answer.sources[index] : undefined;
  // A text without a file has nowhere to open: the map of the repository, what was pasted.
  if (source !== undefined && source.uri !== "") await openUri(source.uri, source.startLine);
}

async function openFrame(
  { entry, error, frame }: { readonly entry: string; readonly error: number; readonly frame: number },
  conversation: Conversation,
): Promise<void> {
  const card = conversation.entry(entry);
  if (card?.kind !== "failure") return;
  const found = [card.failure, ...card.failure.causes][error]?.frames[frame];
  if (found?.resolvedUri !== undefined) await openUri(found.resolvedUri, found.line);
}

async function insertAtCursor(text: string): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) {
    vscode.window.setStatusBarMessage("$(info) Open a file first: the code goes to its cursor.", 5000);
    return;
  }
  await editor.edit((edit) => edit.replace(editor.selection, text));
  await vscode.window.showTextDocument(editor.document, editor.viewColumn);
}
