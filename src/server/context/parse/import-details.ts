/**
 * What stands around an import and decides where it leads: in Rust the inline modules it is in, and the attributes
 * that give a module its file (the Rust Reference, "Modules", "The `path` attribute").
 */
import type { Captured, RawImport, RawInline } from "./captures.ts";
import type { ImportDetails, InlineModule, ModulePath, Span } from "./types.ts";

/** Inline modules around an import that count, the innermost: each import tells its own. */
const MAX_INSIDE = 64;

/** As a property that is missing when there is nothing to say; `own` is what the import says itself. */
type DetailsFinder = (raw: RawImport, own?: ImportDetails) => { readonly details?: ImportDetails };

export function createDetailsFinder(text: string, captured: Captured): DetailsFinder {
  const pathsBefore = createPathFinder(text, captured);
  const enclosing = createInlineFinder(captured.inlines);
  const known = new Map<RawInline, InlineModule>();
  const describe = (inline: RawInline): InlineModule => {
    const found = known.get(inline) ?? inlineModule(inline, pathsBefore(inline.span));
    known.set(inline, found);
    return found;
  };
  return ({ form, statement }, own) => {
    const inside = enclosing(statement.start).map(describe);
    const paths = form === "module" ? pathsBefore(statement) : [];
    const details: ImportDetails = {
      ...own,
      ...(inside.length > 0 ? { inside } : {}),
      ...(paths.length > 0 ? { paths } : {}),
    };
    return Object.keys(details).length > 0 ? { details } : {};
  };
}

function inlineModule({ name }: RawInline, [path]: readonly ModulePath[]): InlineModule {
  return path === undefined ? { name } : { name, path: path.path };
}

interface Nested {
  readonly inline: RawInline;
  readonly outer: Nested | undefined;
}

/** Inline modules around an offset, outermost first, {@link MAX_INSIDE} at most. */
function createInlineFinder(inlines: readonly RawInline[]): (offset: number) => RawInline[] {
  const nested: Nested[] = [];
  for (const inline of inlines.toSorted((a, b) => a.span.start - b.span.start))
    nested.push({ inline, outer: around(nested.at(-1), inline.span.start) });
  return (offset) => {
    let low = 0;
    let high = nested.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((nested[middle]?.inline.span.start ?? Infinity) <= offset) low = middle + 1;
      else high = middle;
    }
    const found: RawInline[] = [];
    let at = around(nested[low - 1], offset);
    for (; at !== undefined && found.length < MAX_INSIDE; at = at.outer) found.unshift(at.inline);
    return found;
  };
}

function around(innermost: Nested | undefined, offset: number): Nested | undefined {
  let at = innermost;
  while (at !== undefined && at.inline.span.end <= offset) at = at.outer;
  return at;
}

/** Paths that the attributes before an item give it, in their order. */
function createPathFinder(text: string, captured: Captured): (item: Span) => ModulePath[] {
  const { inlines, imports } = captured;
  if (inlines.length === 0 && imports.every(({ form }) => form !== "module")) return () => [];
  const prefixes = [...captured.prefixes, ...attributesInMacros(text, captured)];
  const texts = prefixes.map((span) => ({ span, paths: pathsIn(text.slice(span.start, span.end)) }));
  if (texts.every(({ paths }) => paths.length === 0)) return () => [];
  const commentEnds = new Map(captured.comments.map(({ start, end }) => [start, end]));
  const byFollower = new Map(texts.map((prefix) => [nextItem(text, prefix.span.end, commentEnds), prefix]));
  return ({ start }) => {
    const found: ModulePath[][] = [];
    for (let at = byFollower.get(start); at !== undefined; at = byFollower.get(at.span.start))
      found.unshift(at.paths);
    return found.flat();
  };
}

/** UTF-16 units; an attribute that gives a path is no longer. */
const MAX_ATTRIBUTE = 400;
const STRING = String.raw`"(?:[^"\\]|\\.)*"`;
const ATTRIBUTE = new RegExp(String.raw`^#\s*\[(?:[^\[\]"]|${STRING}|\[(?:[^\[\]"]|${STRING})*\])*\]`, "s");

/** Among the tokens of a macro `#` begins other things, too. */
function attributesInMacros(text: string, { prefixes, marks }: Captured): Span[] {
  const known = new Set(prefixes.map(({ start }) => start));
  return marks.flatMap((start) => {
    if (known.has(start)) return [];
    const length = ATTRIBUTE.exec(text.slice(start, start + MAX_ATTRIBUTE))?.[0].length;
    return length === undefined ? [] : [{ start, end: start + length }];
  });
}

/** Offset of what follows white space and comments. */
function nextItem(text: string, from: number, commentEnds: ReadonlyMap<number, number>): number {
  for (let at = from; ; ) {
    while (at < text.length && text.charCodeAt(at) <= 32) at++;
    const end = commentEnds.get(at);
    if (end === undefined || end <= at) return at;
    at = end;
  }
}

const PATH = /^#\s*\[\s*path\s*=\s*(?:r#*)?"([^"]*)"#*\s*\]$/;
const CONDITIONAL = /^#\s*\[\s*cfg_attr\s*\(/;
const PATH_IN_CONDITIONAL = /,\s*path\s*=\s*(?:r#*)?"([^"]*)"/g;

function pathsIn(attribute: string): ModulePath[] {
  const plain = PATH.exec(attribute)?.[1];
  if (plain !== undefined) return [{ path: withSlashes(plain) }];
  if (!CONDITIONAL.test(attribute)) return [];
  return [...attribute.matchAll(PATH_IN_CONDITIONAL)].map(([, path = ""]) => ({
    path: withSlashes(path),
    conditional: true,
  }));
}

/** Windows takes both separators; in a string the other one is written twice. */
function withSlashes(path: string): string {
  return path.replaceAll(/\\+/g, "/");
}
