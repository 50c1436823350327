/**
 * The inference core: one model at a time, its states, and the requests on it. llama.cpp's binding is loaded
 * with the first model, not with the process.
 */
import type {
  EngineState,
  Generated,
  GenerateParams,
  GenerateResult,
  LoadedModel,
  LoadParams,
  PrefillParams,
  TokenizeParams,
  Usage,
} from "../protocol/engine.ts";
import { type Failure, FailureError } from "../protocol/failure.ts";
import { runGenerate, runPrefill } from "./generate/request.ts";
import { Session } from "./generate/session.ts";
import { FEWEST, Speeds } from "./generate/speeds.ts";
import type { Vocabulary } from "./generate/vocabulary.ts";
import type { Inference, InferenceFigures } from "./inference.ts";
import { QueueCounter } from "./lanes/queue.ts";
import { loadModel } from "./models/load.ts";
import { LlamaRuntime, type Log } from "./models/runtime.ts";
import { ThreadTuner } from "./models/thread-tuner.ts";
import { VocabularyOnly } from "./models/vocabulary-only.ts";

/** The version of node-llama-cpp that `package.json` pins; a test compares them. */
const ENGINE_VERSION = "3.21.1";

export interface InferenceOptions {
  /** Lines for the log, llama.cpp's warnings among them. */
  readonly log?: Log;
}

export function createInference({ log = () => undefined }: InferenceOptions = {}): Promise<Inference> {
  return Promise.resolve(new InferenceCore(log));
}

interface Loading {
  readonly params: LoadParams;
  readonly abort: AbortController;
  readonly result: Promise<LoadedModel>;
}

class InferenceCore implements Inference {
  readonly engineVersion = ENGINE_VERSION;
  readonly #log: Log;
  readonly #runtime: LlamaRuntime;
  readonly #vocabularyOnly: VocabularyOnly;
  readonly #queue = new QueueCounter();
  readonly #speeds = new Speeds();
  readonly #listeners: (() => void)[] = [];
  #state: EngineState = { kind: "idle" };
  #session: Session | undefined;
  /** Only on the CPU, and only where the user did not choose the threads. */
  #tuner: ThreadTuner | undefined;
  /** Parameters of the loaded model. */
  #params: LoadParams | undefined;
  #loading: Loading | undefined;
  /** Loads and unloads happen one after the other. */
  #chain: Promise<unknown> = Promise.resolve();

  constructor(log: Log) {
    this.#log = log;
    this.#runtime = new LlamaRuntime(log);
    this.#vocabularyOnly = new VocabularyOnly(this.#runtime);
  }

  get state(): EngineState {
    return this.#state;
  }

  figures(): InferenceFigures {
    return {
      queued: this.#queue.counts,
      prefillTokensPerSecond: this.#speeds.median("prefill"),
      generationTokensPerSecond: this.#speeds.median("generation"),
    };
  }

  onDidChangeState(listener: () => void): void {
    this.#listeners.push(listener);
  }

  load(params: LoadParams): Promise<LoadedModel> {
    if (this.#loading !== undefined) {
      if (sameParams(this.#loading.params, params)) return this.#loading.result;
      this.#loading.abort.abort(replaced(this.#loading.params.path));
    } else if (
      this.#session !== undefined &&
      this.#params !== undefined &&
      sameParams(this.#params, params)
    ) {
      return Promise.resolve(this.#state.kind === "ready" ? this.#state.model : this.#session.loaded.info);
    }
    const abort = new AbortController();
    const result = this.#inTurn(() => this.#replace(params, abort.signal)).finally(() => {
      if (this.#loading?.result === result) this.#loading = undefined;
    });
    this.#loading = { params, abort, result };
    return result;
  }

  async unload(): Promise<void> {
    this.#loading?.abort.abort(replaced(this.#loading.params.path));
    await this.#inTurn(() => this.#close());
  }

  async tokenize({ texts, vocabulary: file }: TokenizeParams): Promise<number[]> {
    const count = (vocabulary: Vocabulary): number[] =>
      texts.map((text) => vocabulary.encodeText(text).length);
    const loaded = (): boolean => file === undefined || this.#session?.loaded.info.path === file.path;
    if (file === undefined || loaded()) return count(this.#ready().loaded.vocabulary);
    // A load that is under way may be of this file.
    return await this.#inTurn(async () =>
      count(loaded() ? this.#ready().loaded.vocabulary : await this.#vocabularyOnly.of(file)),
    );
  }

  async generate(
    params: GenerateParams,
    emit: (event: Generated) => void,
    signal: AbortSignal,
  ): Promise<GenerateResult> {
    const session = this.#ready();
    const leave = this.#queue.enter(params.lane, signal);
    try {
      const result = await session.run(signal, (own) => runGenerate(session, params, emit, own));
      this.#measure(result.usage);
      return result;
    } finally {
      leave();
    }
  }

  async prefill(params: PrefillParams, signal: AbortSignal): Promise<Usage> {
    const session = this.#ready();
    const leave = this.#queue.enter(params.lane, signal);
    try {
      const usage = await session.run(signal, (own) => runPrefill(session, params, own));
      this.#measure(usage);
      return usage;
    } finally {
      leave();
    }
  }

  async dispose(): Promise<void> {
    await this.unload();
    this.#listeners.length = 0;
    await this.#runtime.dispose();
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#chain.then(work);
    this.#chain = result.catch(() => undefined);
    return result;
  }

  async #replace(params: LoadParams, signal: AbortSignal): Promise<LoadedModel> {
    signal.throwIfAborted();
    await this.#close();
    this.#setState({ kind: "loading", path: params.path, fraction: 0 });
    try {
      const loaded = await loadModel(params, {
        runtime: this.#runtime,
        log: this.#log,
        signal,
        onProgress: (fraction) => this.#progress(params.path, fraction),
      });
      this.#session = new Session(loaded);
      this.#params = params;
      const tuned = loaded.info.gpu === "cpu" && params.threads === 0;
      this.#tuner = tuned ? new ThreadTuner(loaded.info.threads) : undefined;
      this.#setState({ kind: "ready", model: loaded.info });
      return loaded.info;
    } catch (error) {
      const failure = asFailure(error, params.path);
      if (signal.aborted) this.#setState({ kind: "idle" });
      else this.#setState({ kind: "failed", path: params.path, failure });
      throw new FailureError(failure);
    }
  }

  async #close(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    this.#params = undefined;
    await this.#vocabularyOnly.close();
    await session?.close();
    if (this.#state.kind !== "idle") this.#setState({ kind: "idle" });
  }

  #ready(): Session {
    if (this.#session !== undefined) return this.#session;
    throw new FailureError({
      code: "model.not-loaded",
      message: "No model is loaded.",
      nextStep: "Load a model file first.",
    });
  }

  #progress(path: string, fraction: number): void {
    const shown = this.#state.kind === "loading" ? this.#state.fraction : 0;
    // llama.cpp reports each tensor; a status message per percent is plenty.
    if (fraction - shown >= 0.01) this.#setState({ kind: "loading", path, fraction: Math.min(1, fraction) });
  }

  #measure(usage: Usage): void {
    this.#speeds.measured("prefill", usage.evaluatedTokens, usage.prefillMs);
    this.#speeds.measured("generation", usage.generatedTokens, usage.generationMs);
    if (usage.generatedTokens >= FEWEST.generation && usage.generationMs > 0) {
      this.#tune((usage.generatedTokens * 1000) / usage.generationMs);
    }
  }

  #tune(tokensPerSecond: number): void {
    if (this.#state.kind !== "ready" || this.#session === undefined) return;
    const { model } = this.#state;
    const threads = this.#tuner?.observe(tokensPerSecond) ?? model.threads;
    if (threads === model.threads) return;
    this.#log(
      "info",
      `Generation runs at ${tokensPerSecond.toFixed(1)} tokens/s: ${threads} instead of ${model.threads} threads.`,
    );
    // Contexts take it over with their next request (measured with node-llama-cpp 3.21.1).
    this.#session.loaded.model.llama.maxThreads = threads;
    this.#setState({ kind: "ready", model: { ...model, threads } });
  }

  #setState(state: EngineState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

function sameParams(a: LoadParams, b: LoadParams): boolean {
  return (
    a.path === b.path &&
    a.contextTokens === b.contextTokens &&
    a.gpu === b.gpu &&
    a.threads === b.threads &&
    a.safeMode === b.safeMode
  );
}

function replaced(path: string): FailureError {
  return new FailureError({
    code: "model.replaced",
    message: `Loading ${path} was stopped because another model was asked for.`,
    nextStep: "Load it again when you want it back.",
  });
}

function asFailure(error: unknown, path: string): Failure {
  if (error instanceof FailureError) return error.failure;
  return {
    code: "gguf.load-failed",
    message: `The model file ${path} could not be loaded: ${error instanceof Error ? error.message : String(error)}`,
    nextStep: "Choose another file, or report this with the log.",
  };
}
