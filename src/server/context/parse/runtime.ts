/** Starts tree-sitter in this thread. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { Parser } from "web-tree-sitter";

/** Bytes of WebAssembly a function runs, about, before V8 optimises it: V8's own default. */
const SOON = 13_000_000;
/** Close to the largest value there is: only for what runs for minutes. */
const LATE = 2_000_000_000;

/** The parts of the WebAssembly module that a compiled query is read from and written to. Addresses are bytes. */
export interface RuntimeModule {
  readonly HEAPU8: Uint8Array<ArrayBuffer>;
  readonly _malloc: (bytes: number) => number;
  /** Takes the address of the language first. Gives that of the new query, or 0 after an error. */
  _ts_query_new: (...parameters: readonly number[]) => number;
}

export interface Runtime {
  readonly module: RuntimeModule;
  /** Of the runtime's wasm file, in hexadecimal. */
  readonly sha256: string;
}

/**
 * Loads the runtime from `folder`, where the build puts it. The runtime is small and always hot, so V8 may optimise
 * it soon. A grammar, loaded after it, is a few functions of up to megabytes, and optimising those takes seconds and
 * gigabytes (measured on a repository of 24 languages: 3.9 GB at the peak, a third of all processor time), while
 * most grammars run for a handful of files.
 *
 * A thread has one runtime: undefined when it runs already.
 */
export async function startRuntime(folder: string): Promise<Runtime | undefined> {
  const bytes = await readFile(join(folder, "web-tree-sitter.wasm"));
  // Emscripten turns the object with the options into its module.
  const module = { wasmBinary: bytes, locateFile: (name: string) => join(folder, name) };
  optimiseAfter(SOON);
  await Parser.init(module);
  optimiseAfter(LATE);
  if (!isModule(module)) return undefined;
  return { module, sha256: createHash("sha256").update(bytes).digest("hex") };
}

function isModule(module: object): module is RuntimeModule {
  return "HEAPU8" in module && "_malloc" in module && "_ts_query_new" in module;
}

/** For modules that are compiled from now on, in the whole process. */
function optimiseAfter(budget: number): void {
  setFlagsFromString(`--wasm-tiering-budget=${budget}`);
}
