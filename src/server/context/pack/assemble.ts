/** Puts chosen pieces into the text and manifest of a pack. */
import { createHash } from "node:crypto";
import type { OmittedFile, PackedFile, PackResult } from "../../../protocol/context.ts";
import type { FileRecord } from "../index/view.ts";
import { byChange } from "./change-order.ts";
import type { Piece } from "./pieces.ts";
import type { RepositoryMap } from "./repository-map.ts";

export interface Why {
  /** 0…1. */
  readonly score: number;
  readonly reason: string;
}

export interface ChosenPiece {
  readonly piece: Piece;
  readonly tokens: number;
  readonly why: Why;
}

export interface Assembly {
  readonly map: RepositoryMap;
  /** Every file of the repository, for the order. */
  readonly files: readonly FileRecord[];
  readonly chosen: readonly ChosenPiece[];
  /** Files that only the map names. */
  readonly pathOnly: ReadonlyArray<{ readonly file: FileRecord; readonly why: Why }>;
  readonly omitted: readonly OmittedFile[];
}

/** Files listed in `omitted`; the rest is summed up in one entry. */
const MAX_OMITTED = 200;

function shorten(omitted: readonly OmittedFile[]): OmittedFile[] {
  if (omitted.length <= MAX_OMITTED) return [...omitted];
  const rest = omitted.length - MAX_OMITTED;
  return [...omitted.slice(0, MAX_OMITTED), { path: ".", reason: `${rest} more files did not fit` }];
}

function packed({ piece, tokens, why }: ChosenPiece): PackedFile {
  const { file, level, startLine, endLine } = piece;
  const lines = startLine === undefined || endLine === undefined ? {} : { startLine, endLine };
  return { path: file.path, level, tokens, ...why, ...lines };
}

/** Map first, then pieces by the last change of their file, oldest first. */
export function assemble({ map, files, chosen, pathOnly, omitted }: Assembly): PackResult {
  const order = byChange(files);
  const ordered = chosen.toSorted(
    (a, b) => order(a.piece, b.piece) || (a.piece.startLine ?? 0) - (b.piece.startLine ?? 0),
  );
  const text = map.text + ordered.map(({ piece }) => piece.text).join("");
  const inMap = pathOnly
    .toSorted((a, b) => (a.file.path < b.file.path ? -1 : 1))
    .map(({ file, why }) => ({ path: file.path, level: "path" as const, tokens: 0, ...why }));
  return {
    text,
    tokens: map.tokens + ordered.reduce((sum, { tokens }) => sum + tokens, 0),
    files: [...inMap, ...ordered.map(packed)],
    omitted: shorten(omitted),
    digest: createHash("sha256").update(text).digest("hex"),
  };
}
