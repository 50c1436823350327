/**
 * Which files' code may stand in the prompt for another file although only the editor has it: an edit of a moment
 * ago, a copied piece. By the rules of the index, so that what is ignored, excluded or secret stays out of both.
 */
import { findInFolders, type IndexedFolder } from "./folders.ts";
import { admit } from "./index/scan/admit.ts";
import { ScopeMemory } from "./index/scan/ignore-files.ts";

/** Milliseconds for which a verdict holds: rules change rarely, and it is asked for at every keystroke. */
const KEEP_MS = 1000;
/** Verdicts that are kept. */
const MAX_KEPT = 64;

interface Verdict {
  readonly path: string | undefined;
  /** ms of `now`. */
  readonly at: number;
}

export interface VisibleFilesOptions {
  readonly folders: () => readonly IndexedFolder[];
  /** `.gitignore` syntax, from settings. */
  readonly exclude: (folder: IndexedFolder) => readonly string[];
  /** ms. */
  readonly now: () => number;
}

export class VisibleFiles {
  readonly #options: VisibleFilesOptions;
  readonly #scopes = new Map<string, ScopeMemory>();
  readonly #verdicts = new Map<string, Verdict>();

  constructor(options: VisibleFilesOptions) {
    this.#options = options;
  }

  /** The path in its folder of a file that the index would take; none for all others. */
  pathOf(uri: string): string | undefined {
    const at = this.#options.now();
    const known = this.#verdicts.get(uri);
    if (known !== undefined && at - known.at < KEEP_MS) return known.path;
    if (this.#verdicts.size >= MAX_KEPT) this.#verdicts.clear();
    const path = this.#judge(uri);
    this.#verdicts.set(uri, { path, at });
    return path;
  }

  #judge(uri: string): string | undefined {
    const found = findInFolders(this.#options.folders(), uri);
    if (found === undefined || found.path === "") return undefined;
    const { root } = found.folder;
    const scopes = this.#scopes.get(root) ?? new ScopeMemory(root);
    this.#scopes.set(root, scopes);
    const { kind } = admit(root, found.path, { exclude: this.#options.exclude(found.folder), scopes });
    return kind === "file" ? found.path : undefined;
  }
}
