import type { Captured } from "./captures.ts";
import type { Span } from "./types.ts";

/** What belongs to a definition although it stands before it. */
export interface Leading {
  /** Where the definition starts once wrappers (`export`, `template<…>`) and prefixes (`#[…]`) are counted. */
  readonly span: Span;
  readonly doc?: Span;
}

type Item = { readonly span: Span; readonly comment: boolean };

/**
 * Finds the comment, attributes and wrappers of definitions from offsets alone: a comment or prefix belongs to
 * what follows it after white space with at most one line break.
 */
export function createLeadingFinder(text: string, captured: Captured): (span: Span) => Leading {
  const byFollower = new Map<number, Item>();
  const add = (raw: Span, comment: boolean): void => {
    const span = { start: raw.start, end: trimEnd(text, raw) };
    const follower = nextWithinOneLine(text, span.end);
    if (follower !== undefined && (!comment || isFirstOnLine(text, span.start))) {
      byFollower.set(follower, { span, comment });
    }
  };
  for (const span of captured.comments) add(span, true);
  for (const span of captured.prefixes) add(span, false);

  return (inner) => {
    let span = widen(inner, captured.wrappers);
    let doc: Span | undefined;
    let at = span.start;
    for (;;) {
      const item = byFollower.get(at);
      if (item === undefined) break;
      at = item.span.start;
      if (item.comment) doc = { start: at, end: doc?.end ?? item.span.end };
      else {
        span = { start: at, end: span.end };
        doc = undefined;
      }
    }
    return doc === undefined ? { span } : { span, doc };
  };
}

/** Grows `span` to the outermost wrapper around exactly it. */
function widen(span: Span, wrappers: Captured["wrappers"]): Span {
  let current = span;
  for (;;) {
    const { start, end } = current;
    const wrapper = wrappers
      .get(start)
      ?.find((entry) => entry.inner.start === start && entry.inner.end === end);
    if (wrapper === undefined) return current;
    current = wrapper.outer;
  }
}

function trimEnd(text: string, span: Span): number {
  let end = span.end;
  while (end > span.start && isSpace(text.charCodeAt(end - 1))) end--;
  return end;
}

/** Offset of the next character that is not white space, when at most one line break comes before it. */
function nextWithinOneLine(text: string, from: number): number | undefined {
  let breaks = 0;
  let at = from;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (!isSpace(code)) return at;
    if (code === 10 && ++breaks > 1) return undefined;
  }
  return undefined;
}

function isFirstOnLine(text: string, offset: number): boolean {
  for (let at = offset - 1; at >= 0; at--) {
    const code = text.charCodeAt(at);
    if (code === 10) return true;
    if (!isSpace(code) && code !== 0xfe_ff) return false;
  }
  return true;
}

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}
