/** Identifier splitting for full-text search: `parseHTTPResponse_v2` → `parse http response v2`. */

const PARTS = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\s!-/:-@[-`{-~\d A-Za-z]+/g;

/** Lower-cased words of an identifier or any text, in order. Non-ASCII letters stay together. */
export function splitWords(text: string): string[] {
  return (text.match(PARTS) ?? []).map((part) => part.toLowerCase());
}

/**
 * Words of a text for the search table: the parts of each identifier, and the identifier itself when it has
 * several, so that both `token budget` and `tokenBudget` find it.
 */
export function searchWords(identifiers: Iterable<string>): string[] {
  const words: string[] = [];
  for (const identifier of identifiers) {
    const parts = splitWords(identifier);
    words.push(...parts);
    if (parts.length > 1) words.push(parts.join(""));
  }
  return words;
}

/** Cuts English endings so that `indexing`, `indexes` and `index` meet; used on both sides of a search. */
export function stem(word: string): string {
  if (word.length < 5) return word;
  for (const [ending, replacement] of ENDINGS) {
    if (word.endsWith(ending) && word.length - ending.length >= 3) {
      return word.slice(0, -ending.length) + replacement;
    }
  }
  return word;
}

const ENDINGS: ReadonlyArray<readonly [string, string]> = [
  ["izations", "iz"],
  ["ization", "iz"],
  ["ations", "at"],
  ["ation", "at"],
  ["ements", "ement"],
  ["ions", ""],
  ["iness", "i"],
  ["ingly", ""],
  ["edly", ""],
  ["sses", "ss"],
  ["ies", "i"],
  ["ion", ""],
  ["ing", ""],
  ["ers", ""],
  ["ed", ""],
  ["er", ""],
  ["es", ""],
  ["ly", ""],
  ["ss", "ss"],
  ["us", "us"],
  ["is", "is"],
  ["s", ""],
  ["y", "i"],
  ["e", ""],
];
