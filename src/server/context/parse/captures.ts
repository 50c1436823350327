import { withItemsInMacros } from "./macro-items.ts";
import type { Capture, Match } from "./matches.ts";
import type { DefinitionRole, ReferenceRole, Span } from "./types.ts";

/** A definition as one query match saw it. */
export interface RawDefinition {
  readonly role: DefinitionRole;
  readonly pattern: number;
  readonly name: Span;
  readonly line: number;
  readonly span: Span;
  readonly body?: Span;
  readonly doc?: Span;
  readonly container?: string;
}

export interface RawReference {
  readonly role: ReferenceRole;
  readonly pattern: number;
  readonly name: Span;
  readonly line: number;
}

/** A region that names a container without being a definition, e.g. Rust's `impl Cart`. */
export interface RawScope {
  readonly span: Span;
  readonly name: string;
}

/** A module whose text is in the same file, e.g. Rust's `mod tests { … }`. */
export interface RawInline {
  readonly span: Span;
  readonly name: string;
}

/** The parts of one import statement that one match saw. */
export interface RawImport {
  readonly form: "import" | "export" | "include" | "module";
  readonly statement: Span;
  readonly line: number;
  readonly parts: ReadonlyMap<string, Span>;
}

/** A keyword that may begin an import among the tokens of a macro. */
export interface RawToken {
  readonly start: number;
  readonly line: number;
}

/** Everything the queries of a language found in one file, in spans only: no tree node outlives this. */
export interface Captured {
  readonly definitions: RawDefinition[];
  readonly references: RawReference[];
  readonly scopes: RawScope[];
  readonly imports: RawImport[];
  readonly inlines: RawInline[];
  readonly tokens: RawToken[];
  /** Where an attribute may begin among such tokens. */
  readonly marks: number[];
  readonly comments: Span[];
  readonly prefixes: Span[];
  /** Widened spans by start of the node they wrap. */
  readonly wrappers: Map<number, { readonly inner: Span; readonly outer: Span }[]>;
  readonly folds: Span[];
}

interface Place {
  readonly pattern: number;
  readonly text: string;
}

type Group = Map<string, Capture>;

/** Sorts query matches into {@link Captured}. The capture names are those of `grammars/README.md`. */
export function collectCaptures(matches: readonly Match[], text: string): Captured {
  const captured: Captured = {
    definitions: [],
    references: [],
    scopes: [],
    imports: [],
    inlines: [],
    tokens: [],
    marks: [],
    comments: [],
    prefixes: [],
    wrappers: new Map(),
    folds: [],
  };
  for (const match of matches) {
    const first = match.captures[0];
    if (first === undefined) continue;
    if (match.captures.length === 1) collectSingle(captured, first, { pattern: match.pattern, text });
    else collectGroup(captured, match, text);
  }
  const complete = withItemsInMacros(text, captured);
  return { ...complete, imports: withSpecifiers(complete.imports) };
}

/** Gives names the specifier of their statement, which another match found; a statement without any is no import. */
function withSpecifiers(imports: readonly RawImport[]): RawImport[] {
  const known = new Map<number, Span>();
  for (const { statement, parts } of imports) {
    const specifier = parts.get("specifier");
    if (specifier !== undefined) known.set(statement.start, specifier);
  }
  return imports.flatMap((raw) => {
    if (raw.parts.has("specifier") || raw.parts.has("tree")) return [raw];
    const specifier = known.get(raw.statement.start);
    return specifier === undefined ? [] : [{ ...raw, parts: new Map(raw.parts).set("specifier", specifier) }];
  });
}

/**
 * Captures that count only for a capitalised name: the object of a member access (`Status.Open`; in lower case
 * it is mostly a local variable) and a JSX element (`<Cart />`; in lower case it is the platform's).
 */
const capitalised: Readonly<Record<string, ReferenceRole>> = { object: "type", component: "call" };

function isCapital(code: number): boolean {
  return code >= 65 && code <= 90;
}

function collectSingle(captured: Captured, node: Capture, at: Place): void {
  const { pattern, text } = at;
  const { name: capture, line } = node;
  if (capture.startsWith("reference.")) {
    const role = capture.slice("reference.".length);
    const name = spanOf(node);
    const onlyCapitalised = capitalised[role];
    if (onlyCapitalised === undefined) {
      captured.references.push({ role: role as ReferenceRole, pattern, name, line });
    } else if (isCapital(text.charCodeAt(name.start))) {
      captured.references.push({ role: onlyCapitalised, pattern, name, line });
    }
  } else if (capture === "fold") captured.folds.push(spanOf(node));
  else if (capture === "comment") captured.comments.push(spanOf(node));
  else if (capture === "prefix") captured.prefixes.push(spanOf(node));
  else if (capture === "import.token") captured.tokens.push({ start: node.start, line });
  else if (capture === "prefix.token") captured.marks.push(node.start);
}

function collectGroup(captured: Captured, match: Match, text: string): void {
  const group: Group = new Map();
  let role: string | undefined;
  for (const node of match.captures) {
    const { name } = node;
    if (name.startsWith("definition.")) {
      role = name.slice("definition.".length);
      group.set("definition", node);
    } else group.set(name, node);
  }
  if (role !== undefined) collectDefinition(captured, group, { role, pattern: match.pattern, text });
  else if (IMPORT_PARTS.some((part) => group.has(part))) collectImport(captured, group);
  else if (group.has("scope")) collectScope(captured, group, text);
  else if (group.has("inline")) collectInline(captured, group, text);
  else if (group.has("wrapper")) collectWrapper(captured, group);
  else
    for (const capture of match.captures) collectSingle(captured, capture, { pattern: match.pattern, text });
}

function collectDefinition(
  captured: Captured,
  group: Group,
  match: { role: string; pattern: number; text: string },
): void {
  const node = group.get("definition");
  const name = group.get("name");
  if (node === undefined || name === undefined) return;
  const body = group.get("body");
  const doc = group.get("doc");
  const container = group.get("container");
  captured.definitions.push({
    role: match.role as DefinitionRole,
    pattern: match.pattern,
    name: nameSpan(match.text, name),
    line: name.line,
    span: { start: node.start, end: Math.max(node.end, body?.end ?? 0) },
    ...(body === undefined ? {} : { body: spanOf(body) }),
    ...(doc === undefined ? {} : { doc: spanOf(doc) }),
    ...(container === undefined ? {} : { container: sliceOf(match.text, container) }),
  });
}

function collectScope(captured: Captured, group: Group, text: string): void {
  const scope = group.get("scope");
  const name = group.get("scope.name");
  if (scope === undefined || name === undefined) return;
  captured.scopes.push({ span: spanOf(scope), name: sliceOf(text, name) });
}

function collectInline(captured: Captured, group: Group, text: string): void {
  const inline = group.get("inline");
  const name = group.get("inline.name");
  if (inline === undefined || name === undefined) return;
  captured.inlines.push({ span: spanOf(inline), name: sliceOf(text, name) });
}

function collectWrapper(captured: Captured, group: Group): void {
  const wrapper = group.get("wrapper");
  const wrapped = group.get("wrapped");
  if (wrapper === undefined || wrapped === undefined) return;
  const entry = { inner: spanOf(wrapped), outer: spanOf(wrapper) };
  const known = captured.wrappers.get(entry.inner.start);
  if (known === undefined) captured.wrappers.set(entry.inner.start, [entry]);
  else known.push(entry);
}

/** One of them is in every match of an import. */
const IMPORT_PARTS = ["import.specifier", "import.tree", "import.name", "import.default"] as const;

const importForms = ["import", "export", "include", "module"] as const;

function collectImport(captured: Captured, group: Group): void {
  for (const form of importForms) {
    const statement = group.get(form);
    if (statement === undefined) continue;
    const parts = new Map<string, Span>();
    for (const [name, node] of group) {
      if (name.startsWith("import.")) parts.set(name.slice("import.".length), spanOf(node));
    }
    captured.imports.push({ form, statement: spanOf(statement), line: statement.line, parts });
  }
}

/** Takes off what some grammars leave on a name: Ruby's `:total`, Elixir's `total: `, the shell's `total=`. */
function nameSpan(text: string, { start, end }: Capture): Span {
  const symbol = text[start] === ":" && end - start > 1 ? 1 : 0;
  const bare = text.slice(start + symbol, end).replace(/(?<=\w)(?::\s*|=)$/, "");
  return { start: start + symbol, end: start + symbol + bare.length };
}

function spanOf({ start, end }: Capture): Span {
  return { start, end };
}

function sliceOf(text: string, { start, end }: Capture): string {
  return text.slice(start, end);
}
