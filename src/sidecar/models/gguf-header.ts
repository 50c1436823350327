/**
 * Our own reader of a GGUF header (versions 2 and 3, little-endian; llama.cpp `docs/gguf`), run before any
 * native code sees the file: llama.cpp aborts the process on some headers, and node-llama-cpp's parser is busy
 * for a minute on others. Every count and length has a limit, big arrays are walked over and not kept.
 */
import { closeSync, fstatSync, openSync } from "node:fs";
import { FileWindow } from "./file-window.ts";
import { tensorBytes } from "./tensor-types.ts";

export const LIMITS = {
  keys: 10_000,
  tensors: 20_000,
  stringBytes: 16 << 20,
  keyBytes: 65_535,
  /** A vocabulary has 262,144 entries and twice as many merges. */
  arrayValues: 4_000_000,
  /** Arrays up to this length are kept: one value per layer. */
  keptValues: 1024,
  dimensions: 4,
} as const;

/** A header that breaks the format or our limits. `limit`: too large rather than malformed. */
export class HeaderError extends Error {
  readonly kind: "malformed" | "limit" | "version";

  constructor(kind: HeaderError["kind"], message: string) {
    super(message);
    this.name = "HeaderError";
    this.kind = kind;
  }
}

export type GgufScalar = string | number | bigint | boolean;

export interface GgufArray {
  readonly length: number;
  /** Its values, when there are few. */
  readonly values?: readonly GgufScalar[];
}

export interface GgufTensor {
  readonly name: string;
  readonly dimensions: readonly bigint[];
  readonly type: number;
  /** From the start of the data section. */
  readonly offset: bigint;
  /** Undefined for types newer than this table. */
  readonly bytes: bigint | undefined;
}

export interface GgufHeader {
  readonly version: number;
  readonly scalars: ReadonlyMap<string, GgufScalar>;
  readonly arrays: ReadonlyMap<string, GgufArray>;
  readonly tensors: readonly GgufTensor[];
  /** First byte of the data section. */
  readonly dataStart: number;
  readonly fileBytes: number;
  /** How many of the 256 byte tokens `<0x00>`…`<0xFF>` the vocabulary has. */
  readonly byteTokens: number;
  /** Whether the vocabulary has Gemma 4's turn token. */
  readonly hasTurnToken: boolean;
}

const TYPE_STRING = 8;
const TYPE_ARRAY = 9;
/** Bytes of the value types without strings and arrays, by type number. */
const WIDTHS: readonly (number | undefined)[] = [1, 1, 2, 2, 4, 4, 4, 1, undefined, undefined, 8, 8, 8];
const TOKENS_KEY = "tokenizer.ggml.tokens";
const BYTE_TOKEN = /^<0x[0-9A-F]{2}>$/;

/** Reads the header of a file that begins with the GGUF magic. Throws HeaderError or EndOfFile. */
export function readGgufHeader(path: string): GgufHeader {
  const descriptor = openSync(path, "r");
  try {
    return new HeaderReader(new FileWindow(descriptor, fstatSync(descriptor).size)).read();
  } finally {
    closeSync(descriptor);
  }
}

class HeaderReader {
  readonly #file: FileWindow;
  readonly #scalars = new Map<string, GgufScalar>();
  readonly #arrays = new Map<string, GgufArray>();
  #byteTokens = 0;
  #hasTurnToken = false;

  constructor(file: FileWindow) {
    this.#file = file;
  }

  read(): GgufHeader {
    this.#file.skip(4);
    const version = this.#readVersion();
    const tensorCount = this.#count(this.#file.u64(), LIMITS.tensors, "tensors");
    const keyCount = this.#count(this.#file.u64(), LIMITS.keys, "keys");
    for (let index = 0; index < keyCount; index++) this.#readKey();
    const tensors: GgufTensor[] = [];
    for (let index = 0; index < tensorCount; index++) tensors.push(this.#readTensor());
    return {
      version,
      scalars: this.#scalars,
      arrays: this.#arrays,
      tensors,
      dataStart: this.#aligned(this.#file.position),
      fileBytes: this.#file.size,
      byteTokens: this.#byteTokens,
      hasTurnToken: this.#hasTurnToken,
    };
  }

  #readVersion(): number {
    const version = this.#file.u32();
    if (version === 2 || version === 3) return version;
    const swapped = (version >>> 24) | ((version >>> 8) & 0xff00);
    const bigEndian = swapped === 2 || swapped === 3;
    const what = bigEndian ? `a big-endian file (version ${swapped})` : `version ${version}`;
    throw new HeaderError("version", `it is ${what}; versions 2 and 3, little-endian, can be read`);
  }

  #readKey(): void {
    const key = this.#string(LIMITS.keyBytes, "a key");
    const type = this.#file.u32();
    if (this.#scalars.has(key) || this.#arrays.has(key)) {
      throw new HeaderError("malformed", `the key ${shown(key)} comes twice`);
    }
    if (type === TYPE_ARRAY) this.#arrays.set(key, this.#readArray(key));
    else this.#scalars.set(key, this.#readScalar(type, key));
  }

  #readScalar(type: number, key: string): GgufScalar {
    if (type === TYPE_STRING) return this.#string(LIMITS.stringBytes, `the value of ${shown(key)}`);
    const width = WIDTHS[type];
    if (width === undefined) {
      throw new HeaderError("malformed", `the key ${shown(key)} has the unknown value type ${type}`);
    }
    return decodeScalar(type, this.#file.bytes(width));
  }

  #readArray(key: string): GgufArray {
    const type = this.#file.u32();
    const length = this.#count(this.#file.u64(), LIMITS.arrayValues, `values in ${shown(key)}`);
    if (type === TYPE_STRING && length > LIMITS.keptValues) return this.#walkStrings(key, length);
    const width = WIDTHS[type];
    if (type !== TYPE_STRING && width === undefined) {
      throw new HeaderError("malformed", `the array ${shown(key)} has the unknown value type ${type}`);
    }
    if (width !== undefined && length > LIMITS.keptValues) {
      this.#file.skip(length * width);
      return { length };
    }
    const values = Array.from({ length }, () => this.#readScalar(type, key));
    if (key === TOKENS_KEY) for (const value of values) this.#noteToken(String(value));
    return { length, values };
  }

  #walkStrings(key: string, length: number): GgufArray {
    const isVocabulary = key === TOKENS_KEY;
    for (let index = 0; index < length; index++) {
      const bytes = this.#count(this.#file.u64(), LIMITS.stringBytes, `bytes in a text of ${shown(key)}`);
      if (isVocabulary && (bytes === 6 || bytes === 7)) this.#noteToken(this.#file.text(bytes));
      else this.#file.skip(bytes);
    }
    return { length };
  }

  #noteToken(text: string): void {
    if (BYTE_TOKEN.test(text)) this.#byteTokens++;
    else if (text === "<|turn>") this.#hasTurnToken = true;
  }

  #readTensor(): GgufTensor {
    const name = this.#string(LIMITS.keyBytes, "a tensor name");
    const rank = this.#file.u32();
    if (rank > LIMITS.dimensions) {
      throw new HeaderError("malformed", `the tensor ${shown(name)} has ${rank} dimensions`);
    }
    const dimensions = Array.from({ length: rank }, () => this.#file.u64());
    if (dimensions.some((dimension) => dimension <= 0n || dimension > 1n << 40n)) {
      throw new HeaderError("malformed", `the tensor ${shown(name)} has the shape ${dimensions.join(" x ")}`);
    }
    const type = this.#file.u32();
    const offset = this.#file.u64();
    try {
      return { name, dimensions, type, offset, bytes: tensorBytes(type, dimensions) };
    } catch (error) {
      throw new HeaderError("malformed", `tensor ${shown(name)}: ${(error as Error).message}`);
    }
  }

  #aligned(position: number): number {
    const alignment = Number(this.#scalars.get("general.alignment") ?? 32);
    if (
      !Number.isInteger(alignment) ||
      alignment < 1 ||
      alignment > 65_536 ||
      (alignment & (alignment - 1)) !== 0
    ) {
      throw new HeaderError("malformed", `general.alignment is ${alignment}, not a power of two`);
    }
    return Math.ceil(position / alignment) * alignment;
  }

  #string(limit: number, what: string): string {
    return this.#file.text(this.#count(this.#file.u64(), limit, `bytes in ${what}`));
  }

  #count(count: bigint, limit: number, what: string): number {
    if (count <= BigInt(limit)) return Number(count);
    throw new HeaderError("limit", `it claims ${count} ${what}, more than ${limit}`);
  }
}

/** Names from the file, fit for a message. */
function shown(name: string): string {
  const text = name.length > 80 ? `${name.slice(0, 80)}…` : name;
  return JSON.stringify(text);
}

function decodeScalar(type: number, bytes: Buffer): GgufScalar {
  const decoders: readonly (((from: Buffer) => GgufScalar) | undefined)[] = [
    (from) => from.readUInt8(),
    (from) => from.readInt8(),
    (from) => from.readUInt16LE(),
    (from) => from.readInt16LE(),
    (from) => from.readUInt32LE(),
    (from) => from.readInt32LE(),
    (from) => from.readFloatLE(),
    (from) => from.readUInt8() !== 0,
    undefined,
    undefined,
    (from) => from.readBigUInt64LE(),
    (from) => from.readBigInt64LE(),
    (from) => from.readDoubleLE(),
  ];
  return decoders[type]?.(bytes) ?? 0;
}
