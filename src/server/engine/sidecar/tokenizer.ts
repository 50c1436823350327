import type { TokenizeParams } from "../../../protocol/engine.ts";
import type { Settings } from "../../../protocol/settings.ts";
import type { Tokenizer } from "../engine.ts";

/** The tokenizer of a model file, loaded or not; `request` asks the sidecar. */
export function tokenizerOf(
  { path, gpu }: Settings["model"],
  request: (params: TokenizeParams) => Promise<number[]>,
): Tokenizer {
  return { name: path, count: (texts) => request({ texts, vocabulary: { path, gpu } }) };
}
