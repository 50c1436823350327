/**
 * Sizes of llama.cpp's tensor types (`ggml.h`, llama.cpp v0.4.0): values per block, bytes per block. Types
 * that llama.cpp has removed (4, 5, 31 to 33, 36 to 38) are missing on purpose.
 */
const TYPES: Readonly<Record<number, readonly [values: number, bytes: number]>> = {
  0: [1, 4],
  1: [1, 2],
  2: [32, 18],
  3: [32, 20],
  6: [32, 22],
  7: [32, 24],
  8: [32, 34],
  9: [32, 36],
  10: [256, 84],
  11: [256, 110],
  12: [256, 144],
  13: [256, 176],
  14: [256, 210],
  15: [256, 292],
  16: [256, 66],
  17: [256, 74],
  18: [256, 98],
  19: [256, 50],
  20: [32, 18],
  21: [256, 110],
  22: [256, 82],
  23: [256, 136],
  24: [1, 1],
  25: [1, 2],
  26: [1, 4],
  27: [1, 8],
  28: [1, 8],
  29: [256, 56],
  30: [1, 2],
  34: [256, 54],
  35: [256, 66],
  39: [32, 17],
};
/** Newer types whose block sizes we do not check; llama.cpp does. */
const NEWER = new Set([40, 41, 42]);

/** Bytes of a tensor; `undefined` = a newer type. Throws when llama.cpp has no such type. */
export function tensorBytes(type: number, dimensions: readonly bigint[]): bigint | undefined {
  if (NEWER.has(type)) return undefined;
  const known = TYPES[type];
  if (known === undefined) throw new RangeError(`tensor type ${type} is unknown`);
  const [values, bytes] = known;
  const [row = 1n, ...others] = dimensions;
  if (row % BigInt(values) !== 0n) {
    throw new RangeError(`a row of ${row} values is no multiple of the block size ${values}`);
  }
  const rows = others.reduce((product, dimension) => product * dimension, 1n);
  return (row / BigInt(values)) * BigInt(bytes) * rows;
}
