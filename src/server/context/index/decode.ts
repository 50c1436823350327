/** Bytes of a source file as text. Line endings are kept: offsets must fit what an editor shows. */
import { isUtf8 } from "node:buffer";

/**
 * UTF-16 by its byte order mark, UTF-8 when the bytes are valid UTF-8, else Latin-1, which gives every byte a
 * character: identifiers are ASCII in practice, so such a file can still be searched. A byte order mark is not
 * part of the text, as in every editor.
 */
export function decode(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.subarray(2).toString("utf16le");
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    const even = Buffer.from(bytes.subarray(2, bytes.length - (bytes.length % 2)));
    return even.swap16().toString("utf16le");
  }
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return plain(bytes.subarray(3));
  return plain(bytes);
}

function plain(bytes: Buffer): string {
  return bytes.toString(isUtf8(bytes) ? "utf8" : "latin1");
}
