/** The open folders: which files belong to the workspace, and how their paths are shown. */
import { realpathSync, statSync } from "node:fs";
import { basename, isAbsolute, relative, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

export class Workspace {
  /** Real paths of the folders. */
  private folders: readonly string[] = [];
  private folderUris: readonly string[] = [];

  /** Folder URIs as the editor sends them; anything but `file:` holds no file on this machine. */
  setFolders(uris: readonly string[]): void {
    this.folderUris = uris;
    this.folders = uris.flatMap((uri) => {
      const path = pathOfUri(uri);
      return path === undefined ? [] : [realPath(path) ?? path];
    });
  }

  /** As the editor sent them. */
  get uris(): readonly string[] {
    return this.folderUris;
  }

  get roots(): readonly string[] {
    return this.folders;
  }

  /** The real path of a file that lies in an open folder; undefined for anything else, symlinks included. */
  realFile(path: string): string | undefined {
    const real = regularFile(path);
    return real !== undefined && this.folderOf(real) !== undefined ? real : undefined;
  }

  /** The open folder that holds a real path, the deepest one when folders are nested. */
  folderOf(path: string): string | undefined {
    return this.folders.filter((folder) => isInside(folder, path)).sort((a, b) => b.length - a.length)[0];
  }

  /** `src/app.ts` inside a folder (after the folder's name when there are several), else the file name. */
  displayPath(uri: string): string {
    const path = pathOfUri(uri);
    if (path === undefined) return decodeURIComponent(uri.slice(uri.lastIndexOf("/") + 1)) || uri;
    const place = this.inFolder(path);
    if (place === undefined) return basename(path);
    return this.folders.length > 1 ? `${basename(place.folder)}/${place.inside}` : place.inside;
  }

  /** The path inside its folder, with `/`, for patterns; the file name for a file outside all folders. */
  pathInFolder(uri: string): string {
    const path = pathOfUri(uri);
    return (path === undefined ? undefined : this.inFolder(path)?.inside) ?? basename(path ?? uri);
  }

  private inFolder(path: string): { readonly folder: string; readonly inside: string } | undefined {
    const real = realPath(path) ?? path;
    const folder = this.folderOf(real);
    return folder === undefined ? undefined : { folder, inside: relative(folder, real).split(sep).join("/") };
  }
}

/** Path of a `file:` URI on this machine; undefined for other schemes and for network hosts. */
export function pathOfUri(uri: string): string | undefined {
  try {
    const url = new URL(uri);
    return url.protocol === "file:" && url.host === "" ? fileURLToPath(url) : undefined;
  } catch {
    return undefined; // not a URI
  }
}

export function uriOfPath(path: string): string {
  return pathToFileURL(path).href;
}

/** Real path of a regular file; undefined when there is none. Devices and pipes are never opened. */
export function regularFile(path: string): string | undefined {
  try {
    return statSync(path).isFile() ? realpathSync(path) : undefined;
  } catch {
    return undefined; // missing, a loop, or not ours to read
  }
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
