/**
 * What the parser tells the index about one file: plain data, so that it crosses a worker border and lands in
 * SQLite unchanged.
 *
 * Units: every `line` is 0-based (LSP style); every offset is a UTF-16 code unit index into the text that was
 * parsed, so `text.slice(span.start, span.end)` is the source. Ends are exclusive.
 */

/** A half-open range of UTF-16 offsets. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * What a definition is, folded over languages: `class` is also a struct, record, object or union; `interface`
 * is also a trait or protocol; `module` is also a namespace or package; `variant` is an enum member; `section`
 * is a Markdown heading; `key` a data file's key; `selector` a CSS class, id or custom property; `element` an
 * HTML element with an id.
 */
export type DefinitionRole =
  | "function"
  | "method"
  | "class"
  | "interface"
  | "type"
  | "enum"
  | "variant"
  | "variable"
  | "constant"
  | "field"
  | "module"
  | "macro"
  | "section"
  | "key"
  | "selector"
  | "element";

/**
 * Where a name is used: `call` (functions, constructors, macros, decorators, JSX elements), `type` (a type
 * position), `base` (a class or interface that is extended or implemented), `member` (a property read or
 * written; a member that is called is a `call`).
 */
export type ReferenceRole = "call" | "type" | "base" | "member";

export interface DefinitionTag {
  readonly kind: "definition";
  readonly role: DefinitionRole;
  readonly name: string;
  readonly nameStart: number;
  /** Line of the name. */
  readonly line: number;
  /** The whole definition with its modifiers, decorators, attributes and `export`; without the doc comment. */
  readonly span: Span;
  readonly startLine: number;
  /** Last line that holds a character of the definition. */
  readonly endLine: number;
  /**
   * From the start of {@link span} to just before the body, trailing white space cut off. A definition without
   * a body has its whole text here, cut at a line end once it is longer than `MAX_SIGNATURE` units.
   */
  readonly signature: Span;
  /** The comment directly above, or the docstring inside, the definition. */
  readonly doc?: Span;
  /** Name of the class, module, impl block, receiver type or function around it. */
  readonly container?: string;
}

export interface ReferenceTag {
  readonly kind: "reference";
  readonly role: ReferenceRole;
  readonly name: string;
  readonly nameStart: number;
  readonly line: number;
}

export type Tag = DefinitionTag | ReferenceTag;

/** One name bound by an import. `*` stands for the whole module, `default` for a default export. */
export interface ImportedName {
  readonly name: string;
  /** The name it has in this file. */
  readonly local: string;
}

/** What the code around an import adds to where it leads. Kept in the index as JSON. */
export interface ImportDetails {
  /** PHP: it names functions or constants, which have no file of their own. */
  readonly value?: true;
  /** Rust: the modules of the same file that it stands in, outermost first. */
  readonly inside?: readonly InlineModule[];
  /** Rust: the files that attributes give a `mod x;`, in their order. */
  readonly paths?: readonly ModulePath[];
}

/** `mod a { … }`. */
export interface InlineModule {
  readonly name: string;
  /** The folder that an attribute gives to the files of its modules. */
  readonly path?: string;
}

/** What `#[path = "…"]` says, as written but with `/`. */
export interface ModulePath {
  readonly path: string;
  /** It holds under a condition: `#[cfg_attr(…, path = "…")]`. */
  readonly conditional?: true;
}

export interface ImportTag {
  /**
   * The module, file or package as written, without quotes: `./cart`, `..models`, `crate::cart`, `java.util`.
   * A system include keeps its brackets: `<stdio.h>`; a path that is put together is an expression: `__DIR__ . '/a.php'`.
   */
  readonly specifier: string;
  /** Empty when the statement binds nothing or only the module under its own last name. */
  readonly names: readonly ImportedName[];
  /** `export`: a re-export; `include`: the text of a file; `module`: Rust `mod x;`, whose file is a child. */
  readonly form: "import" | "export" | "include" | "module";
  readonly line: number;
  readonly details?: ImportDetails;
}

/** A body that reads well as `…` or `{ … }`. Sorted by start; a nested body lies wholly inside its outer one. */
export interface FoldableBody {
  readonly startOffset: number;
  readonly endOffset: number;
}

/** A stretch of whole lines, the unit of a file that has no syntax tree. */
export interface LineChunk {
  readonly span: Span;
  readonly startLine: number;
  readonly endLine: number;
}

/**
 * Why there are chunks instead of tags: `no-grammar` (the language has none, or none that loads here),
 * `bad-grammar` (its file is missing, changed or not loadable), `time-budget` (parsing took too long),
 * `crashed` (the parser died on this file), `set-aside` (the grammar killed its worker twice, or no worker starts).
 */
export type ParseFallback = "no-grammar" | "bad-grammar" | "time-budget" | "crashed" | "set-aside";

export interface ParsedFile {
  /** Language id of `grammars/languages.json`. */
  readonly language: string;
  /** In order of `nameStart`; a definition comes before a reference at the same place. */
  readonly tags: readonly Tag[];
  readonly imports: readonly ImportTag[];
  readonly bodies: readonly FoldableBody[];
  /** The tree has an ERROR or MISSING node somewhere; the tags are still the best available. */
  readonly hasError: boolean;
  readonly fallback?: ParseFallback;
  /** One sentence for the status view; present with {@link fallback} when there is more to say. */
  readonly reason?: string;
  /** Present exactly when {@link fallback} is. */
  readonly chunks?: readonly LineChunk[];
}
