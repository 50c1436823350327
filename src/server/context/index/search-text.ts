/** What the full-text table holds of a file: words of its path, its definitions and its identifiers. */
import { flat } from "./identifiers.ts";
import { stem } from "./stem.ts";
import { searchWords } from "./words.ts";

/** Longest doc comment kept, UTF-16 units. */
const MAX_DOC = 400;

/** A word counts this often in one file at most: BM25 saturates, and the table stays small. */
const MAX_WORD_COUNT = 4;

/** Names whose words are remembered; about 20 MB. */
const MAX_REMEMBERED_NAMES = 100_000;

/** Search words of an identifier, remembered: the same few thousand names make up most of a code base. */
export class WordMemory {
  readonly #words = new Map<string, string>();

  of(name: string): string {
    const known = this.#words.get(name);
    if (known !== undefined) return known;
    if (this.#words.size >= MAX_REMEMBERED_NAMES) this.#words.clear();
    const made = searchWords([name]).map(stem).join(" ");
    this.#words.set(flat(name), made);
    return made;
  }
}

export function bodyWords(counts: ReadonlyMap<string, number>, memory: WordMemory): string {
  let out = "";
  for (const [name, count] of counts) {
    const words = memory.of(name);
    for (let copy = Math.min(count, MAX_WORD_COUNT); copy > 0; copy--) out += `${words} `;
  }
  return out;
}

export function words(texts: Iterable<string>): string {
  return searchWords(texts).map(stem).join(" ");
}

/** The first paragraph of a doc comment without its markers, on one line. */
export function plainDoc(doc: string): string {
  const lines = doc
    .split("\n")
    .map((line) =>
      line
        .replace(/^\s*(?:\/\*\*?|\*\/|\*|\/\/[/!]?|#+|--+|;+|"""|'''|%+)?\s?/, "")
        .replace(/\*\/\s*$|"""\s*$|'''\s*$/, ""),
    )
    .map((line) => line.trim());
  const first = lines.findIndex((line) => line !== "");
  if (first === -1) return "";
  const end = lines.findIndex((line, at) => at > first && line === "");
  return lines
    .slice(first, end === -1 ? undefined : end)
    .join(" ")
    .slice(0, MAX_DOC);
}
