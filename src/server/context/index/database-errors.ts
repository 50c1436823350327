/**
 * What an error of the index means. SQLite tells a full disk from everything else, but not a quota that is used up
 * from a broken disk: both are a "disk I/O error". Then a small file is written beside it, and the system says why.
 */
import { randomBytes } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";

/** Nothing is wrong with the index file, and nothing can be written to it. */
export type WriteObstacle = "full" | "quota" | "readOnly" | "failing";

/** Result codes of SQLite: another process holds the lock. */
const BUSY_CODES: ReadonlySet<number> = new Set([5, 6]);
/** There is no room for what was to be written; the file, or its file system, is read-only. */
const FULL_CODE = 13;
const READ_ONLY_CODE = 8;
/** The file cannot be read or written, is damaged, is no database. */
const IO_CODE = 10;
const DAMAGE_CODES: ReadonlySet<number> = new Set([IO_CODE, 11, 26]);
/** The system refused something else than reading: any reason is possible. */
const CANNOT_OPEN_CODE = 14;
/** Extended codes of {@link IO_CODE} for reading. Any other means that the file could not be changed. */
const READ_CODES: ReadonlySet<number> = new Set([266, 522, 8458, 8714]);

/** What the system says itself, e.g. of a directory. By name: on Windows Node numbers them otherwise. */
const OBSTACLES: ReadonlyMap<unknown, WriteObstacle> = new Map([
  ["ENOSPC", "full"],
  ["EDQUOT", "quota"],
  ["EROFS", "readOnly"],
  ["EIO", "failing"],
]);

/** Bytes written to learn why nothing can be: more than what is left of a quota when a write fails. */
const PROBE_BYTES = 2 * 1024 * 1024;

/** True when the index file is in use by another process. */
export function isBusy(error: unknown): boolean {
  return BUSY_CODES.has(resultCode(error));
}

/** True when only a new index file helps, or when there is an {@link obstacleIn} its directory. */
export function isDamage(error: unknown): boolean {
  return DAMAGE_CODES.has(resultCode(error));
}

/** True when something could not be written that could be read. An open transaction may be gone. */
export function isUnwritable(error: unknown): boolean {
  const code = resultCode(error);
  if (code === IO_CODE) return !READ_CODES.has(extendedCode(error));
  return code === FULL_CODE || code === READ_ONLY_CODE || systemObstacle(error) !== undefined;
}

/** Why `error` came, when it is not the file that is wrong but where it lies. */
export function obstacleIn(directory: string, error: unknown): WriteObstacle | undefined {
  const code = resultCode(error);
  if (code === FULL_CODE) return "full";
  const told = systemObstacle(error);
  if (told !== undefined) return told;
  const mayBe = code === IO_CODE || code === CANNOT_OPEN_CODE || code === READ_ONLY_CODE;
  return mayBe ? probe(directory) : undefined;
}

/** What hinders writing to a directory now. */
export function probe(directory: string): WriteObstacle | undefined {
  const path = join(directory, `.probe-${process.pid}-${randomBytes(6).toString("hex")}`);
  try {
    // Random: some file systems compress.
    writeFileSync(path, randomBytes(PROBE_BYTES), { flag: "wx", flush: true });
    return undefined;
  } catch (error) {
    return systemObstacle(error);
  } finally {
    removeProbe(path);
  }
}

function removeProbe(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Nothing was written, or nothing can be deleted either.
  }
}

function systemObstacle(error: unknown): WriteObstacle | undefined {
  if (!(error instanceof Error && "code" in error && "errno" in error)) return undefined;
  // Node has no name for it.
  if (-Number(error.errno) === constants.errno.EDQUOT) return "quota";
  return OBSTACLES.get(error.code);
}

/** Primary result code of SQLite; NaN for errors from elsewhere. */
function resultCode(error: unknown): number {
  return extendedCode(error) & 0xff || Number.NaN;
}

function extendedCode(error: unknown): number {
  return error instanceof Error && "errcode" in error ? Number(error.errcode) : Number.NaN;
}
