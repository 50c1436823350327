/**
 * Ignore files hold mostly plain names (`dist/`, `.DS_Store`) and endings (`*.log`). Those are looked up; only the
 * rest is matched by the `ignore` package, which tries one regular expression after the other.
 */
import createIgnore, { type Ignore } from "ignore";

export interface Verdict {
  readonly ignored: boolean;
  readonly unignored: boolean;
}

/** A name without any special meaning, with or without the slash that means folders only. */
const PLAIN_NAME = /^[\w.@+~-]+\/?$/;
const PLAIN_ENDING = /^\*\.[\w.@+~-]+$/;

/** As git does by default: the file systems of these do not tell upper from lower case. */
const IGNORES_CASE = process.platform === "darwin" || process.platform === "win32";
const OPTIONS = { ignorecase: IGNORES_CASE };
const cased = (text: string): string => (IGNORES_CASE ? text.toLowerCase() : text);

const IGNORED: Verdict = { ignored: true, unignored: false };
const NOT_MATCHED: Verdict = { ignored: false, unignored: false };

/** What a pattern gives a meaning of its own. */
const SPECIAL = /[\\*?[\]]/g;

/** Lines of ignore files, in their order. */
class Patterns {
  readonly #lines: readonly string[];
  readonly #ignore: Ignore;
  /** With the folders above some path shown: the last one that was needed. */
  #shown: { readonly folder: string; readonly ignore: Ignore } | undefined;

  constructor(lines: readonly string[]) {
    this.#lines = lines;
    this.#ignore = createIgnore(OPTIONS).add([...lines]);
  }

  /**
   * A folder above that these lines hide was shown again by another list, or nobody would ask: it does not count,
   * as in git, which asks for each folder on its way down alone.
   */
  test(path: string): Verdict {
    const verdict = this.#ignore.test(path);
    const folder = path.slice(0, path.lastIndexOf("/", path.length - 2) + 1);
    if (!verdict.ignored || folder === "" || !this.#ignore.test(folder).ignored) return verdict;
    return this.#withShown(folder).test(path);
  }

  #withShown(folder: string): Ignore {
    if (this.#shown?.folder === folder) return this.#shown.ignore;
    const parts = folder.replace(SPECIAL, "\\$&").split("/").slice(0, -1);
    const shown = parts.map((_, at) => `!/${parts.slice(0, at + 1).join("/")}/`);
    this.#shown = { folder, ignore: createIgnore(OPTIONS).add([...this.#lines, ...shown]) };
    return this.#shown.ignore;
  }
}

/** Patterns in .gitignore syntax, asked for paths whose parent folders are known not to be ignored. */
export class PatternList {
  readonly #names = new Set<string>();
  readonly #folders = new Set<string>();
  readonly #endings = new Set<string>();
  /** Everything, when there are exceptions: then the order of the patterns counts. */
  readonly #all: Patterns | undefined;
  /** What is neither a plain name nor an ending. */
  readonly #rest: Patterns | undefined;

  /** `texts`: whole ignore files, or single patterns. */
  constructor(texts: readonly string[]) {
    const lines = texts.flatMap((text) => text.replace(/^\uFEFF/, "").split(/\r?\n/));
    const rest = lines.filter((line) => line !== "" && !line.startsWith("#") && !this.#addPlain(line));
    if (rest.length > 0) this.#rest = new Patterns(rest);
    if (lines.some((line) => line.startsWith("!"))) this.#all = new Patterns(lines);
  }

  /** `path` is relative to where the patterns lie; folders end with `/`. */
  test(path: string): Verdict {
    const isFolder = path.endsWith("/");
    const end = isFolder ? path.length - 1 : path.length;
    const name = cased(path.slice(path.lastIndexOf("/", end - 1) + 1, end));
    const found = this.#names.has(name) || (isFolder && this.#folders.has(name)) || this.#hasEnding(name);
    if (found) return this.#all?.test(path) ?? IGNORED;
    return this.#rest?.test(path) ?? NOT_MATCHED;
  }

  #addPlain(line: string): boolean {
    const pattern = cased(line);
    if (PLAIN_ENDING.test(pattern)) this.#endings.add(pattern.slice(1));
    else if (!PLAIN_NAME.test(pattern) || /^\.{1,2}\/?$/.test(pattern)) return false;
    else if (pattern.endsWith("/")) this.#folders.add(pattern.slice(0, -1));
    else this.#names.add(pattern);
    return true;
  }

  #hasEnding(name: string): boolean {
    if (this.#endings.size === 0) return false;
    for (let dot = name.indexOf("."); dot !== -1; dot = name.indexOf(".", dot + 1)) {
      if (this.#endings.has(name.slice(dot))) return true;
    }
    return false;
  }
}
