/**
 * A compiled query as bytes. tree-sitter walks all states of a grammar to compile a query, up to 300 ms, and every
 * thread of every start would do it again for the same result. So the build compiles each query once and keeps a
 * copy of what the runtime has in memory then: tree-sitter's `TSQuery`, a row of arrays. Its layout belongs to one
 * build of the runtime, so whoever reads an image makes sure that it was made with the same one.
 */
import { type Language, Query } from "web-tree-sitter";
import type { RuntimeModule } from "./runtime.ts";

/** Bytes of one element of each array in `TSQuery`, in order. */
const ELEMENT_BYTES = [1, 8, 1, 8, 12, 20, 6, 8, 28, 8, 2, 1, 2] as const;
/** The elements of this array are arrays of bytes themselves. */
const NESTED = 4;
/** An array is three words: address, length, capacity. */
const ARRAY_BYTES = 12;
/** Behind the arrays: the language's address, and a number. */
const LANGUAGE_AT = ELEMENT_BYTES.length * ARRAY_BYTES;
const STRUCT_BYTES = LANGUAGE_AT + 8;

export interface CompiledQuery {
  readonly query: Query;
  readonly image: Uint8Array<ArrayBuffer>;
}

/** Compiles `source`. Throws as `Query` does, and when the runtime's memory is not laid out as expected. */
export function compileQuery(module: RuntimeModule, language: Language, source: string): CompiledQuery {
  let image: Uint8Array<ArrayBuffer> | undefined;
  const compile = module._ts_query_new;
  const query = withCompiler(module, language, source, (...parameters) => {
    const address = compile(...parameters);
    if (address !== 0) image = imageOf(module.HEAPU8, address, parameters[0] ?? 0);
    return address;
  });
  if (image === undefined) throw new Error("The query was compiled without an address.");
  return { query, image };
}

/** The query that `source` compiles to, from the image that was made when it was. */
export function queryFromImage(
  module: RuntimeModule,
  language: Language,
  source: string,
  image: Uint8Array<ArrayBuffer>,
): Query {
  return withCompiler(module, language, source, (languageAddress) =>
    placeImage(module, image, languageAddress ?? 0),
  );
}

/** `Query` asks the compiler for an address and reads the names of captures and the predicates from there. */
function withCompiler(
  module: RuntimeModule,
  language: Language,
  source: string,
  compiler: RuntimeModule["_ts_query_new"],
): Query {
  const own = module._ts_query_new;
  module._ts_query_new = compiler;
  try {
    return new Query(language, source);
  } finally {
    module._ts_query_new = own;
  }
}

/** The struct, then the elements of its arrays one after the other; addresses are left out. */
function imageOf(
  memory: Uint8Array<ArrayBuffer>,
  address: number,
  language: number,
): Uint8Array<ArrayBuffer> {
  const words = new DataView(memory.buffer);
  if (words.getUint32(address + LANGUAGE_AT, true) !== language)
    throw new Error("The language is not where this version of tree-sitter should have it.");
  const parts: Uint8Array[] = [];
  /** The first `arrays` of the bytes are arrays: only their lengths mean something in another place. */
  const take = (from: number, bytes: number, arrays: number): void => {
    const part = memory.slice(from, from + bytes);
    for (let at = 0; at < arrays * ARRAY_BYTES; at += ARRAY_BYTES)
      part.fill(0, at, at + 4).fill(0, at + 8, at + 12);
    parts.push(part);
  };
  take(address, STRUCT_BYTES, ELEMENT_BYTES.length);
  parts[0]?.fill(0, LANGUAGE_AT, LANGUAGE_AT + 4);
  for (const [index, elementBytes] of ELEMENT_BYTES.entries()) {
    const array = address + index * ARRAY_BYTES;
    const [from, length] = [words.getUint32(array, true), words.getUint32(array + 4, true)];
    take(from, length * elementBytes, index === NESTED ? length : 0);
    if (index !== NESTED) continue;
    for (let at = from; at < from + length * ARRAY_BYTES; at += ARRAY_BYTES)
      take(words.getUint32(at, true), words.getUint32(at + 4, true), 0);
  }
  return new Uint8Array(Buffer.concat(parts));
}

/** Puts an image into the runtime's memory, each array in a block of its own as `ts_query_delete` expects. */
function placeImage(module: RuntimeModule, image: Uint8Array<ArrayBuffer>, language: number): number {
  let read = 0;
  const place = (bytes: number): number => {
    if (bytes === 0) return 0;
    const address = module._malloc(bytes);
    module.HEAPU8.set(image.subarray(read, read + bytes), address);
    read += bytes;
    return address;
  };
  const words = (): DataView => new DataView(module.HEAPU8.buffer);
  const placeArray = (array: number, elementBytes: number): number => {
    const length = words().getUint32(array + 4, true);
    const elements = place(length * elementBytes);
    words().setUint32(array, elements, true);
    words().setUint32(array + 8, length, true);
    return elements;
  };
  const address = place(STRUCT_BYTES);
  words().setUint32(address + LANGUAGE_AT, language, true);
  for (const [index, elementBytes] of ELEMENT_BYTES.entries()) {
    const array = address + index * ARRAY_BYTES;
    const elements = placeArray(array, elementBytes);
    if (index !== NESTED) continue;
    const count = words().getUint32(array + 4, true);
    for (let at = 0; at < count; at++) placeArray(elements + at * ARRAY_BYTES, 1);
  }
  return address;
}
