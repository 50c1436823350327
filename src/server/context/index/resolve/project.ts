/** What the import resolvers may ask about a workspace: which files exist, the text of a few manifests, odd modules. */
import type { ImportDetails } from "../../parse/types.ts";
import { baseName, folderOf } from "../folders.ts";

export interface Project {
  /** `path` is relative to the root, with `/`, without a trailing one. */
  has(path: string): boolean;
  hasFolder(path: string): boolean;
  /** Files directly in a folder, in name order; the root is `""`. */
  filesIn(folder: string): readonly string[];
  /** Files with this base name, in path order, e.g. every `go.mod`. */
  named(baseName: string): readonly string[];
  /** Files whose base name matches, in path order. */
  namedLike(pattern: RegExp): readonly string[];
  /** Folders with this base name, in path order. */
  foldersNamed(baseName: string): readonly string[];
  /** Text of a small manifest, undefined when unreadable. */
  read(path: string): string | undefined;
  /** What a file of PHP declares, as `declarationsIn` tells it. */
  declared(path: string): ReadonlySet<string>;
  /** Modules whose file is not where their name alone says: each as the import that declares it. */
  placedModules(): readonly ImportToResolve[];
}

export interface ImportToResolve {
  /** The importing file. */
  readonly from: string;
  readonly specifier: string;
  readonly form: string;
  readonly names: readonly string[];
  readonly details?: ImportDetails | undefined;
}

/** Paths of the files an import reaches inside the workspace; empty = outside of it, or unknown. */
export type Resolver = (wanted: ImportToResolve, project: Project) => string[];

/** Joins and normalises; undefined when it would leave the root. */
export function joinPath(folder: string, relative: string): string | undefined {
  const parts = folder === "" ? [] : folder.split("/");
  for (const part of relative.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join("/");
}

/** What a project cannot tell from its paths. */
export type ProjectTexts = Pick<Project, "read" | "declared" | "placedModules">;

/** A Project over a list of paths. `read` is asked for manifests only. */
export function createProject(paths: Iterable<string>, texts: ProjectTexts): Project {
  const files = new Set(paths);
  const folders = new Map<string, string[]>();
  const names = new Map<string, string[]>();
  for (const path of [...files].sort()) {
    push(folders, folderOf(path), path);
    push(names, baseName(path), path);
    for (let up = folderOf(folderOf(path)), at = folderOf(path); at !== ""; at = up, up = folderOf(up)) {
      if (!folders.has(up)) folders.set(up, []);
    }
  }
  const folderNames = Map.groupBy([...folders.keys()].sort(), baseName);
  return {
    has: (path) => files.has(path),
    hasFolder: (path) => folders.has(path),
    filesIn: (folder) => folders.get(folder) ?? [],
    named: (name) => names.get(name) ?? [],
    namedLike: (pattern) => [...names].flatMap(([name, found]) => (pattern.test(name) ? found : [])).sort(),
    foldersNamed: (name) => folderNames.get(name) ?? [],
    ...texts,
  };
}

function push(map: Map<string, string[]>, key: string, value: string): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

/** First of `candidates` that exists, as a list of one; empty otherwise. */
export function firstOf(project: Project, candidates: Iterable<string | undefined>): string[] {
  for (const candidate of candidates) {
    if (candidate !== undefined && project.has(candidate)) return [candidate];
  }
  return [];
}
