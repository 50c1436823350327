/** Lists a ZIP archive from its central directory (PKWARE APPNOTE 4.3.12), without unpacking it. */
import { open } from "node:fs/promises";

export interface ZipEntry {
  readonly name: string;
  /** Bytes in the archive. */
  readonly packed: number;
  /** Bytes unpacked. */
  readonly size: number;
}

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
/** The end record with the longest comment. */
const LONGEST_END = 22 + 0xffff;

export async function listZip(path: string): Promise<ZipEntry[]> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const tail = Buffer.alloc(Math.min(size, LONGEST_END));
    await file.read(tail, 0, tail.length, size - tail.length);
    const end = findEnd(tail);
    if (end < 0) throw new Error(`${path} is not a ZIP archive.`);
    const directory = Buffer.alloc(tail.readUInt32LE(end + 12));
    await file.read(directory, 0, directory.length, tail.readUInt32LE(end + 16));
    return entries(directory, tail.readUInt16LE(end + 10));
  } finally {
    await file.close();
  }
}

function findEnd(tail: Buffer): number {
  for (let at = tail.length - 22; at >= 0; at -= 1) {
    if (tail.readUInt32LE(at) === END_OF_DIRECTORY) return at;
  }
  return -1;
}

function entries(directory: Buffer, count: number): ZipEntry[] {
  const found: ZipEntry[] = [];
  let at = 0;
  for (let index = 0; index < count; index += 1) {
    if (directory.readUInt32LE(at) !== DIRECTORY_ENTRY) throw new Error("The ZIP's directory is damaged.");
    const nameLength = directory.readUInt16LE(at + 28);
    found.push({
      name: directory.toString("utf8", at + 46, at + 46 + nameLength),
      packed: directory.readUInt32LE(at + 20),
      size: directory.readUInt32LE(at + 24),
    });
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return found;
}
