/**
 * Does the header describe a model that llama.cpp can load? Values it only asserts about abort the process
 * (`head_count` 0, 100,000 layers, a vocabulary without byte tokens); they are refused here. What it checks
 * itself and reports is left to it.
 */
import type { GgufHeader } from "./gguf-header.ts";
import { numberAt } from "./model-facts.ts";
import { modelFailure } from "./model-failure.ts";
import { checkVocabulary } from "./vocabulary-check.ts";

/** Families of llama.cpp v0.4.0 that answer in text and that people use for code. */
const ARCHITECTURES: ReadonlySet<string> = new Set(
  [
    "gemma gemma2 gemma3 gemma3n gemma4 llama llama4 mistral3 mistral4 mellum maincoder arcee",
    "smollm3 granite granitemoe granitehybrid qwen qwen2 qwen2moe qwen3 qwen3moe qwen3next qwen35",
    "qwen35moe starcoder starcoder2 codeshell refact deepseek deepseek2 deepseek32 phi2 phi3 phimoe",
    "stablelm command-r cohere2 glm4 glm4moe gpt-oss gpt2 gptneox internlm2 olmo olmo2 olmoe exaone",
    "exaone4 seed_oss nemotron falcon minicpm minicpm3 ernie4_5 ernie4_5-moe bailingmoe dots1",
    "hunyuan-moe hunyuan-dense lfm2 lfm2moe minimax-m2 apertus kimi-linear",
  ].flatMap((line) => line.split(" ")),
);

/** Numbers per architecture: suffix of the key, smallest and largest sane value, whether it must be there. */
const NUMBERS: readonly (readonly [suffix: string, least: number, most: number, required: boolean])[] = [
  ["block_count", 1, 512, true],
  ["embedding_length", 1, 1 << 20, true],
  ["context_length", 1, 1 << 30, true],
  ["attention.head_count", 1, 4096, true],
  ["attention.head_count_kv", 1, 4096, false],
  ["attention.key_length", 1, 65_536, false],
  ["attention.value_length", 1, 65_536, false],
  ["attention.key_length_swa", 1, 65_536, false],
  ["attention.value_length_swa", 1, 65_536, false],
  ["attention.sliding_window", 0, 1 << 30, false],
  ["attention.shared_kv_layers", 0, 512, false],
  ["feed_forward_length", 0, 1 << 24, false],
  ["expert_count", 0, 4096, false],
  ["expert_used_count", 0, 4096, false],
  ["rope.dimension_count", 0, 65_536, false],
  ["embedding_length_per_layer_input", 0, 1 << 20, false],
];

/** Throws a FailureError. `whole`: this file holds all tensors of the model. */
export function checkModel(path: string, header: GgufHeader, whole: boolean): void {
  const architecture = header.scalars.get("general.architecture");
  if (typeof architecture !== "string" || architecture === "") {
    throw modelFailure("gguf.bad-header", path, "it does not name its architecture");
  }
  if (!ARCHITECTURES.has(architecture)) {
    throw modelFailure(
      "gguf.unknown-architecture",
      path,
      `its architecture ${JSON.stringify(architecture.slice(0, 80))} is not one that Gemwright can run`,
    );
  }
  checkNumbers(path, header, architecture);
  checkPerLayer(path, header, architecture);
  checkVocabulary(path, header);
  if (whole) checkTensors(path, header, architecture);
}

function checkNumbers(path: string, header: GgufHeader, architecture: string): void {
  for (const [suffix, least, most, required] of NUMBERS) {
    const key = `${architecture}.${suffix}`;
    const value = numberAt(header, key);
    if (value === undefined) {
      if (required) throw modelFailure("gguf.bad-header", path, `its header lacks ${key}`);
    } else if (value < least || value > most) {
      throw modelFailure("gguf.bad-header", path, `its header says ${key} = ${value}`);
    }
  }
  const used = numberAt(header, `${architecture}.expert_used_count`) ?? 0;
  const experts = numberAt(header, `${architecture}.expert_count`) ?? 0;
  if (used > experts) {
    throw modelFailure("gguf.bad-header", path, `it uses ${used} experts of ${experts}`);
  }
  const shared = numberAt(header, `${architecture}.attention.shared_kv_layers`) ?? 0;
  const layers = numberAt(header, `${architecture}.block_count`) ?? 0;
  if (shared >= layers) {
    throw modelFailure(
      "gguf.bad-header",
      path,
      `${shared} of its ${layers} layers share another layer's cache`,
    );
  }
}

/** Arrays with one value per layer must have as many values as there are layers. */
function checkPerLayer(path: string, header: GgufHeader, architecture: string): void {
  const layers = numberAt(header, `${architecture}.block_count`) ?? 0;
  for (const suffix of ["attention.head_count", "attention.head_count_kv", "feed_forward_length"]) {
    const array = header.arrays.get(`${architecture}.${suffix}`);
    if (array !== undefined && array.length < layers) {
      throw modelFailure(
        "gguf.bad-header",
        path,
        `${architecture}.${suffix} has ${array.length} values for ${layers} layers`,
      );
    }
  }
  const heads = header.scalars.get(`${architecture}.attention.head_count`);
  const shared = header.scalars.get(`${architecture}.attention.head_count_kv`);
  if (typeof heads === "number" && typeof shared === "number" && heads % shared !== 0) {
    throw modelFailure(
      "gguf.bad-header",
      path,
      `${heads} attention heads cannot share ${shared} key-value heads`,
    );
  }
}

function checkTensors(path: string, header: GgufHeader, architecture: string): void {
  const names = new Set(header.tensors.map((tensor) => tensor.name));
  const embedding = header.tensors.find((tensor) => tensor.name === "token_embd.weight");
  if (embedding === undefined)
    throw modelFailure("gguf.bad-header", path, "the tensor token_embd.weight is missing");
  const tokens = header.arrays.get("tokenizer.ggml.tokens")?.length ?? 0;
  if (Number(embedding.dimensions[1] ?? 0n) !== tokens) {
    throw modelFailure(
      "gguf.bad-header",
      path,
      `it has ${tokens} tokens and embeddings for ${embedding.dimensions[1] ?? 0n}`,
    );
  }
  const layers = numberAt(header, `${architecture}.block_count`) ?? 0;
  const filled = new Set(
    [...names].map((name) => /^blk\.(\d+)\./.exec(name)?.[1]).filter((layer) => layer !== undefined),
  );
  if (filled.size !== layers) {
    throw modelFailure("gguf.bad-header", path, `it has tensors for ${filled.size} of ${layers} layers`);
  }
}
