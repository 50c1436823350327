/** Where an index lives on disk: the user's cache, one file per workspace folder. */
import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { isBusy, openDatabase } from "./schema.ts";

/** Processes that may have an index of the same folder open, each its own file. */
const COPIES = 4;

/** `$XDG_CACHE_HOME/gemwright/index`, `~/Library/Caches/…` on macOS, `%LOCALAPPDATA%\…` on Windows. */
export function defaultIndexDirectory(): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (XDG_CACHE_HOME !== undefined && isAbsolute(XDG_CACHE_HOME)) {
    return join(XDG_CACHE_HOME, "gemwright", "index");
  }
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches", "gemwright", "index");
  if (process.platform === "win32" && LOCALAPPDATA !== undefined) {
    return join(LOCALAPPDATA, "gemwright", "index");
  }
  return join(homedir(), ".cache", "gemwright", "index");
}

export interface OpenIndex {
  readonly database: DatabaseSync;
  readonly path: string;
}

/**
 * Opens the index of a folder. While another process has it open (a second window, the terminal), a copy of its
 * own is used, so that two indexers never write to one file. The directory is readable by the user alone.
 */
export function openIndex(directory: string, root: string): OpenIndex {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const name = createHash("sha256").update(root).digest("hex").slice(0, 24);
  for (let copy = 0; ; copy++) {
    const path = join(directory, copy === 0 ? `${name}.db` : `${name}-${copy}.db`);
    try {
      return { database: openDatabase(path, { exclusive: true }), path };
    } catch (error) {
      if (!isBusy(error) || copy + 1 >= COPIES) throw error;
    }
  }
}
