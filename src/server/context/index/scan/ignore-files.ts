/**
 * `.gitignore` and `.gemwrightignore` of every folder from the root down, with git's rule that a deeper file
 * wins over a shallower one. Patterns are matched by the `ignore` package (MIT; git's own test cases).
 */
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { PatternList } from "./simple-patterns.ts";

export const IGNORE_FILES = [".gitignore", ".gemwrightignore"];

/** Folders whose scope is remembered. */
const MAX_REMEMBERED = 1000;

/** The rules that hold inside one folder; `parent` holds those of the folders above. */
export interface IgnoreScope {
  readonly parent: IgnoreScope | undefined;
  /** Folder of the rules relative to the root, `""` or ending with `/`. */
  readonly prefix: string;
  readonly rules: PatternList;
}

/** Rules that come from settings (`files.exclude`) or the caller, in .gitignore syntax. */
export function rootScope(patterns: readonly string[]): IgnoreScope {
  return { parent: undefined, prefix: "", rules: new PatternList(patterns) };
}

/** The scope inside `prefix`: the parent's own when the folder has no ignore file. */
export function scopeOf(
  root: string,
  prefix: string,
  names: ReadonlySet<string>,
  parent: IgnoreScope,
): IgnoreScope {
  const present = IGNORE_FILES.filter((name) => names.has(name));
  if (present.length === 0) return parent;
  const texts = present.flatMap((name) => {
    try {
      return [readFileSync(join(root, prefix, name), "utf8")];
    } catch {
      return []; // Unreadable rules hide nothing; the file itself is reported as unreadable by the walk.
    }
  });
  return { parent, prefix, rules: new PatternList(texts) };
}

interface Remembered {
  readonly parent: IgnoreScope;
  /** Times and sizes of the ignore files. */
  readonly stamp: string;
  readonly scope: IgnoreScope;
}

/**
 * Scopes for single files that change one after the other: reading the ignore files above a file and compiling
 * their patterns takes longer than everything else that is done for it. A changed ignore file is noticed by its
 * time and size.
 */
export class ScopeMemory {
  readonly #root: string;
  readonly #known = new Map<string, Remembered>();
  #exclude: readonly string[] = [];
  #top = rootScope([]);

  constructor(root: string) {
    this.#root = root;
  }

  /** As {@link rootScope}. */
  top(exclude: readonly string[]): IgnoreScope {
    if (exclude.length !== this.#exclude.length || exclude.some((line, at) => line !== this.#exclude[at])) {
      this.#known.clear();
      this.#exclude = [...exclude];
      this.#top = rootScope(exclude);
    }
    return this.#top;
  }

  /** As {@link scopeOf}, whichever ignore files there are. */
  inside(prefix: string, parent: IgnoreScope): IgnoreScope {
    const found = IGNORE_FILES.map((name) =>
      statSync(join(this.#root, prefix, name), { throwIfNoEntry: false }),
    );
    const names = new Set(IGNORE_FILES.filter((_, at) => found[at] !== undefined));
    const stamp = found.map((stats) => (stats === undefined ? "" : `${stats.mtimeMs} ${stats.size}`)).join();
    const known = this.#known.get(prefix);
    if (known?.parent === parent && known.stamp === stamp) return known.scope;
    const scope = scopeOf(this.#root, prefix, names, parent);
    if (this.#known.size >= MAX_REMEMBERED) this.#known.clear();
    this.#known.set(prefix, { parent, stamp, scope });
    return scope;
  }
}

/** `path` is relative to the root; folders end with `/`. */
export function isIgnored(path: string, scope: IgnoreScope): boolean {
  for (let current: IgnoreScope | undefined = scope; current !== undefined; current = current.parent) {
    const verdict = current.rules.test(path.slice(current.prefix.length));
    if (verdict.ignored) return true;
    if (verdict.unignored) return false;
  }
  return false;
}
