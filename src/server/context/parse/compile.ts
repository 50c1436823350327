/** Compiles the tree-sitter runtime and grammars, and decides which of them V8 may optimise. */
import { setFlagsFromString } from "node:v8";
import { whileAlone } from "./compile-lock.ts";
import { largestFunctionBytes } from "./largest-function.ts";

/**
 * Bytes of the largest function of a module that V8 may optimise. Its optimising compiler takes memory by the square
 * of what it compiles, and a grammar's lexer is one function: measured in V8 13.6 12 MB and 0.07 s for Rust's (12 KB),
 * 51 MB and 0.14 s for C's (40 KB), 149 MB for CSS (74 KB), 567 MB for Kotlin (133 KB), 3.7 GB and 11 s for Swift
 * (320 KB). The small ones are worth it: an index made from nothing then takes 11 to 29 % less of the parser's time
 * for Rust, TypeScript, Go, Java and Python, and less of the whole process's, too.
 */
const OPTIMISED_UP_TO = 40_960;

/** Bytes of WebAssembly a function runs, about, before V8 optimises it: V8's own default. */
const SOON = 13_000_000;
/** The largest value there is. */
const LATE = 2_147_483_647;
/** V8 optimises only the function with this index: -1 stands for all, and no module has as many as the other. */
const ALL = -1;
const NONE = 1_000_000;

/**
 * The compiled module. All its functions are compiled at once, as the flags are of the whole process and count at
 * the moment a function is compiled. A budget alone would not keep a large function as it is: it counts the bytes a
 * loop jumps over, which are half a megabyte in one turn of such a function.
 *
 * @throws WebAssembly.CompileError when `bytes` are no sound module.
 */
export function compileModule(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module {
  return whileAlone(() => {
    setFlagsFromString("--no-wasm-lazy-compilation");
    if (largestFunctionBytes(bytes) > OPTIMISED_UP_TO) optimise(NONE, LATE);
    try {
      return new WebAssembly.Module(bytes);
    } finally {
      setFlagsFromString("--wasm-lazy-compilation");
      optimise(ALL, SOON);
    }
  });
}

/** For what is compiled from now on. */
function optimise(functions: number, budget: number): void {
  setFlagsFromString(`--wasm-tier-up-filter=${functions}`);
  setFlagsFromString(`--wasm-tiering-budget=${budget}`);
}
