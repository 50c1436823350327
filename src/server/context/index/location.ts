/** Where an index lives on disk: the user's cache, one file per workspace folder. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, statSync, utimesSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { isBusy } from "./database-errors.ts";
import { openDatabase, removeDatabase } from "./schema.ts";

/** Processes that may have an index of the same folder open, each its own file. */
export const COPIES = 4;

/** Milliseconds after which an index that nobody opened is deleted: 30 days. */
const UNUSED_MS = 30 * 24 * 3600 * 1000;

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
  makeDirectory(directory);
  for (let copy = 0; ; copy++) {
    const path = pathOf(directory, root, copy);
    try {
      const database = openDatabase(path, { exclusive: true });
      touch(path);
      return { database, path };
    } catch (error) {
      if (!isBusy(error) || copy + 1 >= COPIES) throw error;
    }
  }
}

/**
 * With all above it. Node's own way hides why it cannot on a read-only disk, and never ends where a folder can be
 * seen but takes no other (`/proc`).
 */
function makeDirectory(directory: string): void {
  if (existsSync(directory)) return;
  const above = dirname(directory);
  if (above !== directory) makeDirectory(above);
  try {
    mkdirSync(directory, { mode: 0o700 });
  } catch (error) {
    // Another process was faster.
    if (!existsSync(directory)) throw error;
  }
}

/** What the files of a folder's index are called. */
export function indexName(root: string): string {
  return createHash("sha256").update(root).digest("hex").slice(0, 24);
}

function pathOf(directory: string, root: string, copy: number): string {
  return join(directory, copy === 0 ? `${indexName(root)}.db` : `${indexName(root)}-${copy}.db`);
}

/** Deletes the index that {@link openIndex} would open now. Throws when there is none to be had. */
export function discardIndex(directory: string, root: string): void {
  const { database, path } = openIndex(directory, root);
  database.close();
  removeDatabase(path);
}

/** Deletes the index of a folder with all copies. Throws when the system keeps one of them. */
export function removeIndex(directory: string, root: string): void {
  for (let copy = 0; copy < COPIES; copy++) removeDatabase(pathOf(directory, root, copy));
}

/** Deletes the indexes that no process has opened for a month: their folders are gone or forgotten. */
export function pruneIndexes(directory: string): void {
  for (const name of namesIn(directory)) {
    if (!/^[0-9a-f]{24}(?:-\d)?\.db$/.test(name)) continue;
    const path = join(directory, name);
    try {
      const stats = statSync(path, { throwIfNoEntry: false });
      if (stats !== undefined && Date.now() - stats.mtimeMs >= UNUSED_MS) removeDatabase(path);
    } catch {
      // In use after all, on Windows, or nothing can be learnt of it: next time.
    }
  }
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return []; // No index was ever made.
  }
}

/** An index that is only read counts as used, too. */
function touch(path: string): void {
  const now = new Date();
  try {
    utimesSync(path, now, now);
  } catch {
    // Nothing can be written there: the first change says so.
  }
}
