/**
 * The code the user copied last in the editor: it is about to be used, or to be followed, in another file. Known
 * until it has been pasted, something else is copied, or {@link KEEP_MS} have passed.
 */
import { showHiddenCharacters } from "../hidden-unicode.ts";

interface Copied {
  readonly uri: string;
  readonly text: string;
  /** ms of `now`. */
  readonly at: number;
}

export interface CopiedCodeOptions {
  /** The path of a document with that text, or none to leave it out. */
  readonly show: (uri: string, text: string) => string | undefined;
  /** ms. */
  readonly now: () => number;
}

const KEEP_MS = 10 * 60_000;
/** A name or two say nothing that is not in view anyway, UTF-16 units. */
const SHORTEST = 12;
const MOST_LINES = 20;

export class CopiedCode {
  readonly #options: CopiedCodeOptions;
  #last: Copied | undefined;

  constructor(options: CopiedCodeOptions) {
    this.#options = options;
  }

  /** `text` was copied from that document. */
  copied(uri: string, text: string): void {
    const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
    const kept = lines.slice(0, MOST_LINES).join("\n");
    this.#last = kept.trim().length < SHORTEST ? undefined : { uri, text: kept, at: this.#options.now() };
  }

  /** The copied code with its path, for a request in another document, in at most `maxChars` UTF-16 units; or "". */
  around({ uri, text }: { readonly uri: string; readonly text: string }, maxChars: number): string {
    const last = this.#last;
    if (last === undefined || last.uri === uri) return "";
    // Forgotten, not hidden: the prompt must not change again when the pasted code is edited.
    if (this.#options.now() - last.at > KEEP_MS || holds(text, last.text)) this.#last = undefined;
    const path = this.#last && this.#options.show(last.uri, last.text);
    if (path === undefined) return "";
    const part = showHiddenCharacters(`Copied a moment ago from ${path}:\n${last.text}\n`);
    return part.length > maxChars ? "" : part;
  }
}

/** Whether its first line stands in `text`, however it is indented there. */
function holds(text: string, copied: string): boolean {
  const [first = ""] = copied.split("\n");
  return text.includes(first.trim()) && copied.split("\n").every((line) => text.includes(line.trim()));
}
