/** Connects imports with the files they reach, some at a time, and again when files came or went. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { UnresolvedImport } from "./records.ts";
import { isSearched } from "./resolve/php.ts";
import { baseName, createProject, type Project } from "./resolve/project.ts";
import { resolveImport } from "./resolve/resolve.ts";
import { isConfiguration } from "./resolve/tsconfig-paths.ts";
import { MAX_FILE_BYTES } from "./scan/rules.ts";
import type { IndexStore } from "./store.ts";

/** Imports resolved at once, a few milliseconds. */
const SLICE = 200;

/** After so many other files that are searched for names it is cheaper to look at all imports again. */
const MANY_SEARCHED = 50;

/** Files that tell where imports lead. */
const MANIFESTS =
  /(?:^|\/)(?:package\.json|(?:ts|js)config(?:\.[\w-]+)*\.json|composer\.json|go\.mod|Cargo\.toml)$/;
/** Any of these may be what a TypeScript configuration extends. */
const MAY_BE_EXTENDED = /\.jsonc?$/;

export class ImportLinker {
  readonly #root: string;
  readonly #store: IndexStore;
  #project: Project | undefined;
  /** Imports that were resolved before must be looked at again. */
  #again = false;
  /** Files of PHP with another text than before: what they declare decides where some imports lead. */
  readonly #rewritten = new Set<string>();
  #more = true;

  constructor(root: string, store: IndexStore) {
    this.#root = root;
    this.#store = store;
  }

  /** True while imports may be waiting. */
  get hasWork(): boolean {
    return this.#more;
  }

  /** A file was read, parsed or removed. `moved`: it is new or gone, or has other {@link IndexStore.placedModules}. */
  fileChanged(path: string, moved: boolean): void {
    this.#more = true;
    if (moved || MANIFESTS.test(path) || this.#isExtended(path)) this.projectChanged();
  }

  /** A known file has another text. */
  textChanged(path: string): void {
    this.#more = true;
    if (path.endsWith(".php")) this.#rewritten.add(path);
  }

  /** Every import is looked at again: any of them may reach another file now. */
  projectChanged(): void {
    this.#project = undefined;
    this.#again = true;
    this.#more = true;
  }

  /** Resolves some imports inside the open transaction. */
  slice(): void {
    this.#prepare();
    const waiting = this.#store.importsToResolve(false, SLICE);
    this.#link(waiting);
    this.#more = waiting.length === SLICE;
  }

  /** Resolves the imports of one file now. */
  linkFile(fileId: number): void {
    this.#prepare();
    this.#link(this.#store.importsOf(fileId));
  }

  #prepare(): void {
    const searched = this.#again ? [] : this.#searched();
    if (this.#again || searched.length > MANY_SEARCHED) this.#store.unresolveAll();
    else for (const path of searched) this.#store.unresolveDeclared(baseName(path).replace(/\.php$/, ""));
    this.#rewritten.clear();
    this.#again = false;
  }

  #searched(): string[] {
    return [...this.#rewritten].filter((path) => isSearched(this.#openProject(), path));
  }

  #link(waiting: readonly UnresolvedImport[]): void {
    if (waiting.length === 0) return;
    const project = this.#openProject();
    for (const { id, fileId, wanted, language } of waiting) {
      this.#store.linkImport(id, fileId, resolveImport(language, wanted, project));
    }
  }

  /** Imports may have been resolved with the file's former text, also at an earlier start. */
  #isExtended(path: string): boolean {
    return MAY_BE_EXTENDED.test(path) && !this.#again && isConfiguration(this.#openProject(), path);
  }

  #openProject(): Project {
    this.#project ??= createProject(
      this.#store.paths(),
      (path) => this.#read(path),
      () => this.#store.placedModules(),
    );
    return this.#project;
  }

  #read(path: string): string | undefined {
    try {
      const text = readFileSync(join(this.#root, path), "utf8");
      return text.length <= MAX_FILE_BYTES ? text : undefined;
    } catch {
      return undefined;
    }
  }
}
