/** Query sources taken apart into patterns, so that a reader who wants less pays for less. */

/**
 * The top-level patterns of a tree-sitter query, each with its captures and predicates, in order. Comments before
 * a pattern are dropped.
 */
export function patternsOf(source: string): string[] {
  const patterns: string[] = [];
  let start = -1;
  let depth = 0;
  let at = 0;
  const begin = (): void => {
    if (depth > 0) return;
    if (start !== -1) patterns.push(source.slice(start, at));
    start = at;
  };
  while (at < source.length) {
    const char = source[at];
    if (char === ";") {
      at = endOfLine(source, at);
      continue;
    }
    if (char === '"') {
      begin();
      at = endOfString(source, at);
      continue;
    }
    if (char === "(" || char === "[") {
      begin();
      depth++;
    } else if (char === ")" || char === "]") depth--;
    at++;
  }
  if (start !== -1) patterns.push(source.slice(start));
  return patterns;
}

function endOfLine(source: string, from: number): number {
  const end = source.indexOf("\n", from);
  return end === -1 ? source.length : end;
}

/** Offset behind the closing quote. */
function endOfString(source: string, from: number): number {
  let at = from + 1;
  while (at < source.length && source[at] !== '"') at += source[at] === "\\" ? 2 : 1;
  return at + 1;
}

const CAPTURE = /@([\w.-]+)/g;

/** True when every capture of the pattern is a reference: nothing else is lost without it. */
function isReference(pattern: string): boolean {
  const captures = [...pattern.replace(/;[^\n]*/g, "").matchAll(CAPTURE)];
  return captures.length > 0 && captures.every(([, name]) => name?.startsWith("reference.") === true);
}

/**
 * The query without its patterns for references: those are ten times as many matches as definitions, and a third
 * of what compiling the query costs (measured over all grammars).
 */
export function withoutReferences(source: string): string {
  return patternsOf(source)
    .filter((pattern) => !isReference(pattern))
    .join("\n");
}
