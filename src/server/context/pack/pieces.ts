/**
 * Pieces of a pack: a heading with the path and a code fence longer than any run of backticks in the text, so no
 * file can end its own piece and pose as another. Characters that no editor shows are written as escapes.
 */
import type { PackLevel } from "../../../protocol/context.ts";
import { fenced } from "../../fence.ts";
import { showHiddenCharacters } from "../../hidden-unicode.ts";
import type { FileRecord, IndexView } from "../index/view.ts";
import { foldFile } from "./fold.ts";

export interface Piece {
  readonly file: FileRecord;
  readonly level: PackLevel;
  readonly text: string;
  /** 1-based, inclusive; only for a part. */
  readonly startLine?: number;
  readonly endLine?: number;
}

function clean(text: string): string {
  return showHiddenCharacters(text.replace(/\r\n?/g, "\n"));
}

function piece(heading: string, body: string): string {
  return `### ${heading}\n${fenced(clean(body))}\n\n`;
}

/** A path on one line, whatever characters the file system allows. */
export function shownPath(path: string): string {
  return clean(path).replace(/\n/g, "\\n");
}

export function fullPiece(view: IndexView, file: FileRecord): Piece | undefined {
  const text = view.text(file.id);
  if (text === undefined) return undefined;
  return { file, level: "full", text: piece(shownPath(file.path), text) };
}

/** Undefined when the file cannot be folded, or folding saves less than a tenth. */
export function signaturesPiece(view: IndexView, file: FileRecord): Piece | undefined {
  const text = view.text(file.id);
  if (text === undefined) return undefined;
  const folded = foldFile(text, view.bodiesOf(file.id), view.definitionsIn(file.id));
  if (folded === undefined || folded.length > 0.9 * text.length) return undefined;
  return { file, level: "signatures", text: piece(`${shownPath(file.path)} (signatures)`, folded) };
}

export interface Lines {
  /** 0-based, inclusive. */
  readonly startLine: number;
  readonly endLine: number;
}

export function partPiece(
  view: IndexView,
  file: FileRecord,
  { startLine, endLine }: Lines,
): Piece | undefined {
  const text = view.text(file.id);
  if (text === undefined) return undefined;
  const lines = text.split("\n").slice(startLine, endLine + 1);
  if (lines.length === 0) return undefined;
  const last = startLine + lines.length;
  const heading = `${shownPath(file.path)}, lines ${startLine + 1}–${last}`;
  const body = lines.join("\n");
  return { file, level: "full", text: piece(heading, body), startLine: startLine + 1, endLine: last };
}
