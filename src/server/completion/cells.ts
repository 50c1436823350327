/**
 * A notebook cell as part of one text: the code cells of its language, in order, joined by empty lines. So a cell is
 * completed with what the cells before it define and what the ones after it use.
 */
import type { NotebookDocument, Position } from "vscode-languageserver-protocol";
import type { DocumentView } from "./request.ts";

/** A document whose changes can be told apart. */
export interface SourceDocument extends DocumentView {
  readonly version: number;
}

/** `NotebookCellKind.Code` of LSP. */
const CODE = 2;
const BETWEEN = "\n\n";

/** `cell` within its notebook; `find` gives the documents of the other cells. */
export function cellInNotebook(
  cell: SourceDocument,
  notebook: NotebookDocument,
  find: (uri: string) => SourceDocument | undefined,
): SourceDocument {
  const before: string[] = [];
  const after: string[] = [];
  let version = notebook.version;
  let passed = false;
  for (const { kind, document: uri } of notebook.cells) {
    const document = uri === cell.uri ? cell : find(uri);
    if (document !== undefined) version += document.version;
    if (uri === cell.uri) passed = true;
    else if (kind === CODE && document?.languageId === cell.languageId) {
      (passed ? after : before).push(document.getText().replace(/\s+$/, ""));
    }
  }
  const start = before.map((text) => text + BETWEEN).join("");
  const end = after.map((text) => BETWEEN + text).join("");
  return {
    uri: notebook.uri,
    languageId: cell.languageId,
    version,
    getText: () => start + cell.getText() + end,
    offsetAt: (position: Position) => start.length + cell.offsetAt(position),
  };
}
