/** What goes into the index and what is read back from it, file by file. */
import type { ImportToResolve } from "./resolve/project.ts";

export interface TextFile {
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly language: string;
  readonly bytes: number;
  readonly modifiedMs: number;
  /** SHA-256 of the bytes, hex. */
  readonly hash: string;
  readonly text: string;
}

export interface SkippedRecord {
  readonly path: string;
  readonly reason: string;
  /** Zero when the reason does not depend on the content. */
  readonly bytes: number;
  readonly modifiedMs: number;
}

export interface UnresolvedImport {
  readonly id: number;
  readonly fileId: number;
  readonly wanted: ImportToResolve;
  readonly language: string;
}

export interface KnownFile {
  readonly path: string;
  readonly bytes: number;
  readonly modifiedMs: number;
  readonly parsed: boolean;
}
