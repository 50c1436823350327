/** Of a WebAssembly module's sections: one byte, its length, and that many bytes. */
const CODE_SECTION = 10;
/** The magic number and the version. */
const HEADER_BYTES = 8;
/** A number is cut into groups of seven bits, the lowest first; the eighth bit says that another one follows. */
const GROUP_BITS = 7;
const LAST_GROUP = 0x80;

/**
 * Length in bytes of the largest function of a module; 0 without functions. `bytes` must be a sound module
 * (https://webassembly.github.io/spec/core/binary/modules.html).
 */
export function largestFunctionBytes(bytes: Uint8Array): number {
  let at = HEADER_BYTES;
  const number = (): number => {
    let value = 0;
    for (let shift = 0; at < bytes.length; shift += GROUP_BITS) {
      const group = bytes[at++] ?? 0;
      value += (group % LAST_GROUP) * 2 ** shift;
      if (group < LAST_GROUP) break;
    }
    return value;
  };
  while (at < bytes.length) {
    const section = bytes[at++];
    const length = number();
    if (section !== CODE_SECTION) {
      at += length;
      continue;
    }
    let largest = 0;
    for (let left = number(); left > 0 && at < bytes.length; left--) {
      const size = number();
      largest = Math.max(largest, size);
      at += size;
    }
    return largest;
  }
  return 0;
}
