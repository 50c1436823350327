/** Is the vocabulary one that llama.cpp can use? It aborts on a missing byte token. */
import type { GgufHeader } from "./gguf-header.ts";
import { modelFailure } from "./model-failure.ts";

/** Tokenizers whose vocabulary must spell every byte. */
const BYTE_TOKENIZERS: ReadonlySet<string> = new Set(["gemma4", "llama"]);
/** Wrong ids of these cost fill-in-the-middle, not the model: `fim/detect.ts` judges them. */
const FIM_KEYS = /^tokenizer\.ggml\.(?:fim_\w+|fsep|prefix|suffix|middle)_token_id$/;
/** "No such token" in a `…_token_id` key. */
const NO_TOKEN = 0xffffffff;

/** Throws a FailureError. */
export function checkVocabulary(path: string, header: GgufHeader): void {
  const tokenizer = header.scalars.get("tokenizer.ggml.model");
  const tokens = header.arrays.get("tokenizer.ggml.tokens")?.length ?? 0;
  const named = typeof tokenizer === "string" && tokenizer !== "none" && tokenizer !== "no_vocab";
  if (!named || tokens === 0) throw modelFailure("gguf.bad-header", path, "it has no vocabulary");
  if (BYTE_TOKENIZERS.has(tokenizer) && header.byteTokens < 256) {
    const cause = `its vocabulary has ${header.byteTokens} of the 256 byte tokens`;
    throw modelFailure("gguf.bad-header", path, cause);
  }
  checkLengths(path, header, tokens);
  checkTokenIds(path, header, tokens);
}

function checkLengths(path: string, header: GgufHeader, tokens: number): void {
  for (const name of ["token_type", "scores"]) {
    const length = header.arrays.get(`tokenizer.ggml.${name}`)?.length;
    if (length === undefined || length === tokens) continue;
    throw modelFailure("gguf.bad-header", path, `its ${tokens} tokens have ${length} values of ${name}`);
  }
}

function checkTokenIds(path: string, header: GgufHeader, tokens: number): void {
  for (const [key, value] of header.scalars) {
    if (!/^tokenizer\.ggml\..+_token_id$/.test(key) || typeof value !== "number") continue;
    if (value < tokens || value === NO_TOKEN || FIM_KEYS.test(key)) continue;
    throw modelFailure("gguf.bad-header", path, `${key} is ${value}, but there are ${tokens} tokens`);
  }
}
