/** What tokens say, in real vocabularies: as llama.cpp's detokenizer, but for the blanks that it takes away. */
import { getLlama, type Llama } from "node-llama-cpp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TokenPieces } from "../../src/sidecar/generate/token-pieces.ts";
import { type BundledFile, bundledFile } from "../fixtures/llama-bundle.ts";

let llama: Llama;
beforeAll(async () => {
  llama = await getLlama({ build: "never", gpu: false, maxThreads: 1, progressLogs: false });
});
afterAll(() => llama.dispose());

const FILES: readonly BundledFile[] = ["vocabulary", "starcoder2", "refact", "deepseekCoder", "qwen2"];

describe.each(FILES)("in the %s file", (file) => {
  it("every token's text is the detokenizer's, or that and the blank it cleaned away", async () => {
    const model = await llama.loadModel({ modelPath: await bundledFile(file), vocabOnly: true });
    const pieces = TokenPieces.of(model);
    const wrong: string[] = [];
    for (const token of model.iterateAllTokens()) {
      const [own, theirs] = [pieces?.text([token]), model.detokenize([token])];
      if (own !== theirs && !(own === ` ${theirs}` && /^[.,?!]/.test(theirs))) wrong.push(`${token}: ${own}`);
    }
    expect(wrong).toEqual([]);
    await model.dispose();
  });

  it.each([
    "const a = b ? c : d;",
    "if (a !== b ?? c) f( ...rest );",
    "x ,y .z !",
    "it 's",
    "schön 世界 👩‍🚀\n\tend",
  ])("%s is read back as it was written", async (text) => {
    const model = await llama.loadModel({ modelPath: await bundledFile(file), vocabOnly: true });
    expect(TokenPieces.of(model)?.text(model.tokenize(text, false))).toBe(text);
    await model.dispose();
  });
});
