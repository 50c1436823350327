/**
 * The engine as the rest of the server sees it: words in, words out. `sidecar/` implements it over the pipe;
 * a remote, OpenAI-compatible implementation stands beside it. Speaks of messages, prefixes, thinking, tools
 * and counts, never of token ids, sockets or HTTP.
 */
import type {
  EngineStatus,
  Generated,
  GenerateParams,
  GenerateResult,
  LoadedModel,
  PrefillParams,
  Usage,
} from "../../protocol/engine.ts";
import type { EngineView } from "../../protocol/lsp.ts";
import type { Settings } from "../../protocol/settings.ts";

export type EngineRequest = Omit<GenerateParams, "id">;

/** What an engine lacks is told to the user, never pretended. */
export interface EngineCapabilities {
  /** `countTokens` uses the model's own tokenizer. */
  readonly exactCounts: boolean;
  /** The answer can be made to continue a given text. */
  readonly answerPrefix: boolean;
  /** Chunks carry log-probabilities. */
  readonly probabilities: boolean;
  /** The model has fill-in-the-middle tokens. */
  readonly fim: boolean;
}

/** Counts without the weights: only the vocabulary of the model file is read. */
export interface Tokenizer {
  /** Tells one vocabulary from another, e.g. the path of the file. */
  readonly name: string;
  /** Token counts, in order. Throws FailureError when the file cannot be used. */
  count(texts: readonly string[]): Promise<number[]>;
}

export interface Engine {
  readonly view: EngineView;
  readonly capabilities: EngineCapabilities;
  /** Status of the inference process, when one is connected. */
  readonly status: EngineStatus | undefined;
  /** Called after every change of `view` or `status`; the result unsubscribes. */
  onDidChange(listener: () => void): () => void;
  /** Takes effect at once when the model settings differ; loads lazily otherwise. */
  configure(settings: Settings["model"]): void;
  /** Starts what must be started and resolves when the model is ready. Throws FailureError. */
  load(): Promise<LoadedModel>;
  unload(): Promise<void>;
  /** Loads first when needed. Throws FailureError; rejects with `signal.reason` when aborted. */
  generate(
    request: EngineRequest,
    onEvent: (event: Generated) => void,
    signal: AbortSignal,
  ): Promise<GenerateResult>;
  /**
   * Makes the cache hold the prompt, so that a later request goes on from it. Never loads a model. Rejects with
   * `signal.reason` when aborted.
   */
  prefill(request: PrefillParams, signal: AbortSignal): Promise<Usage>;
  /** Of the chosen model, whether it is loaded or not; undefined when none is chosen or it failed. */
  readonly tokenizer: Tokenizer | undefined;
  /** Token counts, in order. Loads the model first when needed. */
  countTokens(texts: readonly string[]): Promise<number[]>;
  /** Leaves the sidecar to its other clients. */
  dispose(): Promise<void>;
}
