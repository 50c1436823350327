/**
 * The loop around the model: one token per step, straight on `sequence.evaluate`, watched for the end of the
 * turn, stop texts, a thought too long or going round in circles, and a full window. A full window ends the
 * generation; the context is never shifted.
 */
import type { Token, TokenBias } from "node-llama-cpp";
import type { FinishReason, GenerateParams } from "../../protocol/engine.ts";
import type { CachedSequence } from "../cache/cached-sequence.ts";
import { SPECIAL } from "../template/special-tokens.ts";
import { choose, metadataOf, type Sampled, samplerOf } from "./choice.ts";
import type { Healing } from "./healing.ts";
import type { Output } from "./output.ts";
import { ThoughtLoop } from "./thought-loop.ts";
import type { Vocabulary } from "./vocabulary.ts";

export interface TokenLoopOptions {
  readonly params: GenerateParams;
  readonly cache: CachedSequence;
  /** Prompt tokens not evaluated yet, at least one. */
  readonly rest: readonly Token[];
  readonly vocabulary: Vocabulary;
  readonly output: Output;
  /** The first token must begin with the text that was taken back. */
  readonly healing: Healing | undefined;
  /** Whether to end before the model does. */
  readonly enough: () => boolean;
  /** After this token the model has nothing more to say. */
  readonly isEnd: (token: Token) => boolean;
  /** Takes the gate around one evaluation; rejects when the request was cancelled. */
  readonly step: <T>(work: () => Promise<T>) => Promise<T>;
  /** Called when the prompt is in the cache and the first token is known. */
  readonly onPrompt: () => void;
}

export interface TokenCounts {
  generated: number;
  thought: number;
}

export async function runTokenLoop(options: TokenLoopOptions, counts: TokenCounts): Promise<FinishReason> {
  const { cache, output, step, params } = options;
  const iterator = evaluate(options, await biasesOf(options));
  const thought = new ThoughtWatch(options, counts);
  try {
    let next = await step(async () => {
      const first = await iterator.next();
      await cache.checkpoint();
      return first;
    });
    next = await healed(options, iterator, next);
    options.onPrompt();
    while (next.done !== true) {
      const { token, logProbability } = choose(next.value);
      if (options.isEnd(token)) break;
      counts.generated++;
      output.push(token, logProbability);
      if (output.stopped) return "stopText";
      const close = thought.watch(token);
      const following = close === undefined ? [token] : [token, close];
      const full = cache.length + following.length > cache.capacity;
      if (full || counts.generated >= params.maxTokens || options.enough()) {
        output.finish();
        return output.stopped ? "stopText" : "length";
      }
      next = await step(() => iterator.next(following));
    }
  } finally {
    await iterator.return(undefined);
  }
  output.finish();
  if (output.stopped) return "stopText";
  return output.calledTools ? "toolCalls" : "stop";
}

/** Counts thought tokens; says when to close the thought. */
class ThoughtWatch {
  readonly #options: TokenLoopOptions;
  readonly #counts: TokenCounts;
  readonly #loop = new ThoughtLoop();
  #thinking = false;

  constructor(options: TokenLoopOptions, counts: TokenCounts) {
    this.#options = options;
    this.#counts = counts;
  }

  /** The token that closes the thought, when it must end now; it is already in the output. */
  watch(token: Token): Token | undefined {
    const { vocabulary, params, output } = this.#options;
    const text = vocabulary.specialText(token);
    if (text === SPECIAL.channelOpen) this.#thinking = true;
    else if (text === SPECIAL.channelClose) this.#thinking = false;
    if (!this.#thinking) return undefined;
    this.#counts.thought++;
    const loops = this.#loop.push(token);
    if (!loops && this.#counts.thought < (params.maxThoughtTokens ?? Number.POSITIVE_INFINITY)) {
      return undefined;
    }
    this.#thinking = false;
    const close = vocabulary.special(SPECIAL.channelClose);
    output.push(close);
    this.#counts.generated++;
    return close;
  }
}

type Tokens = AsyncGenerator<Sampled, undefined, Token[] | undefined>;

/** The first token as it is when it goes on from the text taken back; otherwise that text is evaluated after all. */
async function healed(
  { healing, vocabulary, output, step }: TokenLoopOptions,
  iterator: Tokens,
  first: IteratorResult<Sampled, undefined>,
): Promise<IteratorResult<Sampled, undefined>> {
  if (healing === undefined || first.done === true) return first;
  const { token } = choose(first.value);
  if (!vocabulary.isEnd(token) && vocabulary.begins(token, healing.taken)) {
    output.skip(healing.taken);
    return first;
  }
  return await step(() => iterator.next([...healing.takenTokens]));
}

/** For each token that is chosen, in turn; undefined = no token is bound. */
type Biases = () => TokenBias;

/** Asked once for every token that is chosen: only the first is bound. */
async function biasesOf({ healing, vocabulary }: TokenLoopOptions): Promise<Biases | undefined> {
  if (healing?.choices === undefined) return undefined;
  const none = await vocabulary.only([]);
  const biases = [await vocabulary.only(healing.choices)];
  return () => biases.pop() ?? none;
}

function evaluate({ cache, rest, params }: TokenLoopOptions, biases: Biases | undefined): Tokens {
  return cache.sequence.evaluateWithMetadata([...rest], metadataOf(params), {
    ...samplerOf(params),
    ...(biases === undefined ? {} : { tokenBias: biases }),
    yieldEogToken: true,
  }) as Tokens;
}
