/** The same model in this process, without anything of ours: what a completion's tokens cost and what they are. */
import {
  getLlama,
  type LlamaContextSequence,
  LlamaLogLevel,
  type LlamaModel,
  type Token,
} from "node-llama-cpp";
import type { Prompt } from "../../../src/protocol/engine.ts";
import { type Healing, wordsToHeal } from "../../../src/sidecar/generate/healing.ts";
import { Vocabulary } from "../../../src/sidecar/generate/vocabulary.ts";
import { renderChat } from "../../../src/sidecar/template/render.ts";

const CONTEXT = 8192;
const BATCH = 512;
/** Logits closer than this are a tie: sums in another order and a cache in 16 bits differ by as much. */
const TOLERANCE = 0.05;

export interface Encoded {
  readonly tokens: readonly Token[];
  readonly healing: Healing | undefined;
}

export class BareModel {
  readonly #model: LlamaModel;
  readonly #sequence: LlamaContextSequence;
  readonly #fresh: LlamaContextSequence;
  readonly #vocabulary: Vocabulary;

  private constructor(model: LlamaModel, sequence: LlamaContextSequence, fresh: LlamaContextSequence) {
    this.#model = model;
    this.#sequence = sequence;
    this.#fresh = fresh;
    this.#vocabulary = new Vocabulary(model, "E2B");
  }

  static async load(modelPath: string, threads: number): Promise<BareModel> {
    const llama = await getLlama({ gpu: false, build: "never", logLevel: LlamaLogLevel.error });
    const model = await llama.loadModel({ modelPath });
    const options = { contextSize: CONTEXT, batchSize: BATCH, swaFullCache: true, threads };
    const warm = await model.createContext(options);
    const fresh = await model.createContext({ ...options, swaFullCache: false });
    return new BareModel(model, warm.getSequence(), fresh.getSequence());
  }

  encode(prompt: Prompt): Encoded {
    if (prompt.kind !== "chat") throw new TypeError("a completion is a chat prompt here");
    const whole = this.#vocabulary.encode(renderChat(prompt, { emptyThought: false }));
    const healing = this.#vocabulary.heal(whole, wordsToHeal(prompt, undefined));
    return { tokens: healing?.tokens ?? whole, healing };
  }

  /** Milliseconds to evaluate what the cache does not hold, and to decode `decodes` tokens one by one. */
  async evaluate(prompt: Prompt, decodes: number): Promise<number> {
    const { tokens } = this.encode(prompt);
    const sequence = this.#sequence;
    const begun = performance.now();
    const shared = Math.min(
      sequence.compareContextTokens([...tokens]).firstDifferentIndex,
      tokens.length - 1,
    );
    await sequence.eraseContextTokenRanges([{ start: shared, end: sequence.nextTokenIndex }]);
    let count = 0;
    for await (const _ of sequence.evaluate(tokens.slice(shared), { temperature: 0, yieldEogToken: true })) {
      if (++count >= decodes) break;
    }
    return performance.now() - begun;
  }

  /**
   * Whether `said`, which the model under test said first, is the most likely text after a fresh evaluation of the
   * whole prompt, or as likely as that up to rounding.
   */
  async agrees(prompt: Prompt, said: string): Promise<boolean> {
    const { tokens, healing } = this.encode(prompt);
    const probabilities = await this.#afterFresh(tokens);
    const choices = healing?.choices ?? [...probabilities.keys()];
    const best = choices.reduce((most, token) => Math.max(most, probabilities.get(token) ?? 0), 0);
    const likely = choices.filter(
      (token) => Math.log(best) - Math.log(probabilities.get(token) ?? 0) <= TOLERANCE,
    );
    return likely.some((token) => matches(said, this.#textOf(token, tokens), healing));
  }

  async #afterFresh(tokens: readonly Token[]): Promise<ReadonlyMap<Token, number>> {
    await this.#fresh.clearHistory();
    const last = tokens.length - 1;
    for (let at = 0; at < last; at += BATCH) {
      await this.#fresh.evaluateWithoutGeneratingNewTokens(tokens.slice(at, Math.min(at + BATCH, last)));
    }
    const [result] = await this.#fresh.controlledEvaluate(
      tokens.slice(last).map((token) => [token, { generateNext: { probabilities: true } }]),
    );
    return result?.next.probabilities ?? new Map();
  }

  #textOf(token: Token, before: readonly Token[]): string {
    if (this.#vocabulary.isEnd(token)) return "";
    return this.#model.detokenize([token], false, before.slice(-2));
  }
}

/** A stop text ends what is said; what was taken back is not said again. */
function matches(said: string, text: string, healing: Healing | undefined): boolean {
  const own =
    healing !== undefined && text.startsWith(healing.taken) ? text.slice(healing.taken.length) : text;
  const [line = ""] = own.split("\n");
  if (line.length < own.length || own === "") return said === line || said.startsWith(own);
  // Half a character is held back until its other half comes.
  return own.includes("\uFFFD") || said.startsWith(own);
}
