/**
 * Which token comes next, and how probable it was. A greedy choice with its probability is made here from the
 * likeliest tokens: node-llama-cpp's own greedy sampler sorts the whole vocabulary to tell a probability, about
 * 20 ms for the 262,144 tokens of Gemma 4, while taking the top of the list costs less than 1 ms.
 */
import type { SequenceEvaluateMetadataOptions, SequenceEvaluateOptions, Token } from "node-llama-cpp";
import type { GenerateParams } from "../../protocol/engine.ts";

/** Tokens that a probability is computed among; the rest of the vocabulary is less likely than all of them. */
const LIKELIEST = 40;

export interface Sampled {
  readonly token: Token;
  /** Likeliest first, when asked for. */
  readonly probabilities?: ReadonlyMap<Token, number>;
  readonly confidence?: number;
}

export interface Chosen {
  readonly token: Token;
  /** Natural logarithm; undefined when the request does not want it. */
  readonly logProbability?: number;
}

type ChoiceParams = Pick<GenerateParams, "sampling" | "probabilities">;

/** What the evaluation must tell. */
export function metadataOf({ sampling, probabilities }: ChoiceParams): SequenceEvaluateMetadataOptions {
  if (probabilities !== true) return {};
  return sampling.temperature <= 0 ? { probabilities: true } : { confidence: true };
}

/** The sampler; a greedy one that must tell probabilities only lists the likeliest tokens. */
export function samplerOf({ sampling, probabilities }: ChoiceParams): SequenceEvaluateOptions {
  const { temperature, topP, topK, seed } = sampling;
  const chosenSeed = seed ?? Math.floor(Math.random() * 0x7fffffff);
  if (temperature <= 0 && probabilities === true) {
    return { temperature: 1, topP: 1, topK: LIKELIEST, minP: 0, seed: chosenSeed };
  }
  return { temperature, topP, topK, minP: 0, seed: chosenSeed };
}

/** The sampled token, or of a list of probabilities the likeliest. */
export function choose({ token, probabilities, confidence }: Sampled): Chosen {
  let best: { readonly token: Token; readonly probability: number } | undefined;
  for (const [candidate, probability] of probabilities ?? []) {
    if (best === undefined || probability > best.probability) best = { token: candidate, probability };
  }
  if (best !== undefined)
    return { token: best.token, logProbability: Math.min(0, Math.log(best.probability)) };
  return confidence === undefined ? { token } : { token, logProbability: Math.log(confidence) };
}
