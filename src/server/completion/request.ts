/** A completion request as the pipeline sees it: plain text and an offset, whatever the editor sent. */
import type { Position, Range } from "vscode-languageserver-protocol";
import type { Sampling } from "../../protocol/engine.ts";
import type { EditorIndentation } from "../../protocol/lsp.ts";

export interface CompletionRequest {
  /** Opaque id of the trace. */
  readonly id: string;
  readonly uri: string;
  /** Shown to the model, relative to the workspace folder when inside one. */
  readonly path: string;
  readonly languageId: string;
  readonly text: string;
  /** UTF-16 units, 0-based; also the place where the inserted text goes. */
  readonly offset: number;
  /** The chosen entry of the suggestion list, already part of `text`; the item begins with it. */
  readonly selectedText: string;
  /** Of the editor, for a document without an indented line. */
  readonly indentation?: EditorIndentation | undefined;
  /** Code of other files to show the model, stable parts first; see `prompt/prompt.ts`. */
  readonly crossFileContext?: string | undefined;
  /** A suggestion was accepted up to here: the next lines are wanted. */
  readonly afterAccepted?: boolean;
  /** `completion` unless nobody waits for it yet. */
  readonly lane?: "completion" | "background";
  /** Greedy unless an alternative is drawn. */
  readonly sampling?: Sampling;
}

/** The part of a document the pipeline reads. */
export interface DocumentView {
  readonly uri: string;
  readonly languageId: string;
  getText(): string;
  offsetAt(position: Position): number;
}

/** The entry chosen in the suggestion list: ghost text must begin with it. */
export interface SelectedEntry {
  readonly range: Range;
  readonly text: string;
}

export interface CompletionPoint {
  readonly id: string;
  readonly path: string;
  readonly position: Position;
  readonly indentation?: EditorIndentation | undefined;
  readonly selected?: SelectedEntry | undefined;
}

/** Builds the request; a chosen entry of the suggestion list is treated as if it already stood in the file. */
export function completionRequest(document: DocumentView, point: CompletionPoint): CompletionRequest {
  const { selected, position, indentation } = point;
  const text = document.getText();
  const common = {
    id: point.id,
    uri: document.uri,
    path: point.path,
    languageId: document.languageId,
    indentation,
  };
  if (selected === undefined) {
    return { ...common, text, offset: document.offsetAt(position), selectedText: "" };
  }
  const start = document.offsetAt(selected.range.start);
  const end = document.offsetAt(selected.range.end);
  return {
    ...common,
    text: text.slice(0, start) + selected.text + text.slice(end),
    offset: start + selected.text.length,
    selectedText: selected.text,
  };
}

/** The request as it will be when `inserted` (with the file's line ends) has been accepted at its place. */
export function afterAccepting(request: CompletionRequest, inserted: string): CompletionRequest {
  const { text, offset } = request;
  return {
    ...request,
    text: text.slice(0, offset) + inserted + text.slice(offset),
    offset: offset + inserted.length,
    selectedText: "",
    afterAccepted: true,
  };
}
