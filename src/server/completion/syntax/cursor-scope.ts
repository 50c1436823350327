/** Whether a cursor stands in a comment, in a string or in code, told from the file's syntax tree. */
import type { Node } from "web-tree-sitter";
import type { CursorScope } from "./check.ts";
import { hasOpenQuote } from "./open-quote.ts";

const COMMENT = /comment/;
/** Code inside a string: `${…}`, `#{…}`, `$(…)`. */
const CODE_AGAIN = /(?:^|_)(?:interpolation|substitution|interpolated_expression|expansion)$/;
const STRING = /string|char_literal|character_literal|rune_literal|heredoc|quote_scalar|^regex/;
/** Comments that end at a mark: right behind it there is code again. */
const CLOSED_COMMENT = /(?:\*\/|-->|=end|\]\]|#>|-\})$/;

/** The scope at `offset` (UTF-16 units), by the character before it; an unfinished string is read from its line. */
export function scopeAt(root: Node, text: string, offset: number): CursorScope {
  if (offset === 0) return "code";
  for (let node = root.descendantForIndex(offset - 1, offset - 1); node !== null; node = node.parent) {
    const scope = scopeOf(node, text, offset);
    if (scope !== undefined) return scope;
  }
  return root.hasError && hasOpenQuote(lineBefore(text, offset)) ? "string" : "code";
}

/** What this node says about the cursor; undefined when the nodes around it decide. */
function scopeOf(node: Node, text: string, offset: number): CursorScope | undefined {
  if (CODE_AGAIN.test(node.type)) return node.endIndex > offset ? "code" : scopeOfParent(node);
  if (COMMENT.test(node.type)) return commentHolds(node, text, offset) ? "comment" : "code";
  if (!node.isNamed || !STRING.test(node.type) || node.startIndex >= offset) return undefined;
  const inside = offset < node.endIndex || /(?:content|fragment)$/.test(node.type);
  return inside ? "string" : undefined;
}

/** Right behind `}` of an interpolation the string goes on. */
function scopeOfParent(node: Node): CursorScope {
  for (let parent = node.parent; parent !== null; parent = parent.parent) {
    if (STRING.test(parent.type)) return "string";
  }
  return "code";
}

/** A line comment goes on at its end, a block comment does not. */
function commentHolds(node: Node, text: string, offset: number): boolean {
  if (offset < node.endIndex) return offset > node.startIndex;
  const comment = text.slice(node.startIndex, offset);
  return !comment.endsWith("\n") && !CLOSED_COMMENT.test(comment);
}

function lineBefore(text: string, offset: number): string {
  return text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset);
}
