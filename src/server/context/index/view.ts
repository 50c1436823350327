/**
 * The read side of the index: what ranking and packing may ask. Implemented over SQLite by `store.ts`; every
 * method is synchronous (it runs in the index worker) and cheap enough to be called a few hundred times a query.
 */
import type { FoldableBody } from "../parse/types.ts";

export interface FileRecord {
  readonly id: number;
  /** Relative to the root, with `/`. */
  readonly path: string;
  /** Language id of grammars/languages.json; `text` when there is no grammar. */
  readonly language: string;
  readonly bytes: number;
  readonly lines: number;
  /** SHA-256 of the content, hex. */
  readonly hash: string;
  readonly modifiedMs: number;
  /** Time of the last commit that touched it, ms since 1970; 0 when unknown. */
  readonly committedMs: number;
}

/** A definition found by tree-sitter. Lines are 0-based; offsets are UTF-16 units in the file's text. */
export interface Definition {
  readonly id: number;
  readonly fileId: number;
  readonly name: string;
  readonly role: string;
  /** Enclosing class, module or namespace, when there is one. */
  readonly container: string | undefined;
  readonly startLine: number;
  readonly endLine: number;
  /** The line of the name. */
  readonly nameLine: number;
  /** The whole definition in the file's text, UTF-16 offsets, end exclusive. */
  readonly start: number;
  readonly end: number;
  /** Declaration up to the body, white space collapsed to single blanks, at most 240 characters. */
  readonly signature: string;
  /** First sentence of its doc comment. */
  readonly doc: string | undefined;
}

export interface ImportEdge {
  readonly fromFileId: number;
  readonly toFileId: number;
  /** Imported names; empty = the whole module. */
  readonly names: readonly string[];
}

export interface SearchHit {
  readonly fileId: number;
  /** BM25, higher is better. */
  readonly score: number;
}

export interface IndexView {
  readonly root: string;
  fileCount(): number;
  files(): FileRecord[];
  file(id: number): FileRecord | undefined;
  fileAt(path: string): FileRecord | undefined;
  /** Definitions with exactly this name. */
  definitionsNamed(name: string): Definition[];
  /** In order of their place in the file. */
  definitionsIn(fileId: number): Definition[];
  /** Distinct identifiers of a file with their number of occurrences (fast pass: strings and comments included). */
  identifiersIn(fileId: number): ReadonlyMap<string, number>;
  /** Number of files in which the identifier occurs. */
  fileFrequency(name: string): number;
  /** Files in which the identifier occurs, at most `limit`. */
  filesWith(name: string, limit: number): number[];
  importsOf(fileId: number): ImportEdge[];
  importersOf(fileId: number): ImportEdge[];
  /** Bodies that can be folded, outer before inner; empty before the tree-sitter pass. */
  bodiesOf(fileId: number): FoldableBody[];
  /** BM25 over identifier-split, lower-cased words of paths, definitions, docs and text. */
  search(words: readonly string[], limit: number): SearchHit[];
  /** Current text of the file, or undefined when it is gone or became unreadable. */
  text(fileId: number): string | undefined;
}
