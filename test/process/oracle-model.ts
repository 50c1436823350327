/**
 * The model of the cache oracle: random, with a chosen window, and its weights in 32 bits. With 16-bit weights
 * llama.cpp rounds activations to 16 bits, and the order of a sum, which depends on how a prompt is sliced,
 * shows in the second decimal of a logit; here it does not, so a small error of the cache cannot hide.
 */
import { cached } from "../fixtures/cache.ts";
import { randomModelContent } from "../fixtures/gguf/random-model.ts";
import { compileScript } from "../fixtures/gguf/script.ts";
import { tinyShape } from "../fixtures/gguf/size-classes.ts";
import { tokeniserMetadata } from "../fixtures/gguf/vocabulary.ts";
import { writeGguf } from "../fixtures/gguf/writer.ts";
import { practiceScript } from "../fixtures/models.ts";

/** Path of the model; about 10 MB. */
export async function oracleModel(slidingWindow: number): Promise<string> {
  const shape = { ...tinyShape("31B"), slidingWindow };
  const { vocabulary } = compileScript(await practiceScript());
  return cached({
    name: "oracle.gguf",
    parameters: { shape, type: "f32" },
    make: (path) =>
      writeGguf(
        path,
        randomModelContent({
          name: "Cache oracle",
          shape,
          type: "f32",
          seed: 1,
          tokeniser: tokeniserMetadata(vocabulary),
          vocabularySize: vocabulary.tokens.length,
        }),
      ),
  });
}
