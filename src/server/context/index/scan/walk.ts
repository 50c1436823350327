/**
 * Lists the files of a workspace folder without starting any process: a hostile repository cannot run code
 * through git's configuration. Symbolic links are followed only to files inside the root; folders reached
 * twice (loops, by device and inode) are visited once.
 */
import { type Dirent, lstatSync, readdirSync, realpathSync, type Stats, statSync } from "node:fs";
import { join, sep } from "node:path";
import { type IgnoreScope, isIgnored, rootScope, scopeOf } from "./ignore-files.ts";
import { GIT_FILE, refuseByName, SKIPPED_DIRECTORIES } from "./rules.ts";
import { isSecretFolder, SECRET } from "./secrets.ts";

const MAX_DEPTH = 64;

export interface FoundFile {
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly bytes: number;
  readonly modifiedMs: number;
}

export interface SkippedFile {
  readonly path: string;
  readonly reason: string;
}

export interface WalkOptions {
  /** `.gitignore` syntax, from settings. */
  readonly exclude: readonly string[];
  /** Files listed at most; the rest is reported as skipped in one entry. */
  readonly maxFiles: number;
}

/** A batch after every folder, so that the caller can yield, show progress or stop. */
export interface WalkBatch {
  readonly files: readonly FoundFile[];
  readonly skipped: readonly SkippedFile[];
}

interface Folder {
  readonly prefix: string;
  readonly scope: IgnoreScope;
  readonly depth: number;
}

function identity(stats: Stats): string {
  return `${stats.dev}:${stats.ino}`;
}

function isInside(root: string, target: string): boolean {
  return target === root || target.startsWith(root.endsWith(sep) ? root : root + sep);
}

class Walk {
  readonly #root: string;
  /** With a slash at its end. */
  readonly #base: string;
  readonly #realRoot: string;
  readonly #seen = new Set<string>();
  /** Grows while it is gone through. Nothing is taken off: that moves all the others. */
  readonly #queue: Folder[] = [];
  #left: number;
  #files: FoundFile[] = [];
  #skipped: SkippedFile[] = [];

  constructor(root: string, options: WalkOptions) {
    this.#root = root;
    this.#base = root.endsWith("/") || root.endsWith(sep) ? root : `${root}/`;
    this.#realRoot = realpathSync(root);
    this.#left = options.maxFiles;
    this.#seen.add(identity(statSync(root)));
    this.#queue.push({ prefix: "", scope: rootScope(root, options.exclude), depth: 0 });
  }

  *batches(): Generator<WalkBatch> {
    for (const folder of this.#queue) {
      this.#visit(folder);
      yield { files: this.#files, skipped: this.#skipped };
      this.#files = [];
      this.#skipped = [];
      if (this.#left <= 0) {
        yield { files: [], skipped: [{ path: ".", reason: "more files than the index takes" }] };
        return;
      }
    }
  }

  #visit(folder: Folder): void {
    let entries: Dirent[];
    try {
      entries = readdirSync(join(this.#root, folder.prefix), { withFileTypes: true });
    } catch (error) {
      this.#skip(folder.prefix || ".", `unreadable folder (${codeOf(error)})`);
      return;
    }
    entries.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    const names = new Set(entries.map((entry) => entry.name));
    const scope = scopeOf(this.#root, folder.prefix, names, folder.scope);
    for (const entry of entries) {
      if (this.#left <= 0) return;
      this.#entry(folder.prefix + entry.name, entry, { ...folder, scope });
    }
  }

  #entry(path: string, entry: Dirent, folder: Folder): void {
    if (entry.isSymbolicLink()) this.#link(path, entry.name, folder);
    else if (entry.isDirectory()) this.#folder(path, entry.name, folder);
    else if (entry.isFile() && entry.name !== GIT_FILE) this.#file(path, folder.scope);
  }

  #folder(path: string, name: string, folder: Folder): void {
    if (SKIPPED_DIRECTORIES.has(name) || isIgnored(`${path}/`, folder.scope)) return;
    if (isSecretFolder(name)) {
      this.#skip(path, SECRET);
      return;
    }
    if (folder.depth >= MAX_DEPTH) {
      this.#skip(path, "nested deeper than 64 folders");
      return;
    }
    const stats = this.#stat(path, lstatSync);
    if (stats === undefined || this.#seen.has(identity(stats))) return;
    this.#seen.add(identity(stats));
    this.#queue.push({ prefix: `${path}/`, scope: folder.scope, depth: folder.depth + 1 });
  }

  #link(path: string, name: string, folder: Folder): void {
    if (isIgnored(path, folder.scope)) return;
    let target: string;
    try {
      target = realpathSync(join(this.#root, path));
    } catch (error) {
      this.#skip(path, `broken link (${codeOf(error)})`);
      return;
    }
    if (!isInside(this.#realRoot, target)) {
      this.#skip(path, "link to a place outside the workspace");
      return;
    }
    // What the link points to is inside the root and listed under its own name.
    const stats = this.#stat(path, statSync);
    if (stats?.isDirectory() === false && !SKIPPED_DIRECTORIES.has(name))
      this.#skip(path, "link to a listed file");
  }

  #file(path: string, scope: IgnoreScope): void {
    if (isIgnored(path, scope)) return;
    const stats = this.#stat(path, lstatSync);
    if (stats === undefined) return;
    const refusal = refuseByName(path, stats.size);
    if (refusal !== undefined) {
      this.#skip(path, refusal);
      return;
    }
    this.#left--;
    this.#files.push({ path, bytes: stats.size, modifiedMs: stats.mtimeMs });
  }

  #stat(path: string, stat: (path: string) => Stats): Stats | undefined {
    try {
      // Not `path.join`: the paths are clean, and cleaning them costs as much as asking the file system.
      return stat(this.#base + path);
    } catch (error) {
      // Nothing can be asked for by a name that is no text: what stands for its bytes is another name.
      this.#skip(path, path.includes("\uFFFD") ? "its name is not UTF-8" : `unreadable (${codeOf(error)})`);
      return undefined;
    }
  }

  #skip(path: string, reason: string): void {
    this.#skipped.push({ path, reason });
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}

/** Walks breadth first, in name order: the same tree gives the same list. Throws when `root` is unreadable. */
export function walk(root: string, options: WalkOptions): Generator<WalkBatch> {
  return new Walk(root, options).batches();
}
