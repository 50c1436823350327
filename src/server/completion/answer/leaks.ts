/**
 * What a model says that belongs to its chat and not to the file: template tokens, and prose about the code. Both
 * look like what people write, in markup, in comments and in texts, and only there they are let through.
 */

import type { CompletionWindow } from "../prompt/window.ts";
import { hasOpenQuote } from "../syntax/open-quote.ts";
import { lineAbove } from "./neighbours.ts";

const ROLES = "turn|channel|think|tool|tool_call|tool_response|image|audio|video";
/** Tokens of templates and of fill-in-the-middle formats. Without a bar, `<video>` and the like are elements. */
const TEMPLATE_MARKUP = new RegExp(
  [
    `<\\|(?:${ROLES})\\|?>`,
    `<(?:${ROLES})\\|>`,
    `<\\|"\\|>`,
    "</?(?:start_of_turn|end_of_turn|think|tool_call|tool_response|COMPLETION)>",
    "<\\|(?:fim_|endoftext|im_start|im_end|file_sep)[^>]*>",
    "<fim_(?:prefix|suffix|middle|pad)>",
    "<｜fim▁\\w+｜>",
    "<\\[fim-\\w+\\]>",
    // These may be types or elements too: tokens are what begins or ends a line.
    "^[ \\t]*</?(?:bos|eos|pad)>|(?:</?(?:bos|eos|pad)>[ \\t]*)+$",
  ].join("|"),
  "gm",
);
/** Languages in which elements may have any name. */
const FREE_NAMES = new Set(["xml", "xsl"]);

/** Where template markup begins in the answer, UTF-16 units; what the file itself holds is none. */
export function leakStart(answer: string, window: CompletionWindow, languageId: string): number | undefined {
  const file = `${window.prefix}${window.restOfLine}\n${window.suffix}`;
  for (const { 0: found, index } of answer.matchAll(TEMPLATE_MARKUP)) {
    const mark = found.trim();
    const word = /^<\/?(bos|eos|pad)>/.exec(mark)?.[1];
    const known =
      word === undefined
        ? file.includes(mark)
        : FREE_NAMES.has(languageId) || new RegExp(`\\b${word}\\b`).test(file);
    if (!known) return index;
  }
  return undefined;
}

/** Nobody writes this into a file, whatever its language. */
const ABOUT_THE_TASK =
  /^\s*(?:(?:Sure|Certainly|Of course)[,!.]|As an AI\b|I (?:cannot|can't) (?:see|help|assist|complete|provide)\b|The (?:missing|completed) (?:code|text)\b|Nothing is missing\b|Here(?:'s| is) (?:the|your) (?:missing|completed|complete|code|completion|continuation)\b)/;
/** Only where there are no sentences, and no fences in them. */
const SENTENCE = /^\s*(?:Here(?:'s| is| are) (?:the|a|an|your)\b|I (?:can|will|cannot|can't|am)\b|`{3})/;
const PROSE_LANGUAGES = new Set([
  "markdown",
  "mdx",
  "plaintext",
  "restructuredtext",
  "asciidoc",
  "latex",
  "tex",
  "typst",
  "html",
  "xml",
  "git-commit",
  "scminput",
]);
/** A line comment begins or goes on before the cursor. */
const COMMENT_BEGUN = /^\s*(?:\/\/|#(?!\w)|\*(?!\/)|--|;|%|"""|''')|\s(?:\/\/|#|--)\s/;
const BLOCKS: readonly (readonly [string, string])[] = [
  ["/*", "*/"],
  ["<!--", "-->"],
  ["--[[", "]]"],
];
const TRIPLE_QUOTES = /"""|'''/g;

/** The answer is a sentence of the model where the file holds code. */
export function isModelsProse(answer: string, window: CompletionWindow, languageId: string): boolean {
  if (ABOUT_THE_TASK.test(answer)) return true;
  return SENTENCE.test(answer) && !PROSE_LANGUAGES.has(languageId) && !holdsSentences(window);
}

/** The cursor stands in a comment, a string or the text of an element, as far as the lines before it tell. */
function holdsSentences(window: CompletionWindow): boolean {
  const { prefix, linePrefix } = window;
  const above = linePrefix.trim() === "" ? lineAbove(window) : undefined;
  return (
    COMMENT_BEGUN.test(linePrefix) ||
    /<\w[^<>]*>[^<>{}]*$/.test(above ?? linePrefix) ||
    BLOCKS.some(([open, close]) => prefix.lastIndexOf(open) > prefix.lastIndexOf(close)) ||
    (prefix.match(TRIPLE_QUOTES) ?? []).length % 2 === 1 ||
    hasOpenQuote(linePrefix)
  );
}
