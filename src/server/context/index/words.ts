/** Identifier splitting for full-text search: `parseHTTPResponse_v2` → `parse http response v2`. */

const PARTS = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\s\u0000-\u001F\u007F-\u009F!-/:-@[-`{-~\d A-Za-z]+/g;

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
