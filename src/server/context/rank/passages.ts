/**
 * Where in a file's text a question is answered: the best stretch of lines, and the comment at its head. The
 * whole text of a long file has every word somewhere; a stretch that has them together means it.
 */
import type { Match, Terms } from "./question-terms.ts";

export interface TextEvidence {
  /** How much of the question's information one stretch of lines has, 0…1. */
  readonly passage: number;
  /** The words of the comment at the head of the file. */
  readonly head: readonly string[];
}

/** Lines of a stretch: about what one function with its comment has. */
const STRETCH = 30;
const HEAD_LINES = 40;
/** Longer texts are data, UTF-16 units. */
const MAX_TEXT = 150_000;
/** A term of a stretch counts half when it has this much of it. */
const HALF = 0.8;

const IDENTIFIER = /[A-Za-z_$\u00aa-\uffff][\w$\u00aa-\uffff]*/g;
const COMMENT = /^\s*(?:\/\/|\/?\*|#|--|;|<!--)/;
const QUOTES = /"""|'''/;
const CODE =
  /^\s*(?:(?:pub|export|public|abstract|final|async|unsafe)\b.*)?\b(?:class|fn|func|def|struct|enum|interface|trait|function|impl|type)\s/;

/** Words and names of any text. */
export function namesIn(text: string): readonly string[] {
  return text.match(IDENTIFIER) ?? [];
}

interface Hit extends Match {
  readonly line: number;
}

const NEWLINE = 10;

function hitsIn(text: string, terms: Terms): Hit[] {
  const hits: Hit[] = [];
  let line = 0;
  let counted = 0;
  IDENTIFIER.lastIndex = 0;
  for (let found = IDENTIFIER.exec(text); found !== null; found = IDENTIFIER.exec(text)) {
    const matches = terms.of(found[0]);
    if (matches.length === 0) continue;
    for (; counted < found.index; counted++) if (text.charCodeAt(counted) === NEWLINE) line++;
    for (const { term, weight } of matches) hits.push({ line, term, weight });
  }
  return hits;
}

/** Slides over the hits; more of a term counts a little more. */
function bestStretch(hits: readonly Hit[], terms: Terms): number {
  const counts = new Float64Array(terms.idf.length);
  const covered = new Float64Array(terms.idf.length);
  const count = ({ term, weight }: Match, sign: number): void => {
    const now = (counts[term] ?? 0) + sign * weight;
    counts[term] = now;
    covered[term] = now > 1e-6 ? now / (now + HALF) : 0;
  };
  let best = 0;
  let from = 0;
  for (const [at, hit] of hits.entries()) {
    count(hit, 1);
    for (
      let first = hits[from];
      first !== undefined && first.line <= hit.line - STRETCH;
      first = hits[from]
    ) {
      count(first, -1);
      from++;
    }
    if (hits[at + 1]?.line !== hit.line) best = Math.max(best, terms.share(covered));
  }
  return best;
}

/** Comment lines before the first definition. */
function headOf(text: string): string {
  const head: string[] = [];
  let quoted = false;
  for (const line of text.split("\n", HEAD_LINES)) {
    const quotes = QUOTES.exec(line);
    if (quoted || quotes !== null || COMMENT.test(line)) head.push(line);
    else if (CODE.test(line)) break;
    if (quotes !== null && line.indexOf(quotes[0], quotes.index + quotes[0].length) === -1) quoted = !quoted;
  }
  return head.join("\n");
}

export function readPassages(text: string, terms: Terms): TextEvidence {
  if (text.length > MAX_TEXT) return { passage: 0, head: [] };
  return { passage: bestStretch(hitsIn(text, terms), terms), head: namesIn(headOf(text)) };
}
