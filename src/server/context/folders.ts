/** Which workspace folder a document belongs to, and its path inside. Also for files that are gone. */
import { realpathSync } from "node:fs";
import { isAbsolute, relative, sep } from "node:path";
import { pathOfUri } from "../workspace.ts";

export interface IndexedFolder {
  /** As the editor sent it. */
  readonly uri: string;
  /** Real path: what the index calls the folder. */
  readonly root: string;
  /** As written in the URI. */
  readonly path: string;
}

/** Folders on this machine, by their URIs; others (virtual workspaces) are not indexed. */
export function indexedFolders(uris: readonly string[]): IndexedFolder[] {
  return uris.flatMap((uri) => {
    const path = pathOfUri(uri);
    if (path === undefined) return [];
    try {
      return [{ uri, path, root: realpathSync(path) }];
    } catch {
      return [{ uri, path, root: path }]; // missing: the index says so
    }
  });
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

/** Every folder that holds a document, the deepest first: open folders may lie inside others. */
export function foldersWith(folders: readonly IndexedFolder[], uri: string): InFolder[] {
  const path = pathOfUri(uri);
  if (path === undefined) return [];
  const found = folders.flatMap((folder) => {
    const inside = insideOf(folder.path, path) ?? insideOf(folder.root, path);
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

function insideOf(folder: string, path: string): string | undefined {
  const way = relative(folder, path);
  if (way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way)) return undefined;
  return way.split(sep).join("/");
}
