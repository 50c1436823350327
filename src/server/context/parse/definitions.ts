import type { Captured, RawDefinition } from "./captures.ts";
import { createLeadingFinder } from "./leading.ts";
import { lineAt } from "./line-chunks.ts";
import { createSpanFinder } from "./span-finder.ts";
import type { DefinitionRole, DefinitionTag, Span } from "./types.ts";

/** UTF-16 units of the signature of a definition without a body, before it is cut at a line end. */
export const MAX_SIGNATURE = 400;

/** Roles whose functions are methods and whose variables are fields. */
const typeLike: ReadonlySet<DefinitionRole> = new Set(["class", "interface", "enum", "type"]);
const containers: ReadonlySet<DefinitionRole> = new Set([
  "class",
  "interface",
  "enum",
  "type",
  "variant",
  "module",
  "function",
  "method",
  "constant",
  "variable",
  "field",
  "section",
  "key",
]);

interface Region {
  readonly span: Span;
  readonly name: string;
  readonly typeLike: boolean;
  readonly function: boolean;
  readonly nameStart: number;
}

/** Turns raw definitions into tags: spans widened, documentation found, containers named, doubles dropped. */
export function finishDefinitions(
  text: string,
  captured: Captured,
  lineStarts: readonly number[],
): DefinitionTag[] {
  const leading = createLeadingFinder(text, captured);
  const inImport = createSpanFinder(captured.imports.map(({ statement }) => statement));
  const chosen = firstPatternPerName(captured.definitions).filter(
    ({ role, name }) => !(isValue(role) && inImport(name.start)),
  );
  const endWithoutComments = createCommentTrimmer(text, captured.comments);
  const regions = regionsOf(chosen, captured, text);
  const enclosing = createEnclosingFinder(regions);
  const inBody = createBodyFinder(captured.folds);
  const foldByEnd = new Map(captured.folds.map((fold) => [fold.end, fold]));
  const tags = chosen.flatMap((found) => {
    const raw = withBody(found, foldByEnd.get(found.span.end));
    const region = enclosing(raw);
    if (isLocal(raw, region) || (isValue(raw.role) && inBody(raw.name.start))) return [];
    const { span: whole, doc: comment } = leading(raw.span);
    const span = raw.role === "key" ? { ...whole, end: endWithoutComments(whole, raw.name.end) } : whole;
    const tag: DefinitionTag = {
      kind: "definition",
      role: roleIn(raw, region, text.slice(span.start, raw.name.end)),
      name: text.slice(raw.name.start, raw.name.end),
      nameStart: raw.name.start,
      line: raw.line,
      span,
      startLine: lineAt(lineStarts, span.start),
      endLine: lineAt(lineStarts, Math.max(span.start, trimmedEnd(text, span) - 1)),
      signature: signatureOf(text, span, raw, endWithoutComments),
      ...optional("doc", raw.doc ?? comment),
      ...optional("container", raw.container ?? region?.name),
    };
    return [tag];
  });
  return dropRepeatedFields(tags);
}

/** A definition without a body of its own, but with a foldable one at its end, has that one. */
function withBody(raw: RawDefinition, fold: Span | undefined): RawDefinition {
  if (fold === undefined || raw.body !== undefined || isValue(raw.role)) return raw;
  return fold.start > raw.name.end ? { ...raw, body: fold } : raw;
}

function optional<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  const property: Partial<Record<K, V>> = {};
  if (value !== undefined) property[key] = value;
  return property;
}

/** `self.total = 0` in one method and `self.total = 1` in another are one field: the first stays. */
function dropRepeatedFields(tags: readonly DefinitionTag[]): DefinitionTag[] {
  const seen = new Set<string>();
  return tags.filter(({ role, container, name }) => {
    if (role !== "field") return true;
    const key = `${container} ${name}`;
    return seen.size !== seen.add(key).size;
  });
}

function firstPatternPerName(raw: readonly RawDefinition[]): RawDefinition[] {
  const byName = new Map<number, RawDefinition>();
  for (const definition of raw) {
    const known = byName.get(definition.name.start);
    if (known === undefined || isBetter(definition, known)) {
      byName.set(definition.name.start, definition);
    }
  }
  return [...byName.values()].sort((a, b) => a.name.start - b.name.start);
}

/** The earlier pattern wins; of one pattern, the match that saw the optional body or docstring. */
function isBetter(one: RawDefinition, other: RawDefinition): boolean {
  if (one.pattern !== other.pattern) return one.pattern < other.pattern;
  const richness = (raw: RawDefinition): number => (raw.body ? 1 : 0) + (raw.doc ? 1 : 0);
  return richness(one) > richness(other);
}

/** A variable of a function, or C++'s `Item first(second);`, which its grammar takes for a function declaration. */
function isLocal(raw: RawDefinition, region: Region | undefined): boolean {
  if (region?.function !== true) return false;
  return isValue(raw.role) || (raw.role === "function" && raw.body === undefined);
}

function isValue(role: DefinitionRole): boolean {
  return role === "variable" || role === "constant";
}

function regionsOf(definitions: readonly RawDefinition[], captured: Captured, text: string): Region[] {
  const regions: Region[] = captured.scopes.map(({ span, name }) => ({
    span,
    name,
    typeLike: true,
    function: false,
    nameStart: -1,
  }));
  for (const { role, name, span } of definitions) {
    if (!containers.has(role)) continue;
    regions.push({
      span,
      name: text.slice(name.start, name.end),
      typeLike: typeLike.has(role),
      function: role === "function" || role === "method",
      nameStart: name.start,
    });
  }
  return regions.sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end);
}

/** Innermost region around an offset, for offsets asked in ascending order; `const a = 1, b = 2` shares one
 * span, so a region that is the definition itself does not count. */
function createEnclosingFinder(regions: readonly Region[]): (raw: RawDefinition) => Region | undefined {
  const stack: Region[] = [];
  let next = 0;
  return ({ name: { start: nameStart }, span, role }) => {
    for (let region = regions[next]; region !== undefined && region.span.start <= nameStart; ) {
      while ((stack.at(-1)?.span.end ?? Infinity) <= region.span.start) stack.pop();
      stack.push(region);
      next++;
      region = regions[next];
    }
    while ((stack.at(-1)?.span.end ?? Infinity) <= nameStart) stack.pop();
    const isAround = (region: Region): boolean =>
      region.nameStart < 0 || region.span.start !== span.start || region.span.end !== span.end;
    const type =
      role === "field" ? stack.findLast((region) => region.typeLike && isAround(region)) : undefined;
    return type ?? stack.findLast(isAround);
  };
}

/** What makes a variable a constant when it stands before the name. */
const constant = /\b(?:const|constexpr|final|readonly)\b/;

function roleIn(raw: RawDefinition, region: Region | undefined, head: string): DefinitionRole {
  const member = raw.container !== undefined || region?.typeLike === true;
  if (!member) return raw.role === "variable" && constant.test(head) ? "constant" : raw.role;
  if (raw.role === "function") return "method";
  if (raw.role === "variable") return "field";
  return raw.role;
}

/** Whether an offset lies in any body, nested or not; asked in ascending order. */
function createBodyFinder(folds: readonly Span[]): (offset: number) => boolean {
  const sorted = [...folds].sort((a, b) => a.start - b.start);
  let next = 0;
  let reach = 0;
  return (offset) => {
    for (let fold = sorted[next]; fold !== undefined && fold.start <= offset; fold = sorted[next]) {
      reach = Math.max(reach, fold.end);
      next++;
    }
    return offset < reach;
  };
}

type CommentTrimmer = (span: Span, from: number) => number;

/** Finds where a span ends once white space and comments at its end, but after `from`, are cut off. */
function createCommentTrimmer(text: string, comments: readonly Span[]): CommentTrimmer {
  const startByEnd = new Map(comments.map((comment) => [trimmedEnd(text, comment), comment.start]));
  return (span, from) => {
    let end = trimmedEnd(text, span);
    for (;;) {
      const start = startByEnd.get(end);
      if (start === undefined || start < from) return end;
      end = trimmedEnd(text, { start: span.start, end: start });
    }
  };
}

function signatureOf(text: string, span: Span, raw: RawDefinition, trim: CommentTrimmer): Span {
  const { start } = span;
  const bodyStart = raw.body === undefined || raw.body.start <= raw.name.start ? span.end : raw.body.start;
  const end = trim({ start, end: Math.min(bodyStart, span.end) }, raw.name.end);
  if (bodyStart < span.end || end - start <= MAX_SIGNATURE) return { start, end };
  const line = text.lastIndexOf("\n", start + MAX_SIGNATURE);
  return { start, end: trimmedEnd(text, { start, end: line > start ? line : start + MAX_SIGNATURE }) };
}

function trimmedEnd(text: string, span: Span): number {
  let end = span.end;
  while (end > span.start && text.charCodeAt(end - 1) <= 32) end--;
  return end;
}
