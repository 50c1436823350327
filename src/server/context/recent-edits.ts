/**
 * What the user changed last in other files: often the same change goes on here. A file's changes count as one
 * when the user leaves it, so the text stays the same while one file is being edited.
 */
import { showHiddenCharacters } from "../hidden-unicode.ts";

export interface EditedDocument {
  readonly uri: string;
  readonly version: number;
  getText(): string;
}

type Show = (uri: string, text: string) => string | undefined;

interface Watched {
  /** The text when its changes were last looked at. */
  base: string;
  /** The version of `base`. */
  version: number;
}

interface Hunk {
  readonly uri: string;
  /** Changed lines as they are now, without what stands around them. */
  readonly lines: readonly string[];
}

/** Changes that are remembered, and lines of one at most. */
const MOST_HUNKS = 4;
const MOST_LINES = 12;
/** Larger documents are data; comparing them would cost time, characters. */
const LARGEST = 200_000;

export class RecentEdits {
  readonly #documents: () => Iterable<EditedDocument>;
  readonly #show: Show;
  readonly #watched = new Map<string, Watched>();
  /** Oldest first. */
  #hunks: Hunk[] = [];

  /** `show` gives the path of a document with that text, or none to leave it out. */
  constructor(documents: () => Iterable<EditedDocument>, show: Show) {
    this.#documents = documents;
    this.#show = show;
  }

  opened(document: EditedDocument): void {
    this.#watched.set(document.uri, { base: document.getText(), version: document.version });
  }

  /** What was changed in it stays known. */
  closed(document: EditedDocument): void {
    this.#look(document);
    this.#watched.delete(document.uri);
  }

  /** Changes elsewhere than in `uri`, oldest first, in at most `maxChars`. */
  around(uri: string, maxChars: number): string {
    for (const document of this.#documents()) if (document.uri !== uri) this.#look(document);
    const parts: string[] = [];
    let left = maxChars;
    for (const hunk of this.#hunks.toReversed()) {
      const path = hunk.uri === uri ? undefined : this.#show(hunk.uri, hunk.lines.join("\n"));
      if (path === undefined) continue;
      const part = `Changed a moment ago in ${path}:\n${hunk.lines.join("\n")}\n`;
      if (part.length > left) break;
      left -= part.length;
      parts.unshift(showHiddenCharacters(part));
    }
    return parts.join("");
  }

  #look(document: EditedDocument): void {
    const { uri, version } = document;
    const watched = this.#watched.get(uri);
    if (watched === undefined || watched.version === version) return;
    const text = document.getText();
    this.#watched.set(uri, { base: text, version });
    if (text.length > LARGEST || this.#show(uri, text) === undefined) return;
    const lines = changedLines(watched.base, text);
    if (lines.length === 0) return;
    const others = this.#hunks.filter((hunk) => hunk.uri !== uri || !overlaps(hunk.lines, lines));
    this.#hunks = [...others, { uri, lines }].slice(-MOST_HUNKS);
  }
}

/** The lines between the first and the last one that differ, as they are now. */
function changedLines(before: string, now: string): readonly string[] {
  const [old, lines] = [before.split(/\r?\n/), now.split(/\r?\n/)];
  let start = 0;
  while (start < Math.min(old.length, lines.length) && old[start] === lines[start]) start++;
  let end = 0;
  const most = Math.min(old.length, lines.length) - start;
  while (end < most && old.at(-1 - end) === lines.at(-1 - end)) end++;
  return lines
    .slice(start, lines.length - end)
    .filter((line) => line.trim() !== "")
    .slice(0, MOST_LINES);
}

function overlaps(a: readonly string[], b: readonly string[]): boolean {
  return a.some((line) => line.trim().length > 3 && b.includes(line));
}
