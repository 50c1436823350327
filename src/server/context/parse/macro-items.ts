/**
 * Modules and imports inside calls of Rust's macros (`cfg_if! { … }`), where the grammar knows tokens alone: a query
 * finds the keywords, and the items are read from the text around them. Patterns of several tokens would not do: the
 * matcher looks past punctuation, and takes time by the square of a row of keywords.
 */
import type { Captured, RawImport, RawInline, RawToken } from "./captures.ts";
import { createSpanFinder } from "./span-finder.ts";

/** UTF-16 units before a keyword; a longer visibility is made by nobody. */
const MAX_VISIBILITY = 100;
const VISIBILITY = /\bpub\s*(?:\([^()]*\)\s*)?$/;
const MODULE = /mod\s+((?:r#)?[\p{L}_][\p{L}\p{N}_]*)\s*([;{])/uy;
/** `#` and `$` stand for what another macro puts in. */
const USE = /^use(\s(?:[^#$;]|r#)*);/;

/** Adds what is inside of macros. Their definitions are left out: those stand for what is made elsewhere. */
export function withItemsInMacros(text: string, captured: Captured): Captured {
  const tokens = tokensInMacros(text, captured);
  if (tokens.length === 0) return captured;
  const modules = tokens.flatMap((token) => moduleAt(text, token) ?? []);
  const opened = modules.filter(({ inline }) => inline);
  const closings = closingBraces(text, new Set(opened.map(({ end }) => end - 1)));
  const inlines = opened.map(({ start, end, name }): RawInline => {
    return {
      span: { start, end: closings.get(end - 1) ?? text.length },
      name: text.slice(name.start, name.end),
    };
  });
  const imports = modules.flatMap(({ start, end, line, name, inline }): RawImport[] =>
    inline
      ? []
      : [{ form: "module", statement: { start, end }, line, parts: new Map([["specifier", name]]) }],
  );
  const uses = tokens.flatMap((token, at) => useAt(text, token, tokens[at + 1]?.start ?? text.length));
  return {
    ...captured,
    imports: [...captured.imports, ...imports, ...uses],
    inlines: [...captured.inlines, ...inlines],
  };
}

/** A keyword of an item whose tree says so itself is none of these. */
function tokensInMacros(text: string, captured: Captured): RawToken[] {
  const known = new Set([
    ...captured.imports.map(({ statement }) => statement.start),
    ...captured.inlines.map(({ span }) => span.start),
  ]);
  const macros = captured.definitions.filter(({ role }) => role === "macro").map(({ span }) => span);
  const inDefinition = createSpanFinder(macros);
  return captured.tokens.filter(({ start }) => !known.has(itemStart(text, start)) && !inDefinition(start));
}

function itemStart(text: string, keyword: number): number {
  const from = Math.max(0, keyword - MAX_VISIBILITY);
  return from + (VISIBILITY.exec(text.slice(from, keyword))?.index ?? keyword - from);
}

/** `end`: behind the semicolon or the opening brace. */
function moduleAt(text: string, { start, line }: RawToken) {
  MODULE.lastIndex = start;
  const [all, name = "", mark = ""] = MODULE.exec(text) ?? [];
  if (all === undefined) return undefined;
  const nameStart = start + all.indexOf(name, "mod".length);
  return {
    start: itemStart(text, start),
    end: start + all.length,
    line,
    name: { start: nameStart, end: nameStart + name.length },
    inline: mark === "{",
  };
}

/** `limit`: where the next keyword is. */
function useAt(text: string, token: RawToken, limit: number): RawImport[] {
  const [all, path = ""] = USE.exec(text.slice(token.start, limit)) ?? [];
  if (all === undefined) return [];
  const start = itemStart(text, token.start);
  const end = token.start + all.length;
  const tree = { start: end - 1 - path.trimStart().length, end: end - 1 };
  const form = start < token.start ? "export" : "import";
  return [{ form, statement: { start, end }, line: token.line, parts: new Map([["tree", tree]]) }];
}

const BRACES =
  /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|\br(#*)"[\s\S]*?(?:"\1|$)|"(?:[^"\\]|\\[\s\S])*(?:"|$)|'(?:[^'\\\n]|\\[^\n][^'\n]{0,10})'|[{}]/g;

/** Offset behind the closing brace of each opening one that is asked for. */
function closingBraces(text: string, wanted: ReadonlySet<number>): Map<number, number> {
  const closings = new Map<number, number>();
  if (wanted.size === 0) return closings;
  const open: number[] = [];
  for (const { 0: token, index } of text.matchAll(BRACES)) {
    if (token === "{") open.push(index);
    else if (token === "}") {
      const start = open.pop();
      if (start !== undefined && wanted.has(start)) closings.set(start, index + 1);
    }
  }
  return closings;
}
