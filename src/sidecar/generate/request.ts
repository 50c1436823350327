/** One generate or prefill, from words to events: sequence, cache, tokens, figures. */
import type { Token } from "node-llama-cpp";
import type {
  CacheChoice,
  FinishReason,
  Generated,
  GenerateParams,
  GenerateResult,
  PrefillParams,
  Usage,
} from "../../protocol/engine.ts";
import { FailureError } from "../../protocol/failure.ts";
import { alignCache } from "../cache/align.ts";
import type { CachedSequence } from "../cache/cached-sequence.ts";
import type { GateTicket } from "../lanes/gate.ts";
import type { Lease } from "../lanes/lease.ts";
import { chooseSequence } from "./choose-sequence.ts";
import { type Healing, wordsToHeal } from "./healing.ts";
import { Output } from "./output.ts";
import { promptTokens } from "./prompt-tokens.ts";
import type { Session } from "./session.ts";
import { runTokenLoop } from "./token-loop.ts";

let uses = 0;

export async function runGenerate(
  session: Session,
  params: GenerateParams,
  emit: (event: Generated) => void,
  signal: AbortSignal,
): Promise<GenerateResult> {
  const { tokens, healing } = tokensOf(session, params);
  const { vocabulary, fim } = session.loaded;
  const fills = params.prompt.kind === "fim";
  const work = new Work(session, params, tokens, signal);
  const counts = { generated: 0, thought: 0 };
  const finishReason = await work.onSequence(async (cache, clock, lease): Promise<FinishReason> => {
    const { reused, rest } = await alignCache(cache, tokens, {
      slice: session.slice,
      step: clock.prefill,
      until: "tail",
      onSlice: (done) => {
        emit({ id: params.id, kind: "prefill", done, total: tokens.length });
        return true;
      },
    });
    clock.reused = reused;
    let step = clock.prefill;
    return await runTokenLoop(
      {
        params,
        cache,
        rest,
        vocabulary,
        healing,
        // Nobody waits for the end of background work; who needs its cache does.
        enough: () => params.lane === "background" && lease.contested,
        output: new Output(params, vocabulary, emit, fills ? tokens : []),
        isEnd: (token) =>
          vocabulary.isEnd(token) ||
          (fills && (vocabulary.isControl(token) || fim?.ends.has(token) === true)),
        step: (evaluate) => step(evaluate),
        onPrompt: () => {
          step = clock.generation;
          emit({ id: params.id, kind: "prompt", usage: work.usage(counts) });
        },
      },
      counts,
    );
  });
  return { finishReason, usage: work.usage(counts) };
}

export async function runPrefill(
  session: Session,
  params: PrefillParams,
  signal: AbortSignal,
): Promise<Usage> {
  const { tokens } = tokensOf(session, params);
  const work = new Work(session, params, tokens, signal);
  let left = tokens.length;
  while (left > 0) {
    left = await work.onSequence(async (cache, clock, lease) => {
      const { reused, rest } = await alignCache(cache, tokens, {
        slice: session.slice,
        step: clock.prefill,
        until: "all",
        // A chat that waits for this sequence goes first; what it leaves of the cache is taken up again.
        onSlice: () => !lease.contested,
      });
      clock.reused ??= reused;
      return rest.length;
    });
  }
  return work.usage({ generated: 0, thought: 0 });
}

interface Asked {
  readonly tokens: readonly Token[];
  readonly healing: Healing | undefined;
}

function tokensOf(session: Session, params: GenerateParams | PrefillParams): Asked {
  const { loaded } = session;
  const { model, vocabulary, variant, fim, info } = loaded;
  const { prompt } = params;
  const whole = promptTokens(prompt, { model, vocabulary, variant, fim, name: info.name });
  const healing = vocabulary.heal(whole, wordsToHeal(prompt, fim));
  const tokens = healing?.tokens ?? whole;
  const cache = cacheOf(params);
  const window = cache === "completion" ? info.completionTokens : info.contextTokens;
  // The last cell stays free, and one token must be left to generate.
  if (whole.length <= window - 2) return { tokens, healing };
  throw new FailureError({
    code: "context.too-long",
    message: `The prompt has ${whole.length} tokens; the ${cache} window of ${info.name} holds ${window}.`,
    nextStep: "Attach less, start a new chat, or choose a larger window in the settings.",
  });
}

function cacheOf({ cache, lane }: GenerateParams | PrefillParams): CacheChoice {
  return cache ?? (lane === "completion" ? "completion" : "chat");
}

/** Milliseconds by what they were spent on; `prefill` and `generation` run one evaluation through the gate. */
class Clock {
  readonly prefill: <T>(work: () => Promise<T>) => Promise<T>;
  readonly generation: <T>(work: () => Promise<T>) => Promise<T>;
  readonly spent = { queue: 0, prefill: 0, generation: 0 };
  reused: number | undefined;

  constructor(signal: AbortSignal, ticket: () => GateTicket) {
    const timed =
      (kind: "prefill" | "generation") =>
      async <T>(work: () => Promise<T>): Promise<T> => {
        const asked = performance.now();
        let begun = asked;
        const result = await ticket().step(signal, () => {
          begun = performance.now();
          return work();
        });
        this.spent.queue += begun - asked;
        this.spent[kind] += performance.now() - begun;
        signal.throwIfAborted();
        return result;
      };
    this.prefill = timed("prefill");
    this.generation = timed("generation");
  }
}

/** Takes a sequence and the gate, and gives them back whatever happens. */
class Work {
  readonly #session: Session;
  readonly #params: GenerateParams | PrefillParams;
  readonly #tokens: readonly Token[];
  readonly #signal: AbortSignal;
  readonly #clock: Clock;
  #ticket: GateTicket | undefined;

  constructor(
    session: Session,
    params: GenerateParams | PrefillParams,
    tokens: readonly Token[],
    signal: AbortSignal,
  ) {
    this.#session = session;
    this.#params = params;
    this.#tokens = tokens;
    this.#signal = signal;
    this.#clock = new Clock(signal, () => this.#openTicket());
  }

  async onSequence<T>(
    work: (cache: CachedSequence, clock: Clock, lease: Lease<CachedSequence>) => Promise<T>,
  ): Promise<T> {
    const asked = performance.now();
    const lease = await this.#session.pool(cacheOf(this.#params)).acquire({
      lane: this.#params.lane,
      signal: this.#signal,
      choose: (slots) => chooseSequence(slots, this.#tokens),
    });
    this.#clock.spent.queue += performance.now() - asked;
    lease.item.lastUsed = ++uses;
    try {
      return await work(lease.item, this.#clock, lease);
    } catch (error) {
      if (this.#signal.aborted) throw this.#signal.reason;
      if (error instanceof FailureError) throw error;
      await lease.item.clear();
      throw this.#evaluationFailure(error);
    } finally {
      this.#ticket?.close();
      this.#ticket = undefined;
      lease.release();
    }
  }

  usage({ generated, thought }: { readonly generated: number; readonly thought: number }): Usage {
    const { spent, reused = 0 } = this.#clock;
    return {
      promptTokens: this.#tokens.length,
      reusedTokens: reused,
      evaluatedTokens: this.#tokens.length - reused,
      generatedTokens: generated,
      thoughtTokens: thought,
      queueMs: spent.queue,
      prefillMs: spent.prefill,
      generationMs: spent.generation,
    };
  }

  /** Only while a sequence is held: waiting for one must not keep its holder from the gate. */
  #openTicket(): GateTicket {
    this.#ticket ??= this.#session.gate.open(this.#params.lane);
    return this.#ticket;
  }

  #evaluationFailure(error: unknown): FailureError {
    const cause = error instanceof Error ? error.message : String(error);
    return new FailureError({
      code: "engine.evaluation-failed",
      message: `The model ${this.#session.loaded.info.name} could not evaluate the prompt: ${cause}`,
      nextStep: "Try again; if it fails again, load the model with a smaller window or on the CPU.",
    });
  }
}
