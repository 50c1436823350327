/** What the pipeline asks about syntax: which of several texts can be inserted without breaking the file. */

export type CursorScope = "code" | "comment" | "string";

/** Where candidates would be inserted. Offsets are UTF-16 units. */
export interface SyntaxPlace {
  readonly uri: string;
  readonly languageId: string;
  readonly text: string;
  readonly offset: number;
}

/** `good` names the first candidate that adds no error; `unknown` says why nobody can tell. */
export type SyntaxVerdict =
  | { readonly kind: "good"; readonly index: number }
  | { readonly kind: "none" }
  | { readonly kind: "unknown"; readonly why: "late" | "noGrammar" | "failed" };

/** Good when one of its texts, inserted, adds no error, and none of its rivals has fewer errors than that text. */
export interface Candidate {
  readonly texts: readonly string[];
  readonly rivals: readonly string[];
}

export interface SyntaxCheck {
  /** The place will be asked about soon: the file can be parsed meanwhile. */
  prepare(place: SyntaxPlace): void;
  /** Where the cursor stands; undefined when nobody can tell in time. */
  scope(place: SyntaxPlace): Promise<CursorScope | undefined>;
  firstGood(place: SyntaxPlace, candidates: readonly Candidate[]): Promise<SyntaxVerdict>;
  dispose(): void;
}
