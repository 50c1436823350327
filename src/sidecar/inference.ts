/**
 * What the sidecar's connection layer needs from the inference core. One instance per process; every method
 * is safe to call from several clients at once. Errors a user can act on are thrown as FailureError.
 */
import type {
  EngineState,
  Generated,
  GenerateParams,
  GenerateResult,
  Lane,
  LoadedModel,
  LoadParams,
  PrefillParams,
  TokenizeParams,
  Usage,
} from "../protocol/engine.ts";

/** Figures of the status message that only the core knows. */
export interface InferenceFigures {
  readonly queued: Readonly<Record<Lane, number>>;
  /** Median of recent requests, tokens/s; 0 = none yet. */
  readonly prefillTokensPerSecond: number;
  readonly generationTokensPerSecond: number;
}

export interface Inference {
  readonly engineVersion: string;
  readonly state: EngineState;
  figures(): InferenceFigures;
  /** Called after every change of `state` (loading progress included). */
  onDidChangeState(listener: () => void): void;
  /** Idempotent for equal parameters; joins a load of the same file in flight; replaces another model. */
  load(params: LoadParams): Promise<LoadedModel>;
  unload(): Promise<void>;
  /** Token counts, in order. Never loads weights. */
  tokenize(params: TokenizeParams): Promise<number[]>;
  /** Rejects with `signal.reason` when aborted, within one token or one prefill slice. */
  generate(
    params: GenerateParams,
    emit: (event: Generated) => void,
    signal: AbortSignal,
  ): Promise<GenerateResult>;
  prefill(params: PrefillParams, signal: AbortSignal): Promise<Usage>;
  /** Frees everything; the process ends after it. */
  dispose(): Promise<void>;
}
