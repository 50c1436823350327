/** Puts chosen pieces into the text and manifest of a pack. */
import { createHash } from "node:crypto";
import type { OmittedFile, PackedFile, PackLevel, PackResult } from "../../../protocol/context.ts";
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

/** A part of a pack: the texts of all, joined, are the text of the pack. */
export interface PackSection {
  /** Relative to the root; empty for the repository map. */
  readonly path: string;
  readonly level: PackLevel;
  readonly text: string;
  readonly tokens: number;
  /** SHA-256 of the file's content, hex; empty for the map. */
  readonly hash: string;
  /** 1-based, inclusive. */
  readonly startLine: number;
  readonly endLine: number;
  /** Chosen for the question; the others would be the same for any question. */
  readonly asked: boolean;
}

export interface Pack extends PackResult {
  readonly sections: readonly PackSection[];
}

export interface Assembly {
  readonly map: RepositoryMap;
  /** The map is the same for any question. */
  readonly mapAsked: boolean;
  /** Every file of the repository, for the order. */
  readonly files: readonly FileRecord[];
  /** Chosen without a question, then what else there was room for with one, then those chosen for it. */
  readonly chosen: readonly ChosenPiece[];
  readonly more?: readonly ChosenPiece[];
  readonly asked: readonly ChosenPiece[];
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

function sectionOf({ piece, tokens }: ChosenPiece, asked: boolean): PackSection {
  const { file, level, text, startLine = 1, endLine = Math.max(1, file.lines) } = piece;
  return { path: file.path, level, text, tokens, hash: file.hash, startLine, endLine, asked };
}

function mapSection({ text, tokens }: RepositoryMap, asked: boolean): PackSection[] {
  if (text === "") return [];
  return [{ path: "", level: "path", text, tokens, hash: "", startLine: 1, endLine: 1, asked }];
}

/** Map first, then pieces by the last change of their file, oldest first; those for the question behind the others. */
export function assemble({
  map,
  mapAsked,
  files,
  chosen,
  more = [],
  asked,
  pathOnly,
  omitted,
}: Assembly): Pack {
  const order = byChange(files);
  const sorted = (pieces: readonly ChosenPiece[]): ChosenPiece[] =>
    pieces.toSorted((a, b) => order(a.piece, b.piece) || (a.piece.startLine ?? 0) - (b.piece.startLine ?? 0));
  const [always, now] = [sorted(chosen), [...sorted(more), ...sorted(asked)]];
  const sections = [
    ...mapSection(map, mapAsked),
    ...always.map((piece) => sectionOf(piece, false)),
    ...now.map((piece) => sectionOf(piece, true)),
  ];
  const text = sections.map((section) => section.text).join("");
  const inMap = pathOnly
    .toSorted((a, b) => (a.file.path < b.file.path ? -1 : 1))
    .map(({ file, why }) => ({ path: file.path, level: "path" as const, tokens: 0, ...why }));
  return {
    text,
    tokens: sections.reduce((sum, { tokens }) => sum + tokens, 0),
    files: [...inMap, ...always.map(packed), ...now.map(packed)],
    omitted: shorten(omitted),
    digest: createHash("sha256").update(text).digest("hex"),
    sections,
  };
}
