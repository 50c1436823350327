/** Which workspace folder a document belongs to, and its path inside. Also for files that are gone. */
import { realpathSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, sep } from "node:path";
import { pathOfUri } from "../workspace.ts";

export interface IndexedFolder {
  /** As the editor sent it. */
  readonly uri: string;
  /** Real path: what the index calls the folder. */
  readonly root: string;
  /** As written in the URI. */
  readonly path: string;
}

/**
 * Folders on this machine, by their URIs; others (virtual workspaces) are not indexed. A folder that is open under
 * several names counts once, under the first.
 */
export function indexedFolders(uris: readonly string[]): IndexedFolder[] {
  const byRoot = new Map<string, IndexedFolder>();
  for (const uri of uris) {
    const path = pathOfUri(uri);
    if (path === undefined) continue;
    const root = realPath(path) ?? path; // missing: the index says so
    if (!byRoot.has(root)) byRoot.set(root, { uri, path, root });
  }
  return [...byRoot.values()];
}

export interface InFolder {
  readonly folder: IndexedFolder;
  /** Relative to the root, with `/`; empty for the folder itself. */
  readonly path: string;
}

/** Undefined for documents outside of every folder, untitled and virtual ones. The deepest folder wins. */
export function findInFolders(folders: readonly IndexedFolder[], uri: string): InFolder | undefined {
  return foldersWith(folders, uri)[0];
}

/**
 * Every folder that holds a document, the deepest first: open folders may lie inside others. A path through links
 * stands for the file that it leads to: the index knows that one alone.
 */
export function foldersWith(
  folders: readonly IndexedFolder[],
  uri: string,
  follow: (path: string) => string = realPlace,
): InFolder[] {
  const path = pathOfUri(uri);
  if (path === undefined) return [];
  const real = follow(path);
  const found = folders.flatMap((folder) => {
    const inside = insideOf(folder.root, real) ?? insideOf(folder.path, path) ?? insideOf(folder.root, path);
    return inside === undefined ? [] : [{ folder, path: inside }];
  });
  return found.sort((a, b) => a.path.length - b.path.length);
}

/** The open folders inside `folder`, relative to it. */
export function foldersInside(folder: IndexedFolder, folders: readonly IndexedFolder[]): string[] {
  return folders.flatMap((other) => {
    const inside = insideOf(folder.root, other.root);
    return inside === undefined || inside === "" ? [] : [inside];
  });
}

/** Also of a file that is gone, as long as its folder is there. */
function realPlace(path: string): string {
  const whole = realPath(path);
  if (whole !== undefined) return whole;
  const folder = realPath(dirname(path));
  return folder === undefined ? path : join(folder, basename(path));
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
}

function insideOf(folder: string, path: string): string | undefined {
  const way = relative(folder, path);
  if (way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way)) return undefined;
  return way.split(sep).join("/");
}
