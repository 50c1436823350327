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
/** Another way to cut the same prompt: its sums are made in another order, and rounded otherwise. */
const OTHER_BATCH = 48;
/** Log-probabilities closer than this are a tie: a cache in 16 bits differs by as much. */
const TOLERANCE = 0.05;
/** Likeliest tokens whose rounding is looked at. */
const LIKELY = 20;

type Probabilities = ReadonlyMap<Token, number>;

export interface Encoded {
  readonly tokens: readonly Token[];
  readonly healing: Healing | undefined;
}

/** Differences of log-probabilities, natural logarithm. */
export interface Verdict {
  /** By how much the most likely token is likelier than the one that was said; infinite if that is not among the likely. */
  readonly shortfall: number;
  /** By how much two fresh evaluations of the same prompt may put two tokens apart. */
  readonly noise: number;
  readonly agrees: boolean;
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
   * How `said`, which the model under test said first, compares with the most likely text after a fresh evaluation
   * of the whole prompt. Two fresh evaluations that cut the prompt differently tell how much is rounding.
   */
  async judge(prompt: Prompt, said: string): Promise<Verdict> {
    const { tokens, healing, fresh } = await this.#spoken(this.encode(prompt));
    const again = await this.#afterFresh(tokens, OTHER_BATCH);
    const choices = healing?.choices ?? [...fresh.keys()];
    const likely = choices.toSorted((a, b) => (fresh.get(b) ?? 0) - (fresh.get(a) ?? 0)).slice(0, LIKELY);
    const log = (of: Probabilities, token: Token): number => Math.log(of.get(token) ?? 0);
    const rounding = likely.map((token) => Math.abs(log(fresh, token) - log(again, token)));
    const spoken = likely.filter((token) => matches(said, this.#textOf(token, tokens), healing));
    const best = Math.max(...likely.map((token) => log(fresh, token)));
    const shortfall = best - Math.max(...spoken.map((token) => log(fresh, token)));
    // Both tokens of a comparison are rounded.
    const noise = 2 * Math.max(...rounding);
    return { shortfall, noise, agrees: shortfall <= Math.max(TOLERANCE, noise) };
  }

  /**
   * Where the first token is chosen, and how likely each is there. When too many tokens begin with the text taken
   * back to list them, the model's own choice decides: one that says something else comes after that text.
   */
  async #spoken({ tokens, healing }: Encoded): Promise<Encoded & { readonly fresh: Probabilities }> {
    const fresh = await this.#afterFresh(tokens, BATCH);
    if (healing === undefined || healing.choices !== undefined) return { tokens, healing, fresh };
    const [best] = [...fresh].reduce((most, other) => (other[1] > most[1] ? other : most));
    if (!this.#vocabulary.isEnd(best) && this.#vocabulary.begins(best, healing.taken))
      return { tokens, healing, fresh };
    const whole = [...tokens, ...healing.takenTokens];
    return { tokens: whole, healing: undefined, fresh: await this.#afterFresh(whole, BATCH) };
  }

  async #afterFresh(tokens: readonly Token[], batch: number): Promise<Probabilities> {
    await this.#fresh.clearHistory();
    const last = tokens.length - 1;
    for (let at = 0; at < last; at += batch) {
      await this.#fresh.evaluateWithoutGeneratingNewTokens(tokens.slice(at, Math.min(at + batch, last)));
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
