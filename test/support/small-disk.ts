/** A file system of its own that a test can fill; needs the right to mount one (root, Linux). */
import { spawnSync } from "node:child_process";
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  realpathSync,
  rmdirSync,
  rmSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface SmallDisk extends Disposable {
  readonly path: string;
  /** Leaves no byte free. */
  fill(): void;
  free(): void;
  /** Nothing can be written to it, even if there is room. */
  setReadOnly(readOnly: boolean): void;
}

/** For the title of tests that are left out without one. */
export const WITHOUT_SMALL_DISK = " (not run: no small file system can be mounted here without root)";

/** Undefined where none can be mounted. */
export function smallDisk(megabytes: number): SmallDisk | undefined {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "gw-disk-")));
  if (!succeeds("mount", "-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", path)) {
    rmdirSync(path);
    return undefined;
  }
  const filler = join(path, "filler");
  return {
    path,
    fill: () => writeUntilFull(filler),
    free: () => rmSync(filler, { force: true }),
    setReadOnly: (readOnly) => {
      if (!succeeds("mount", "-o", `remount,${readOnly ? "ro" : "rw"}`, path))
        throw new Error(`${path} is busy.`);
    },
    [Symbol.dispose]: () => {
      // Lazily: a process that a failed test left behind must not keep the mount.
      succeeds("umount", "-l", path);
      rmdirSync(path);
    },
  };
}

export interface QuotaDisk extends Disposable {
  readonly path: string;
  /** Bytes that may be used from now on. */
  limit(bytes: number): void;
}

/** A folder with a quota on a file system of its own, which has plenty of room; undefined without btrfs. */
export function quotaDisk(): QuotaDisk | undefined {
  const place = realpathSync(mkdtempSync(join(tmpdir(), "gw-quota-")));
  const [image, mounted] = [join(place, "image"), join(place, "mounted")];
  const path = join(mounted, "limited");
  mkdirSync(mounted);
  const disk: QuotaDisk = {
    path,
    limit: (bytes) => {
      if (!succeeds("btrfs", "qgroup", "limit", String(bytes), path))
        throw new Error(`${path} cannot be limited.`);
    },
    [Symbol.dispose]: () => {
      succeeds("umount", "-l", mounted);
      rmSync(place, { recursive: true, force: true });
    },
  };
  const made =
    succeeds("truncate", "-s", "200M", image) &&
    succeeds("mkfs.btrfs", "-q", image) &&
    succeeds("mount", "-o", "loop", image, mounted) &&
    succeeds("btrfs", "quota", "enable", mounted) &&
    succeeds("btrfs", "subvolume", "create", path);
  if (made) return disk;
  disk[Symbol.dispose]();
  return undefined;
}

function succeeds(command: string, ...args: readonly string[]): boolean {
  return spawnSync(command, args).status === 0;
}

function writeUntilFull(path: string): void {
  const file = openSync(path, "a");
  try {
    for (const size of [1024 * 1024, 4096]) {
      const block = new Uint8Array(size).fill(1);
      // A short write is the last that fits.
      while (written(file, block) === size);
    }
  } finally {
    closeSync(file);
  }
}

/** Bytes; 0 when there is no room. */
function written(file: number, block: Uint8Array): number {
  try {
    return writeSync(file, block);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOSPC") return 0;
    throw error;
  }
}
