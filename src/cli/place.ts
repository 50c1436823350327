/** FILE:LINE:COLUMN of the command line. */
import { readFileSync } from "node:fs";
import { extname, resolve } from "node:path";
import { TextDocument } from "vscode-languageserver-textdocument";
import { uriOfPath } from "../server/workspace.ts";
import { languageOfExtension } from "./languages.ts";
import { UsageError } from "./terminal.ts";

export interface Place {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
}

/** `src/a.ts:12:8`, Windows drive letters included. */
export function parsePlace(text: string): Place {
  const match = /^(.+):(\d+):(\d+)$/.exec(text);
  if (match === null) throw new UsageError(`"${text}" is not FILE:LINE:COLUMN, e.g. src/app.ts:12:8.`);
  const [line, column] = [Number(match[2]), Number(match[3])];
  if (line < 1 || column < 1) throw new UsageError(`"${text}": LINE and COLUMN begin at 1.`);
  return { file: resolve(match[1] ?? ""), line, column };
}

export function readDocument(file: string): TextDocument {
  try {
    const text = readFileSync(file, "utf8");
    return TextDocument.create(uriOfPath(file), languageOfExtension(extname(file)), 1, text);
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** 0-based. Throws where the text does not reach. */
export function checkedPosition(
  place: Place,
  document: TextDocument,
): { readonly line: number; readonly character: number } {
  const position = { line: place.line - 1, character: place.column - 1 };
  const reached = document.positionAt(document.offsetAt(position));
  if (reached.line !== position.line || reached.character !== position.character) {
    throw new UsageError(
      `${place.file} has no ${place.line}:${place.column}; it has ${document.lineCount} lines, and the nearest place is ${reached.line + 1}:${reached.character + 1}.`,
    );
  }
  return position;
}
