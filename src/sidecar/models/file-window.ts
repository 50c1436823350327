/** Reads a file front to back through a small window, so that a header of any size needs little memory. */
import { readSync } from "node:fs";

const WINDOW_BYTES = 1 << 20;

/** Thrown when the file ends inside a value. */
export class EndOfFile extends Error {
  constructor(position: number) {
    super(`the file ends at byte ${position}`);
    this.name = "EndOfFile";
  }
}

export class FileWindow {
  readonly #descriptor: number;
  readonly size: number;
  readonly #window = Buffer.allocUnsafe(WINDOW_BYTES);
  #windowStart = 0;
  #windowLength = 0;
  /** Byte that is read next. */
  position = 0;

  constructor(descriptor: number, size: number) {
    this.#descriptor = descriptor;
    this.size = size;
  }

  u8(): number {
    return this.#window.readUInt8(this.#take(1));
  }

  u32(): number {
    return this.#window.readUInt32LE(this.#take(4));
  }

  u64(): bigint {
    return this.#window.readBigUInt64LE(this.#take(8));
  }

  /** Up to a window of bytes; valid until the next read. */
  bytes(length: number): Buffer {
    const at = this.#take(length);
    return this.#window.subarray(at, at + length);
  }

  /** Text of any length that fits the file; the caller has checked its limit. */
  text(length: number): string {
    if (length <= WINDOW_BYTES) return this.bytes(length).toString("utf8");
    if (length > this.size - this.position) throw new EndOfFile(this.size);
    const parts: Buffer[] = [];
    for (let left = length; left > 0; left -= WINDOW_BYTES) {
      parts.push(Buffer.from(this.bytes(Math.min(left, WINDOW_BYTES))));
    }
    return Buffer.concat(parts).toString("utf8");
  }

  skip(length: number): void {
    if (length > this.size - this.position) throw new EndOfFile(this.size);
    this.position += length;
  }

  /** Makes `length` bytes available; returns where in the window they begin. */
  #take(length: number): number {
    const at = this.position - this.#windowStart;
    if (at >= 0 && at + length <= this.#windowLength) {
      this.position += length;
      return at;
    }
    this.#windowStart = this.position;
    this.#windowLength = readSync(this.#descriptor, this.#window, 0, WINDOW_BYTES, this.position);
    if (this.#windowLength < length) throw new EndOfFile(this.size);
    this.position += length;
    return 0;
  }
}
