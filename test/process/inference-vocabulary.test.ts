import * as fc from "fast-check";
import { getLlama, LlamaLogLevel, type LlamaModel } from "node-llama-cpp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { createInference } from "../../src/sidecar/core.ts";
import { Vocabulary } from "../../src/sidecar/generate/vocabulary.ts";
import { SPECIAL_TOKENS } from "../../src/sidecar/template/special-tokens.ts";
import { gemmaVocabulary } from "../fixtures/models.ts";

/** How SentencePiece writes a blank: a text that holds this very sign (U+2581) cannot be told from one with a blank. */
const BLANK = "\u2581";

let model: LlamaModel;
let vocabulary: Vocabulary;
beforeAll(async () => {
  const llama = await getLlama({
    gpu: false,
    build: "never",
    progressLogs: false,
    logLevel: LlamaLogLevel.disabled,
  });
  model = await llama.loadModel({ modelPath: await gemmaVocabulary(), vocabOnly: true });
  vocabulary = new Vocabulary(model, "Gemma 4");
});
afterAll(() => model.dispose());

describe("the real Gemma 4 vocabulary", () => {
  it("has every special token of the template", () => {
    expect(vocabulary.speaksGemma4).toBe(true);
    const ids = SPECIAL_TOKENS.map((text) => vocabulary.special(text));
    expect(new Set(ids).size).toBe(SPECIAL_TOKENS.length);
    expect(SPECIAL_TOKENS.map((text) => vocabulary.specialText(vocabulary.special(text)))).toEqual(
      SPECIAL_TOKENS,
    );
    expect(() => vocabulary.special("<|nonsense>")).toThrow("has no special token");
  });

  it("never makes a special token of text, and loses no character of it", () => {
    const special = new Set(SPECIAL_TOKENS.map((text) => vocabulary.special(text)));
    const pieces = fc.constantFrom(
      ...SPECIAL_TOKENS,
      "<",
      "|",
      ">",
      "code();\n",
      "\n\n",
      " ",
      "é",
      " ? ",
      " !==",
      " ,",
      " 's",
      "世界",
      "<|",
      "|>",
    );
    const any = fc.string({ unit: "grapheme" }).filter((text) => !text.includes(BLANK));
    const texts = fc.oneof(fc.string({ unit: pieces }), any);
    fc.assert(
      fc.property(texts, (text) => {
        const tokens = vocabulary.encodeText(text);
        expect(tokens.some((token) => special.has(token))).toBe(false);
        expect(vocabulary.decode(tokens, [])).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  it("has one token for a blank and the sign that it writes blanks with, as its own tokenizer has", () => {
    expect(vocabulary.encodeText(`a${BLANK}b`)).toEqual(vocabulary.encodeText("a b"));
  });

  it("tokenises long text by blocks as it does whole", () => {
    const text = "function add(a: number, b: number) {\n\n  return a + b;\n}\n\n\n\t// end\n".repeat(200);
    expect(vocabulary.encodeText(text)).toEqual(model.tokenize(text, false));
  });
});

it("the engine version is the pinned one", async () => {
  const core = await createInference();
  expect(core.engineVersion).toBe(manifest.dependencies["node-llama-cpp"]);
  await core.dispose();
});
