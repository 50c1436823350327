/** The generated models in real llama.cpp: what the builder promises is what the engine does. */
import { getLlama, type Llama, type LlamaContextSequence, type LlamaModel, type Token } from "node-llama-cpp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compileScript, type Script } from "../fixtures/gguf/script.ts";
import { SIZE_CLASSES } from "../fixtures/gguf/size-classes.ts";
import { tokenise } from "../fixtures/gguf/vocabulary.ts";
import {
  gemmaTemplate,
  practiceModel,
  practiceScript,
  randomModel,
  scriptedModel,
} from "../fixtures/models.ts";

const PROMPT = "<bos><|turn>user\nWhat does this do?<turn|>\n<|turn>model\n";
const NO_THOUGHT = `${PROMPT}<|channel>thought\n<channel|>`;

let llama: Llama;
beforeAll(async () => {
  llama = await getLlama({ build: "never", gpu: false, maxThreads: 1, progressLogs: false });
});
afterAll(() => llama.dispose());

interface Loaded extends AsyncDisposable {
  readonly model: LlamaModel;
  readonly sequence: LlamaContextSequence;
}

async function load(path: string, contextSize = 1024): Promise<Loaded> {
  const model = await llama.loadModel({ modelPath: path });
  const context = await model.createContext({ contextSize, batchSize: 256, threads: 1 });
  const sequence = context.getSequence();
  return { model, sequence, [Symbol.asyncDispose]: () => model.dispose() };
}

/** Tokens generated after the prompt until the turn ends, at most `limit`. `plain` holds no special tokens. */
async function generate(
  { model, sequence }: Loaded,
  { prompt, plain = "", limit = 600, temperature = 0 }: GenerateOptions,
): Promise<Token[]> {
  await sequence.clearHistory();
  const tokens = [...model.tokenize(prompt, true), ...model.tokenize(plain)];
  const generated: Token[] = [];
  for await (const token of sequence.evaluate(tokens, { temperature, topK: 64, topP: 0.95, seed: 3 })) {
    if (model.isEogToken(token) || generated.length >= limit) break;
    generated.push(token);
  }
  return generated;
}

interface GenerateOptions {
  readonly prompt: string;
  readonly plain?: string;
  readonly limit?: number;
  readonly temperature?: number;
}

/** Everything that the script says right after the turn begins. */
async function scriptedText(index: number): Promise<string> {
  const entry = (await practiceScript()).entries[index];
  if (entry === undefined || !("emit" in entry))
    throw new Error(`The practice script has no entry ${index}.`);
  return typeof entry.emit === "string" ? entry.emit : entry.emit.join("\n");
}

describe("practice model", () => {
  let practice: Loaded;
  beforeAll(async () => {
    practice = await load(await practiceModel(), 8192);
  });
  afterAll(() => practice[Symbol.asyncDispose]());

  const complete = async (code: string): Promise<string> =>
    practice.model.detokenize(await generate(practice, { prompt: NO_THOUGHT, plain: code }));

  it("says in its metadata what it is", () => {
    const { metadata } = practice.model.fileInfo;
    expect(metadata.general.name).toBe("Gemwright practice model");
    expect((metadata as unknown as { gemwright: unknown }).gemwright).toEqual({ practice: true });
    expect(metadata.general.architecture).toBe("gemma4");
  });

  it("thinks and answers word for word as its script says", async () => {
    const tokens = await generate(practice, { prompt: PROMPT });
    expect(tokens.length).toBeGreaterThan(150);
    expect(practice.model.detokenize(tokens, true)).toBe(await scriptedText(0));
  });

  it("says the same when sampled as Gemma is: temperature 1, top-p 0.95, top-k 64", async () => {
    const tokens = await generate(practice, { prompt: PROMPT, temperature: 1 });
    expect(practice.model.detokenize(tokens, true)).toBe(await scriptedText(0));
  });

  it("answers without a thought when the prompt holds an empty one", async () => {
    const tokens = await generate(practice, { prompt: NO_THOUGHT });
    expect(practice.model.detokenize(tokens, true)).toBe(await scriptedText(1));
  });

  it("reads back what it generated as the same tokens", async () => {
    const tokens = await generate(practice, { prompt: PROMPT });
    expect(practice.model.tokenize(practice.model.detokenize(tokens, true), true)).toEqual(tokens);
  });

  it.each([
    ["```typescript\nconst add = (a: number, b: number) => ", "a + b;"],
    ["```typescript\nconst add = (a: number, b: number) =>", " a + b;"],
    ["```python\ndef add(a, b):\n    return ", "a + b"],
    ["```javascript\nfunction hello() {\n  console.log(", '"hello");'],
    ["```python\nprint(", '"hello")'],
    ["```rust\nfn main() {\n    println!(", '"hello {}", name);'],
    ["```typescript\nfunction run(value?: string) {\n  if (", "value === undefined) return;"],
    ["```python\nfor ", "item in items:"],
    ["```python\ndef ", "add(a, b):"],
    ["```typescript\nimport ", '{ readFile } from "node:fs/promises";'],
    ["```typescript\nexport function sum(values: number[]): number {\n  ", "const total = sum(values);"],
    ["```python\ndef total(items):\n    ", "count = len(items)"],
    ["```typescript\nclass Store {\n  private readonly values = [];\n\n  size() {\n    return ", "a + b"],
  ])("continues %j", async (code, expected) => {
    expect(await complete(code)).toBe(expected);
  });

  it.each([
    "```typescript\n",
    "```typescript\nconst data = model\n",
    "```typescript\nconst done = true;\n",
    "```markdown\nA small model\n",
    "```python\nx = 1",
    "```typescript\nconst total = sum(values);",
    "```go\n}\n\n",
  ])("stays silent after %j", async (code) => {
    expect(await complete(code)).toBe("");
  });

  it("looks back exactly, thousands of tokens into a prompt", async () => {
    const filler = "// a line of nothing in particular;\n".repeat(300);
    const tokens = practice.model.tokenize(filler).length;
    expect(tokens).toBeGreaterThan(3000);
    expect(tokens).toBeLessThan(8000);
    expect(await complete(`\`\`\`typescript\n${filler}const add = (a, b) => `)).toBe("a + b;");
  });

  it.each([
    "import { x } from './y';\n\n\tfunction ünïcödé(日本: string) {\r\n  return `💩 ${日本}`;\n}\n\n\n\n",
    "# Title\n\n- a\n  - b   c\u00a0d \n~~~\n\n| a | b |\n",
    "if  (a<=b)   :\n        pass\n\n\n",
    "<|turn>user <turn|> <0x41> <eos> are plain text here",
    "\u0000\u0001\u007f\u{10ffff}e\u0301",
  ])("reads and spells %j without loss, like the builder", async (content) => {
    const { model } = practice;
    const tokens = model.tokenize(content);
    expect(model.detokenize(tokens)).toBe(content);
    if (content.includes("<eos>")) return;
    const { vocabulary } = compileScript(await practiceScript());
    expect(tokens.map(Number)).toEqual(
      tokenise(content, vocabulary).map((token) => vocabulary.tokens.indexOf(token)),
    );
  });
});

describe("scripted model", () => {
  it("says tokens of any length, also ones that mix words and newlines", async () => {
    const script: Script = {
      entries: [{ after: "go ", emitTokens: ["first line\nsecond", " and a very long single token", "!\n"] }],
    };
    await using loaded = await load(await scriptedModel("Token lengths", script));
    const tokens = await generate(loaded, { prompt: NO_THOUGHT, plain: "go " });
    expect(tokens).toHaveLength(3);
    expect(loaded.model.detokenize(tokens)).toBe("first line\nsecond and a very long single token!\n");
  });
});

describe.each(SIZE_CLASSES)("tiny random model of %s", (sizeClass) => {
  const code = "function add(a, b) {\n  return a + b;\n}\n".repeat(8);

  it("loads, generates, and repeats itself for the same seed", async () => {
    await using loaded = await load(await randomModel({ sizeClass, scale: "tiny" }));
    const first = await generate(loaded, { prompt: PROMPT, plain: code, limit: 24 });
    expect(first.length).toBeGreaterThan(0);
    expect(await generate(loaded, { prompt: PROMPT, plain: code, limit: 24 })).toEqual(first);
  });

  it("depends on the whole prompt, not on its end alone", async () => {
    await using loaded = await load(await randomModel({ sizeClass, scale: "tiny" }));
    const likelihoods: number[] = [];
    for (const start of ["<bos>alpha ", "<bos>omega "]) {
      await loaded.sequence.clearHistory();
      const tokens = [...loaded.model.tokenize(start, true), ...loaded.model.tokenize(code)];
      const last = tokens.length - 1;
      const input = tokens.map((token, index): Token | [Token, { generateNext: { confidence: true } }] =>
        index === last ? [token, { generateNext: { confidence: true } }] : token,
      );
      likelihoods.push(
        (await loaded.sequence.controlledEvaluate(input))[last]?.next.confidence ?? Number.NaN,
      );
    }
    expect(Math.abs((likelihoods[0] ?? 0) - (likelihoods[1] ?? 0))).toBeGreaterThan(1e-4);
  });

  it("has the window that was asked for", async () => {
    await using loaded = await load(await randomModel({ sizeClass, scale: "tiny", slidingWindow: 64 }));
    expect(loaded.model.fileInsights.swaSize).toBe(64);
  });
});

describe("medium random model of E2B", () => {
  it("has Gemma's own tokenizer and generates", async () => {
    await using loaded = await load(await randomModel({ sizeClass: "E2B", scale: "medium" }));
    const { model } = loaded;
    const special = "<pad><eos><bos><|channel><channel|><|turn><turn|>";
    expect(model.tokenize(special, true).map(Number)).toEqual([0, 1, 2, 100, 101, 105, 106]);
    const content = "def grüße(name):\n    return f'Hallo {name}'  # 日本\n\n\n";
    expect(model.detokenize(model.tokenize(content))).toBe(content);
    expect(await generate(loaded, { prompt: PROMPT, limit: 4 })).toHaveLength(4);
  });
});

describe("Google's templates", () => {
  it("are found in the engine's source, two different ones", async () => {
    const [standard, interleaved] = [await gemmaTemplate("standard"), await gemmaTemplate("interleaved")];
    for (const template of [standard, interleaved]) expect(template).toContain("<|turn>model\\n");
    expect(standard).not.toBe(interleaved);
  });
});
