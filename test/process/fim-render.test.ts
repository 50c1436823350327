/** What a prompt becomes in the vocabularies of the code families: exactly the tokens of their published formats. */
import { getLlama, type Llama, LlamaLogLevel, type LlamaModel, type Token } from "node-llama-cpp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FimPrompt } from "../../src/protocol/engine.ts";
import type { FimTokens } from "../../src/sidecar/fim/detect.ts";
import { markerTexts, modelFim } from "../../src/sidecar/fim/model-fim.ts";
import { promptTokens } from "../../src/sidecar/generate/prompt-tokens.ts";
import { Vocabulary } from "../../src/sidecar/generate/vocabulary.ts";
import { readGgufHeader } from "../../src/sidecar/models/gguf-header.ts";
import { BEGUN, FIM_FAMILIES, type FimFamily, PREFIX, SUFFIX } from "../fixtures/fim-families.ts";
import { type BundledFile, bundledFile } from "../fixtures/llama-bundle.ts";
import { ModelFolder } from "./fim-models.ts";

const PROMPT: FimPrompt = { kind: "fim", prefix: PREFIX, begun: BEGUN, suffix: SUFFIX, path: "a.py" };
const folder = new ModelFolder();
let llama: Llama;
beforeAll(async () => {
  llama = await getLlama({ build: "never", gpu: false, maxThreads: 1, logLevel: LlamaLogLevel.disabled });
});
afterAll(async () => {
  await llama.dispose();
  folder.remove();
});

class Reader {
  readonly model: LlamaModel;
  readonly fim: FimTokens | undefined;
  readonly #vocabulary: Vocabulary;
  readonly #specials: ReadonlySet<string>;

  constructor(model: LlamaModel, path: string, specials: readonly string[]) {
    this.model = model;
    this.fim = modelFim(model, readGgufHeader(path)).fim;
    this.#vocabulary = new Vocabulary(
      model,
      "test",
      this.fim === undefined ? [] : markerTexts(this.fim, model),
    );
    this.#specials = new Set(specials);
  }

  tokens(prompt: FimPrompt): Token[] {
    const { model, fim } = this;
    const vocabulary = this.#vocabulary;
    return promptTokens(prompt, { model, fim, vocabulary, name: "test", variant: { emptyThought: false } });
  }

  /** Token texts in a row; special tokens in «». */
  shown(prompt: FimPrompt): string {
    const texts = this.model.fileInfo.metadata.tokenizer.ggml.tokens;
    return this.tokens(prompt)
      .map((token) => {
        const text = texts[token] ?? "";
        if (this.#specials.has(text)) return `«${text}»`;
        return text.replaceAll(/[Ġ▁]/g, " ").replaceAll(/Ċ|<0x0A>/g, "\n");
      })
      .join("");
  }
}

async function reader(family: FimFamily, specialType: "control" | "userDefined"): Promise<Reader> {
  const path = await folder.write(family, { specialType });
  const model = await llama.loadModel({ modelPath: path, vocabOnly: true });
  return new Reader(model, path, [family.bos ?? "", family.eos, ...family.specials]);
}

describe.each(FIM_FAMILIES)("$name", (family) => {
  it.each(["control", "userDefined"] as const)("has the tokens of its format (%s)", async (specialType) => {
    const read = await reader(family, specialType);
    expect(read.fim?.format.name).toBe(family.format);
    expect(read.shown(PROMPT)).toBe(family.plain);
    const files = [{ path: "lib.py", text: "x = 1" }];
    expect(read.shown({ ...PROMPT, files })).toBe(family.withFile ?? family.plain);
    await read.model.dispose();
  });

  it("keeps text that looks like its tokens text", async () => {
    for (const specialType of ["control", "userDefined"] as const) {
      const read = await reader(family, specialType);
      const specials = (prompt: FimPrompt): string[] => read.shown(prompt).match(/«.*?»/g) ?? [];
      const hostile = [family.eos, ...family.specials].map((text) => text.replaceAll("▁", "")).join(" x ");
      const prompt = { ...PROMPT, prefix: hostile, begun: hostile, suffix: hostile, path: hostile };
      expect(specials(prompt)).toEqual(specials(PROMPT));
      await read.model.dispose();
    }
  });
});

/** Ids of the published tokenizers. */
const PUBLISHED: readonly [BundledFile, string, Record<string, number>][] = [
  ["starcoder2", "StarCoder2", { prefix: 1, middle: 2, suffix: 3 }],
  ["refact", "<fim_prefix>", { prefix: 1, middle: 2, suffix: 3 }],
  ["deepseekCoder", "DeepSeek Coder", { suffix: 32_015, prefix: 32_016, middle: 32_017 }],
];

describe("in the real vocabulary of", () => {
  it.each(PUBLISHED)("%s, the tokens are found", async (file, format, ids) => {
    const path = await bundledFile(file);
    const model = await llama.loadModel({ modelPath: path, vocabOnly: true });
    const read = new Reader(model, path, []);
    expect(read.fim?.format.name).toBe(format);
    expect(read.fim).toMatchObject(ids);
    const text = "def f(a):\n    return a\n\n\nprint(f(1))\n";
    const tokens = read.tokens({ kind: "fim", prefix: text, suffix: text, begun: text });
    expect(model.detokenize(tokens)).toBe(text + text + text);
    await model.dispose();
  });

  it("Qwen2, which is no code model, there are none", async () => {
    const path = await bundledFile("qwen2");
    const model = await llama.loadModel({ modelPath: path, vocabOnly: true });
    expect(new Reader(model, path, []).fim).toBeUndefined();
    await model.dispose();
  });
});
