/** Compiles the tree-sitter runtime and grammars, and decides which of them V8 may optimise. */
import { setFlagsFromString } from "node:v8";
import { whileAlone } from "./compile-lock.ts";
import { largestFunctionBytes } from "./largest-function.ts";

/**
 * Bytes of the largest function of a grammar that V8 may optimise. Its optimising compiler takes memory by the square
 * of what it compiles, and a lexer is one function: measured in V8 13.6 12 MB and 0.07 s for Rust's (12 KB), 51 MB and
 * 0.14 s for C's (40 KB), 149 MB for CSS (74 KB), 567 MB for Kotlin (133 KB), 3.7 GB and 11 s for Swift (320 KB). The
 * small ones are worth it: a first index then takes 7 % less of the parser's time (median of 12 pairs), and no more in all.
 */
const OPTIMISED_UP_TO = 40_960;
/** Bytes of WebAssembly a function runs, about, before V8 optimises it: V8's own default. */
const SOON = 13_000_000;
/**
 * The largest value there is, for grammars: a lexer jumps over most of its bytes for each character, so that SOON is
 * used up by half a page. This lasts for 10,000 to 80,000 characters, and a file in another language costs nothing.
 */
const LATE = 2_147_483_647;
/** V8 optimises only the function with this index: -1 stands for all, and no module has as many as the other. */
const ALL = -1;
const NONE = 1_000_000;

/** Compiles the runtime, which is small and always hot, so that V8 may optimise it as it likes. */
export function compileRuntime(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module {
  return compile(bytes, ALL, SOON);
}

/** Compiles a grammar. Throws WebAssembly.CompileError when `bytes` are no sound module. */
export function compileGrammar(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module {
  return compile(bytes, largestFunctionBytes(bytes) > OPTIMISED_UP_TO ? NONE : ALL, LATE);
}

/** All functions at once, as the flags are of the whole process and count at the moment a function is compiled. */
function compile(bytes: Uint8Array<ArrayBuffer>, functions: number, budget: number): WebAssembly.Module {
  return whileAlone(() => {
    setFlagsFromString("--no-wasm-lazy-compilation");
    optimise(functions, budget);
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
