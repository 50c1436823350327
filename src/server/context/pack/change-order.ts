/** When a file last changed, for the order of a pack: what changes rarely stands first and stays cached. */
import type { PackLevel } from "../../../protocol/context.ts";
import type { FileRecord } from "../index/view.ts";

/** A file written this much later than most others was edited, not checked out. */
const EDITED_AFTER_MS = 60 * 60 * 1000;

/**
 * File → time of its last change, ms since 1970. A checkout gives all files the same new time, so the time of the
 * last commit counts, unless the file was written clearly after the bulk of the files. Where git was asked, a file
 * without a commit time was last changed before the commits that were read: it comes first.
 */
export function changeTimes(files: readonly FileRecord[]): (file: FileRecord) => number {
  const times = files.map((file) => file.modifiedMs).sort((a, b) => a - b);
  const bulk = times[Math.floor(times.length * 0.75)] ?? 0;
  const hasHistory = files.some((file) => file.committedMs > 0);
  return ({ modifiedMs, committedMs }) => {
    if (!hasHistory) return modifiedMs;
    return modifiedMs > bulk + EDITED_AFTER_MS ? Math.max(modifiedMs, committedMs) : committedMs;
  };
}

interface Placed {
  readonly file: FileRecord;
  readonly level: PackLevel;
}

/**
 * Oldest change first, then by path. Most edits leave the signatures of a file as they are, so a file that is
 * shown by its signatures keeps its place when it is saved: only its last commit counts. The times are those of
 * `files`: what ranking remembers of a file may be from before git was asked.
 */
export function byChange(files: readonly FileRecord[]): (a: Placed, b: Placed) => number {
  const changed = changeTimes(files);
  const times = new Map(
    files.map((file) => [file.id, { saved: changed(file), committed: file.committedMs }]),
  );
  const time = ({ file, level }: Placed): number => {
    const known = times.get(file.id);
    return (level === "signatures" ? known?.committed : known?.saved) ?? 0;
  };
  return (a, b) => time(a) - time(b) || (a.file.path < b.file.path ? -1 : a.file.path > b.file.path ? 1 : 0);
}
