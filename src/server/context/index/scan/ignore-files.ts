/**
 * `.gitignore` and `.gemwrightignore` of every folder from the repository down, with git's rule that a deeper file
 * wins over a shallower one. What `.gemwrightignore` hides, only another one shows again; what settings hide,
 * nothing does. Patterns are matched by the `ignore` package (MIT; git's own test cases).
 */
import { readFileSync, type Stats, statSync } from "node:fs";
import { join } from "node:path";
import { type OuterFile, outerFiles } from "./outer-rules.ts";
import { PatternList } from "./simple-patterns.ts";

const OWN_FILE = ".gemwrightignore";
export const IGNORE_FILES = [".gitignore", OWN_FILE];

/** Folders whose scope is remembered. */
const MAX_REMEMBERED = 1000;
/** A larger ignore file is none. */
const MAX_BYTES = 1024 * 1024;

/** Rules of one folder; `parent` holds those of the folders above. */
interface Layer {
  readonly parent: Layer | undefined;
  /** Folder of the rules relative to the root, `""` or ending with `/`. */
  readonly prefix: string;
  /** Way from the folder of the rules down to the root when it lies above. */
  readonly lead: string;
  readonly rules: PatternList;
}

/** The rules that hold inside one folder. */
export interface IgnoreScope {
  readonly settings: PatternList;
  /** Of both kinds of file. */
  readonly all: Layer | undefined;
  /** Of `.gemwrightignore` alone. */
  readonly own: Layer | undefined;
}

/** Rules from settings (`files.exclude`) or the caller, in .gitignore syntax, and those of the folders above. */
export function rootScope(root: string, patterns: readonly string[]): IgnoreScope {
  return outerScope(outerFiles(root, IGNORE_FILES), patterns);
}

function outerScope(outer: readonly OuterFile[], patterns: readonly string[]): IgnoreScope {
  let scope: IgnoreScope = { settings: new PatternList(patterns), all: undefined, own: undefined };
  for (const { path, lead } of outer) {
    const text = textOf(path);
    if (text === undefined) continue;
    const rules = new PatternList([text]);
    if (hides(rules, lead)) continue;
    const layer = { prefix: "", lead, rules };
    const own = path.endsWith(OWN_FILE) ? { ...layer, parent: scope.own } : scope.own;
    scope = { ...scope, all: { ...layer, parent: scope.all }, own };
  }
  return scope;
}

/** The opened folder is itself ignored: whoever opens it wants to see what is in it. */
function hides(rules: PatternList, lead: string): boolean {
  const parts = lead.split("/").slice(0, -1);
  return parts.some((_, at) => rules.test(`${parts.slice(0, at + 1).join("/")}/`).ignored);
}

/** The scope inside `prefix`: the parent's own when the folder has no ignore file. */
export function scopeOf(
  root: string,
  prefix: string,
  names: ReadonlySet<string>,
  parent: IgnoreScope,
): IgnoreScope {
  const texts = IGNORE_FILES.filter((name) => names.has(name)).map((name) => ({
    name,
    // Unreadable rules hide nothing; the file itself is reported as unreadable by the walk.
    text: textOf(join(root, prefix, name)) ?? "",
  }));
  if (texts.length === 0) return parent;
  const layer = { prefix, lead: "" };
  const all = { ...layer, parent: parent.all, rules: new PatternList(texts.map(({ text }) => text)) };
  const own = texts.find(({ name }) => name === OWN_FILE);
  if (own === undefined) return { ...parent, all };
  return { ...parent, all, own: { ...layer, parent: parent.own, rules: new PatternList([own.text]) } };
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
  readonly #outer: readonly OuterFile[];
  #exclude: readonly string[] = [];
  #outerStamp = "";
  #top: IgnoreScope | undefined;

  constructor(root: string) {
    this.#root = root;
    this.#outer = outerFiles(root, IGNORE_FILES);
  }

  /** As {@link rootScope}. */
  top(exclude: readonly string[]): IgnoreScope {
    const stamp = stampOf(this.#outer.map(({ path }) => statOf(path)));
    const isSame =
      exclude.length === this.#exclude.length && exclude.every((line, at) => line === this.#exclude[at]);
    if (this.#top !== undefined && isSame && stamp === this.#outerStamp) return this.#top;
    this.#known.clear();
    this.#exclude = [...exclude];
    this.#outerStamp = stamp;
    this.#top = outerScope(this.#outer, exclude);
    return this.#top;
  }

  /** As {@link scopeOf}, whichever ignore files there are. */
  inside(prefix: string, parent: IgnoreScope): IgnoreScope {
    const found = IGNORE_FILES.map((name) => statOf(join(this.#root, prefix, name)));
    const names = new Set(IGNORE_FILES.filter((_, at) => found[at] !== undefined));
    const stamp = stampOf(found);
    const known = this.#known.get(prefix);
    if (known?.parent === parent && known.stamp === stamp) return known.scope;
    const scope = scopeOf(this.#root, prefix, names, parent);
    if (this.#known.size >= MAX_REMEMBERED) this.#known.clear();
    this.#known.set(prefix, { parent, stamp, scope });
    return scope;
  }
}

/** `path` is relative to the root; folders end with `/`. */
export function isIgnored(path: string, { settings, own, all }: IgnoreScope): boolean {
  return settings.test(path).ignored || isHidden(path, own) || isHidden(path, all);
}

function isHidden(path: string, layer: Layer | undefined): boolean {
  for (let current = layer; current !== undefined; current = current.parent) {
    const verdict = current.rules.test(current.lead + path.slice(current.prefix.length));
    if (verdict.ignored) return true;
    if (verdict.unignored) return false;
  }
  return false;
}

function stampOf(files: readonly (Stats | undefined)[]): string {
  return files.map((stats) => (stats === undefined ? "" : `${stats.mtimeMs} ${stats.size}`)).join();
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined; // Below something that is no folder, or not ours to look at.
  }
}

function textOf(path: string): string | undefined {
  try {
    const stats = statOf(path);
    // Nothing but a file: a pipe would be waited for.
    if (stats?.isFile() !== true || stats.size > MAX_BYTES) return undefined;
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
