/** Starts tree-sitter in this thread. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { Parser } from "web-tree-sitter";
import type { QueryRuntime } from "./matches.ts";
import { shortenAccess, shortenReading } from "./runtime-memory.ts";

/** Bytes of WebAssembly a function runs, about, before V8 optimises it: V8's own default. */
const SOON = 13_000_000;
/** The largest value there is. */
const LATE = 2_147_483_647;
/** V8 optimises only the function with this index: -1 stands for all, and no module has as many as the other. */
const ALL = -1;
const NONE = 1_000_000;

/** The parts of the WebAssembly module that this program uses itself. Addresses are bytes. */
export interface RuntimeModule extends QueryRuntime {
  readonly _malloc: (bytes: number) => number;
  /** Takes the address of the language first. Gives that of the new query, or 0 after an error. */
  _ts_query_new: (...parameters: readonly number[]) => number;
}

export interface Runtime {
  readonly module: RuntimeModule;
  /** Of the runtime's wasm file, in hexadecimal. */
  readonly sha256: string;
}

/** A thread has one runtime, as web-tree-sitter has. */
let running: Promise<Runtime> | undefined;

/** The runtime of this thread, which the first caller starts from its `folder`. */
export async function startRuntime(folder: string): Promise<Runtime> {
  running ??= start(folder);
  try {
    return await running;
  } catch (error) {
    running = undefined;
    throw error;
  }
}

/**
 * Loads the runtime from `folder`, where the build puts it. The runtime is small and always hot, so V8 may optimise
 * it. A grammar, loaded after it, is a few functions of up to megabytes. Optimising those takes seconds and
 * gigabytes (measured: 2.5 GB after one short Swift file, 400 MB for Rust or Java) and then saves a parser a tenth of
 * its instructions, about what it cost, so V8 leaves them as they are. A budget is not enough for that: it counts the
 * bytes a loop jumps over, which are half a megabyte in one turn of such a function.
 */
async function start(folder: string): Promise<Runtime> {
  const bytes = await readFile(join(folder, "web-tree-sitter.wasm"));
  let ready: RuntimeModule | undefined;
  // Emscripten turns the object with the options into its module.
  const module = {
    instantiateWasm: (imports: WebAssembly.Imports, done: InstanceReceiver) => {
      shortenReading(imports, () => ready);
      const compiled = compileRuntime(bytes);
      done(new WebAssembly.Instance(compiled, imports), compiled);
    },
  };
  await Parser.init(module);
  if (!isModule(module))
    throw new Error("web-tree-sitter was started by somebody else, or is another version.");
  shortenAccess(module);
  ready = module;
  return { module, sha256: createHash("sha256").update(bytes).digest("hex") };
}

type InstanceReceiver = (instance: WebAssembly.Instance, module: WebAssembly.Module) => void;

/** All at once, as the flags, which are of the whole process, count at the moment a function is compiled. */
function compileRuntime(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module {
  setFlagsFromString("--no-wasm-lazy-compilation");
  optimise(ALL, SOON);
  try {
    return new WebAssembly.Module(bytes);
  } finally {
    setFlagsFromString("--wasm-lazy-compilation");
    optimise(NONE, LATE);
  }
}

/** For what is compiled from now on. */
function optimise(functions: number, budget: number): void {
  setFlagsFromString(`--wasm-tier-up-filter=${functions}`);
  setFlagsFromString(`--wasm-tiering-budget=${budget}`);
}

const NEEDED: ReadonlyArray<keyof RuntimeModule> = [
  "HEAPU8",
  "HEAP32",
  "getValue",
  "setValue",
  "_malloc",
  "_free",
  "_ts_init",
  "_ts_query_new",
  "_ts_query_matches_wasm",
  "_ts_tree_root_node_wasm",
  "_ts_node_end_index_wasm",
];

function isModule(module: object): module is RuntimeModule {
  return NEEDED.every((name) => name in module);
}
