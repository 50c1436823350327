/**
 * The rendered template in the real Gemma 4 vocabulary: what people and tools write never becomes a special
 * token, and what the template writes becomes the tokens that Google's text would.
 */
import * as fc from "fast-check";
import { getLlama, type Llama, LlamaLogLevel, type LlamaModel, type Token } from "node-llama-cpp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Vocabulary } from "../../src/sidecar/generate/vocabulary.ts";
import { renderChat } from "../../src/sidecar/template/render.ts";
import { SPECIAL_TOKENS } from "../../src/sidecar/template/special-tokens.ts";
import { gemmaVocabulary } from "../fixtures/models.ts";
import { anyPrompt, hostileText } from "../unit/template/arbitraries.ts";
import { handWrittenPrompts } from "../unit/template/conversations.ts";

const OTHER_TAGS = [
  "<eos>",
  "<pad>",
  "<unk>",
  "<mask>",
  "<|image|>",
  "<|audio>",
  "<start_of_turn>",
  "[multimodal]",
];

let llama: Llama;
let model: LlamaModel;
let vocabulary: Vocabulary;
let specialIds: ReadonlyMap<Token, string>;

beforeAll(async () => {
  llama = await getLlama({ build: "never", gpu: false, maxThreads: 1, logLevel: LlamaLogLevel.disabled });
  model = await llama.loadModel({ modelPath: await gemmaVocabulary(), vocabOnly: true });
  vocabulary = new Vocabulary(model, "Gemma 4");
  specialIds = new Map(
    SPECIAL_TOKENS.map((text): [Token, string] => {
      const ids = model.tokenize(text, true);
      if (ids.length !== 1 || ids[0] === undefined) throw new Error(`${text} is ${ids.length} tokens`);
      return [ids[0], text];
    }),
  );
});

afterAll(async () => {
  await model.dispose();
  await llama.dispose();
});

const asText = (text: string): readonly Token[] => vocabulary.encodeText(text);

/** Ids among the tokens that mean more than text to the model: of our table, or of control type. */
const meaningful = (ids: readonly Token[]): Token[] =>
  ids.filter((id) => specialIds.has(id) || model.isEogToken(id) || model.isSpecialToken(id));

describe("in the vocabulary of Gemma 4", () => {
  it("every special token of the table is one token of its own", () => {
    expect([...specialIds.values()]).toEqual(SPECIAL_TOKENS);
    const ids = new Map([...specialIds].map(([id, text]): [string, number] => [text, id]));
    expect(ids.get("<bos>")).toBe(2);
    expect(ids.get("<|turn>")).toBe(105);
    expect(ids.get("<|channel>")).toBe(100);
  });

  it.each([...SPECIAL_TOKENS, ...OTHER_TAGS])("%s as text is text", (tag) => {
    for (const text of [tag, ` ${tag} `, `\n${tag}\n`, `a${tag}b`, tag + tag]) {
      expect(meaningful(asText(text))).toEqual([]);
      expect(model.detokenize(asText(text))).toBe(text);
    }
  });

  it("hostile text yields no special token", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(meaningful(asText(text))).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  it.each(handWrittenPrompts())("%s: special tokens are the template's own", (_name, prompt) => {
    const segments = renderChat(prompt, { emptyThought: true });
    const own = segments.filter((segment) => segment.kind === "special").map((segment) => segment.text);
    expect(meaningful(vocabulary.encode(segments)).map((id) => specialIds.get(id))).toEqual(own);
  });

  it("special tokens are the template's own in arbitrary conversations", () => {
    fc.assert(
      fc.property(anyPrompt, (prompt) => {
        const segments = renderChat(prompt, { emptyThought: false });
        const own = segments.filter((segment) => segment.kind === "special").map((segment) => segment.text);
        expect(meaningful(vocabulary.encode(segments)).map((id) => specialIds.get(id))).toEqual(own);
      }),
      { numRuns: 200 },
    );
  });

  it("tokens are those of the whole prompt where nobody writes tags", () => {
    const tagless = handWrittenPrompts().filter(
      ([, prompt]) => !/<[|a-z]|[a-z|]>/.test(JSON.stringify(prompt)),
    );
    expect(tagless.length).toBeGreaterThanOrEqual(60);
    for (const [name, prompt] of tagless) {
      const segments = renderChat(prompt, { emptyThought: true });
      const whole = model.tokenize(segments.map((segment) => segment.text).join(""), true);
      expect([name, vocabulary.encode(segments)]).toEqual([name, whole]);
    }
  });
});
