/**
 * One sidecar per user: an exclusive SQLite transaction held for the process's life. The kernel releases the
 * file lock when the process dies, however it dies, so no lock is ever stale; nothing is ever written.
 */
import { DatabaseSync } from "node:sqlite";

/** SQLite's "database is locked". */
const SQLITE_BUSY = 5;

/**
 * Takes the lock, or returns undefined when another process has it. The result releases it. The file must not
 * be opened by other means in this process: closing any descriptor of it would drop a POSIX lock.
 */
export function takeLock(path: string): (() => void) | undefined {
  const database = new DatabaseSync(path);
  try {
    database.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE"); // no second file
  } catch (error) {
    database.close();
    if (error instanceof Error && "errcode" in error && error.errcode === SQLITE_BUSY) return undefined;
    throw error;
  }
  return () => database.close();
}
