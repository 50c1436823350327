/** What the user can attach: the selection of the active editor, else its file. */
import * as vscode from "vscode";
import type { AttachmentChip } from "../../protocol/chat-view.ts";
import type { ChatAttachment } from "../../protocol/lsp.ts";

/** Larger files are cut here, in UTF-16 units; the label says so. */
const TEXT_LIMIT = 400_000;

export interface Attached {
  readonly chip: AttachmentChip;
  readonly attachment: ChatAttachment;
}

/** The selection of the active editor with whole lines, or undefined when nothing is selected. */
export function selectionAttachment(): Attached | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined || editor.selection.isEmpty) return undefined;
  const { document, selection } = editor;
  // A selection that ends at the beginning of a line does not mean that line.
  const last =
    selection.end.character === 0 && selection.end.line > selection.start.line
      ? selection.end.line - 1
      : selection.end.line;
  const range = new vscode.Range(selection.start.line, 0, last, document.lineAt(last).text.length);
  const label = `${name(document)}:${range.start.line + 1}-${range.end.line + 1}`;
  return attached(document, { label, range, origin: "selection" });
}

/** The whole document of the active editor. */
export function fileAttachment(): Attached | undefined {
  const document = vscode.window.activeTextEditor?.document;
  if (document === undefined || !ATTACHABLE.has(document.uri.scheme)) return undefined;
  return attached(document, { label: name(document), origin: "file" });
}

/** What one click attaches now, by name only. */
export function offeredChip(): AttachmentChip | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined || !ATTACHABLE.has(editor.document.uri.scheme)) return undefined;
  if (!editor.selection.isEmpty) return selectionAttachment()?.chip;
  const label = name(editor.document);
  return { id: label, label, origin: "file" };
}

const ATTACHABLE: ReadonlySet<string> = new Set([
  "file",
  "untitled",
  "vscode-notebook-cell",
  "vscode-remote",
]);

function attached(
  document: vscode.TextDocument,
  { label, range, origin }: { label: string; range?: vscode.Range; origin: AttachmentChip["origin"] },
): Attached {
  const whole = document.getText(range);
  const cut = whole.length > TEXT_LIMIT;
  const shown = cut ? `${label} (first ${TEXT_LIMIT} characters)` : label;
  return {
    chip: { id: shown, label: shown, origin },
    attachment: {
      uri: document.uri.toString(),
      label: shown,
      startLine: (range?.start.line ?? 0) + 1,
      languageId: document.languageId,
      text: cut ? whole.slice(0, TEXT_LIMIT) : whole,
    },
  };
}

/** Relative to the workspace; a cell of a notebook has the notebook's name. */
function name({ uri }: vscode.TextDocument): string {
  return vscode.workspace.asRelativePath(
    uri.scheme === "vscode-notebook-cell" ? uri.with({ scheme: "file", fragment: "" }) : uri,
  );
}
