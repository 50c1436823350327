/** Connects imports with the files they reach, some at a time, and again when files came or went. */
import { join } from "node:path";
import { readRegular } from "./read-source.ts";
import type { TextFile, UnresolvedImport } from "./records.ts";
import { declarationsIn, importedName } from "./resolve/php-declarations.ts";
import { createProject, type Project } from "./resolve/project.ts";
import { resolveImport } from "./resolve/resolve.ts";
import { isConfiguration } from "./resolve/tsconfig-paths.ts";
import { MAX_FILE_BYTES } from "./scan/rules.ts";
import type { IndexStore } from "./store.ts";

/** Imports resolved at once, a few milliseconds. */
const SLICE = 200;

/** Files that tell where imports lead. */
const MANIFESTS =
  /(?:^|\/)(?:package\.json|(?:ts|js)config(?:\.[\w-]+)*\.json|composer\.json|pubspec\.yaml|go\.mod|Cargo\.toml)$/;
/** Any of these may be what a TypeScript configuration extends. */
const MAY_BE_EXTENDED = /\.jsonc?$/;

export class ImportLinker {
  readonly #root: string;
  readonly #store: IndexStore;
  #project: Project | undefined;
  /** Imports that were resolved before must be looked at again. */
  #again = false;
  /** What files declare that an import was looked for in. */
  #declared = new Map<string, ReadonlySet<string>>();
  /** Set when an import is looked for in what files declare. */
  #searched = false;
  #more = true;

  constructor(root: string, store: IndexStore) {
    this.#root = root;
    this.#store = store;
  }

  /** True while imports may be waiting. */
  get hasWork(): boolean {
    return this.#more;
  }

  /** A file was read, parsed or removed. `moved`: it is new or gone, or has other {@link ImportStore.placedModules}. */
  fileChanged(path: string, moved: boolean): void {
    this.#more = true;
    if (moved || MANIFESTS.test(path) || this.#isExtended(path)) this.projectChanged();
  }

  /** A known file has another text. */
  textChanged({ path, language, text }: Pick<TextFile, "path" | "language" | "text">): void {
    this.#more = true;
    if (language !== "php") return;
    const before = this.#store.imports.declaredIn(path);
    if (before === undefined) return;
    const now = declarationsIn(text);
    const changed = [...now].filter((name) => !before.delete(name));
    changed.push(...before);
    if (changed.length === 0) return;
    this.#note(path, now);
    for (const name of changed) this.#store.imports.unresolveNamed(importedName(name));
  }

  /** Every import is looked at again: any of them may reach another file now. */
  projectChanged(): void {
    this.#project = undefined;
    this.#declared = new Map();
    this.#again = true;
    this.#more = true;
  }

  /** Resolves some imports inside the open transaction. */
  slice(): void {
    this.#prepare();
    const waiting = this.#store.imports.waiting(SLICE);
    this.#link(waiting);
    this.#more = waiting.length === SLICE;
  }

  /** Resolves the imports of one file now. */
  linkFile(fileId: number): void {
    this.#prepare();
    this.#link(this.#store.imports.ofFile(fileId));
  }

  #prepare(): void {
    if (this.#again) this.#store.imports.unresolveAll();
    this.#again = false;
  }

  #link(waiting: readonly UnresolvedImport[]): void {
    if (waiting.length === 0) return;
    const project = this.#openProject();
    for (const { id, fileId, wanted, language } of waiting) {
      this.#searched = false;
      const targets = resolveImport(language, wanted, project);
      this.#store.imports.link({ id, fileId, targets, searched: this.#searched });
    }
  }

  /** Imports may have been resolved with the file's former text, also at an earlier start. */
  #isExtended(path: string): boolean {
    return MAY_BE_EXTENDED.test(path) && !this.#again && isConfiguration(this.#openProject(), path);
  }

  #openProject(): Project {
    this.#project ??= createProject(this.#store.paths(), {
      read: (path) => this.#read(path),
      declared: (path) => this.#declaredIn(path),
      placedModules: () => this.#store.imports.placedModules(),
    });
    return this.#project;
  }

  /** As noted when an import was first looked for in the file, also at an earlier start. */
  #declaredIn(path: string): ReadonlySet<string> {
    this.#searched = true;
    const known = this.#declared.get(path);
    if (known !== undefined) return known;
    const noted = this.#store.imports.declaredIn(path);
    const declared = noted ?? declarationsIn(this.#read(path) ?? "");
    if (noted === undefined) this.#note(path, declared);
    else this.#declared.set(path, declared);
    return declared;
  }

  #note(path: string, declared: ReadonlySet<string>): void {
    this.#declared.set(path, declared);
    this.#store.imports.setDeclared(path, declared);
  }

  #read(path: string): string | undefined {
    try {
      return readRegular(join(this.#root, path), (bytes) => bytes <= MAX_FILE_BYTES)?.toString("utf8");
    } catch {
      return undefined;
    }
  }
}
