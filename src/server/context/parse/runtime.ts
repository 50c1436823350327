/** Starts tree-sitter in this thread. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Parser } from "web-tree-sitter";
import { compileRuntime } from "./compile.ts";
import type { QueryRuntime } from "./matches.ts";
import { shortenAccess, shortenReading } from "./runtime-memory.ts";

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

/** Loads the runtime from `folder`, where the build puts it. */
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
