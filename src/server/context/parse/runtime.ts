/** Starts tree-sitter in this thread. */
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { Parser } from "web-tree-sitter";

/** Bytes of WebAssembly a function runs, about, before V8 optimises it: V8's own default. */
const SOON = 13_000_000;
/** Close to the largest value there is: only for what runs for minutes. */
const LATE = 2_000_000_000;

/**
 * Loads the runtime from `folder`, where the build puts it. The runtime is small and always hot, so V8 may optimise
 * it soon. A grammar, loaded after it, is a few functions of up to megabytes, and optimising those takes seconds and
 * gigabytes (measured on a repository of 24 languages: 3.9 GB at the peak, a third of all processor time), while
 * most grammars run for a handful of files.
 */
export async function startRuntime(folder: string): Promise<void> {
  optimiseAfter(SOON);
  await Parser.init({ locateFile: (name: string) => join(folder, name) });
  optimiseAfter(LATE);
}

/** For modules that are compiled from now on, in the whole process. */
function optimiseAfter(budget: number): void {
  setFlagsFromString(`--wasm-tiering-budget=${budget}`);
}
