/**
 * Stems of English words, so that `indexing`, `indexes` and `index` meet; used on both sides of a search. The
 * inflections are those of Porter's algorithm (1980, steps 1 and 5). Of derivations only those that programmers
 * use to name the same thing are cut (`parser`, `compilation`, `visitor`, `security`): the rest of Porter's steps
 * would make `generic`, `general` and `generate` one word, and `important` an `import`.
 */

/** Forms that no rule finds. */
const IRREGULAR: ReadonlyMap<string, string> = new Map(
  Object.entries({
    analysis: "analyse",
    bound: "bind",
    broken: "break",
    built: "build",
    children: "child",
    chosen: "choose",
    drawn: "draw",
    embed: "embed",
    found: "find",
    hidden: "hide",
    indices: "index",
    kept: "keep",
    ran: "run",
    sent: "send",
    taken: "take",
    thrown: "throw",
    written: "write",
  }),
);

const VOWEL = /[aeiou]|(?<=[^aeiou])y/;
const SYLLABLE = /(?:[aeiou]|(?<=[^aeiou])y)+[^aeiouy]/g;
/** A short syllable: `nam`, `strip`, but not `load` or `box`. */
const SHORT_END = /[^aeiou][aeiouy][^aeiouwxy]$/;
const DOUBLED = /([bdfgmnprt])\1$/;

/** Porter's measure: how often consonants follow vowels. */
function measure(word: string): number {
  return word.match(SYLLABLE)?.length ?? 0;
}

function singular(word: string): string {
  if (/(?:s|sh|ch|x|zz)es$/.test(word)) return word.slice(0, -2);
  if (word.endsWith("ies") && word.length > 4) return word.slice(0, -2);
  return /[^sui]s$|[^i]as$/.test(word) && !word.endsWith("ias") ? word.slice(0, -1) : word;
}

/** What a verb was before `ed`, `ing` or `er` was added: `stripp` → `strip`, `nam` → `name`. */
function verb(rest: string): string {
  if (rest.length > 3 && DOUBLED.test(rest)) return rest.slice(0, -1);
  if (measure(rest) === 1 && SHORT_END.test(rest)) return `${rest}e`;
  return /[iu]$/.test(rest) ? `${rest}e` : rest;
}

function withoutInflection(word: string): string {
  if (word.endsWith("ied")) return word.slice(0, -2);
  if (word.endsWith("eed")) return word;
  const rest = word.replace(/(?:ed|ing)$/, "");
  return rest !== word && rest.length > 1 && VOWEL.test(rest) ? verb(rest) : word;
}

/** Ending → what it becomes, if the rest has at least so many syllables. The first that fits is taken. */
const DERIVED: ReadonlyArray<readonly [ending: RegExp, becomes: string, syllables: number]> = [
  [/i[sz]ation$/, "ize", 1],
  [/(?<=[st])ion$/, "", 1],
  [/(?<=[acieu]t)or$/, "", 1],
  [/(?<=....)ness$/, "", 1],
  [/(?<=.....)ly$/, "", 1],
  [/ity$/, "", 2],
  [/[ae]nce$/, "", 2],
];

function root(word: string): string {
  for (const [ending, becomes, syllables] of DERIVED) {
    const rest = word.replace(ending, "");
    if (rest !== word && measure(rest) >= syllables) return rest + becomes;
  }
  return word;
}

function withoutAgent(word: string): string {
  const rest = word.replace(/(?<=[^e])er$/, "");
  return rest !== word && rest.length > 2 && measure(rest) > 0 ? verb(rest) : word;
}

/** The letters at the end that depend on what was cut before. */
function evened(word: string): string {
  let end = word;
  if (end.endsWith("e") && end.length > 3) {
    const rest = end.slice(0, -1);
    const syllables = measure(rest);
    if (syllables > 1 || (syllables === 1 && !SHORT_END.test(rest))) end = rest;
  }
  if (end.endsWith("at") && measure(end.slice(0, -2)) > 1) end = end.slice(0, -2);
  if (end.endsWith("ll") && measure(end) > 1) end = end.slice(0, -1);
  return end.replace(/(?<=[^aeiou])y$/, "i").replace(/z$/, "s");
}

/** `word` in lower case; words with other characters than a…z and shorter ones stay as they are. */
export function stem(word: string): string {
  const irregular = IRREGULAR.get(word);
  if (irregular === undefined && (word.length < 4 || !/^[a-z]+$/.test(word))) return word;
  const base = irregular ?? withoutInflection(singular(word));
  return base.length < 4 ? base : evened(withoutAgent(withoutAgent(root(base))));
}
