/** Reads one file for the index: text, hash and language, or the reason why it stays out. */
import { hash } from "node:crypto";
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { languageOfPath } from "../parse/languages.ts";
import { decode } from "./decode.ts";
import type { TextFile } from "./records.ts";
import { MAX_FILE_BYTES, refuseByBytes, refuseByText } from "./scan/rules.ts";
import type { FoundFile } from "./scan/walk.ts";

export type Source =
  | { readonly kind: "text"; readonly file: TextFile }
  /** With the size and time that led to the refusal. */
  | { readonly kind: "skip"; readonly reason: string; readonly bytes: number; readonly modifiedMs: number }
  | { readonly kind: "gone" };

/** A link that took the file's place after the walk is not followed. Absent on Windows. */
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** `found` as the walk or a change reported it; what is read is the file as it is now. */
export function readSource(root: string, found: FoundFile): Source {
  let handle: number;
  try {
    handle = openSync(join(root, found.path), FLAGS);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    if (code === "ENOENT") return { kind: "gone" };
    return { kind: "skip", reason: `unreadable (${code})`, bytes: 0, modifiedMs: 0 };
  }
  try {
    return readOpen(handle, found.path);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    return { kind: "skip", reason: `unreadable (${code})`, bytes: 0, modifiedMs: 0 };
  } finally {
    closeSync(handle);
  }
}

/**
 * The bytes of a regular file of a size that is wanted; undefined for anything else. A pipe that took the place of a
 * file is not waited for. Throws when the file cannot be read.
 */
export function readRegular(path: string, isWanted: (bytes: number) => boolean): Buffer | undefined {
  const handle = openSync(path, FLAGS);
  try {
    const stats = fstatSync(handle);
    return stats.isFile() && isWanted(stats.size) ? readBytes(handle, stats.size) : undefined;
  } finally {
    closeSync(handle);
  }
}

function readOpen(handle: number, path: string): Source {
  const stats = fstatSync(handle);
  if (!stats.isFile()) return { kind: "gone" };
  const stamp = { bytes: stats.size, modifiedMs: stats.mtimeMs };
  if (stats.size > MAX_FILE_BYTES) return { kind: "skip", reason: "larger than 1 MB", ...stamp };
  const bytes = readBytes(handle, stats.size);
  const binary = refuseByBytes(bytes);
  if (binary !== undefined) return { kind: "skip", reason: binary, ...stamp };
  const text = decode(bytes);
  const refusal = refuseByText(text);
  if (refusal !== undefined) return { kind: "skip", reason: refusal, ...stamp };
  const language = languageOfPath(path)?.id ?? "text";
  return { kind: "text", file: { path, ...stamp, hash: hash("sha256", bytes), language, text } };
}

/** At most `size` bytes: `readFileSync` would ask for the size once more. */
function readBytes(handle: number, size: number): Buffer {
  const bytes = Buffer.allocUnsafe(size);
  let length = 0;
  for (let read = -1; read !== 0 && length < size; length += read)
    read = readSync(handle, bytes, length, size - length, null);
  return bytes.subarray(0, length);
}
