import type { Candidate, CursorScope, SyntaxPlace, SyntaxVerdict } from "./check.ts";

/** Given to the worker when it starts. */
export interface SyntaxWorkerSetup {
  /** Folder with the tree-sitter runtime and the grammars. */
  readonly grammarsDir: string;
}

/** `prepare` only parses the file, and nothing is answered. */
export type SyntaxTask =
  | { readonly id: number; readonly kind: "prepare" | "scope"; readonly place: SyntaxPlace }
  | {
      readonly id: number;
      readonly kind: "firstGood";
      readonly place: SyntaxPlace;
      readonly candidates: readonly Candidate[];
      /** Milliseconds since the epoch after which nobody waits. */
      readonly deadline: number;
    };

export type SyntaxAnswer =
  | { readonly id: number; readonly kind: "scope"; readonly scope: CursorScope | undefined }
  | { readonly id: number; readonly kind: "verdict"; readonly verdict: SyntaxVerdict };
