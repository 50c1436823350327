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
  /** Token counts, in order. */
  countTokens(texts: readonly string[]): Promise<number[]>;
  /** Leaves the sidecar to its other clients. */
  dispose(): Promise<void>;
}
