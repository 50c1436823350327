/** An engine that says exactly what a test tells it to, for answers that no honest model gives. */
import type {
  EngineStatus,
  Generated,
  GenerateResult,
  LoadedModel,
  PrefillParams,
  Usage,
} from "../../../src/protocol/engine.ts";
import type { EngineView } from "../../../src/protocol/lsp.ts";
import type { Settings } from "../../../src/protocol/settings.ts";
import type {
  Engine,
  EngineCapabilities,
  EngineRequest,
  Tokenizer,
} from "../../../src/server/engine/engine.ts";
import { modelOf } from "../../support/said.ts";

export const USAGE: Usage = {
  promptTokens: 100,
  reusedTokens: 90,
  evaluatedTokens: 10,
  generatedTokens: 5,
  thoughtTokens: 0,
  queueMs: 0,
  prefillMs: 3,
  generationMs: 4,
};

export const MODEL = modelOf("/models/practice.gguf", { name: "practice", layers: 2 });

type Chunk = Generated extends infer G ? (G extends Generated ? Omit<G, "id"> : never) : never;
export type Script = (request: EngineRequest, signal: AbortSignal) => AsyncIterable<Chunk> | Iterable<Chunk>;

export class FakeEngine implements Engine {
  view: EngineView = { kind: "ready", model: MODEL, busy: false };
  readonly capabilities: EngineCapabilities = {
    exactCounts: true,
    answerPrefix: true,
    probabilities: false,
    fim: false,
  };
  /** A chat answer is being written. */
  chatting = false;
  readonly requests: EngineRequest[] = [];
  readonly prefills: PrefillParams[] = [];
  /** Generations under way now, and the most there ever were. */
  alive = 0;
  mostAlive = 0;
  aborted = 0;
  loads = 0;
  configured: Settings["model"] | undefined;
  model: LoadedModel = MODEL;
  /** What a prefill takes its time for. */
  reading: (signal: AbortSignal) => Promise<void> = async () => undefined;
  /** One token per word or sign: enough for budgets. */
  countOne = (text: string): number => text.match(/\w+|[^\w\s]/g)?.length ?? 0;
  private readonly listeners = new Set<() => void>();
  private readonly script: Script;

  get status(): EngineStatus | undefined {
    if (!this.chatting) return undefined;
    return {
      pid: 1,
      engineVersion: "0",
      state: { kind: "ready", model: this.model },
      clients: 1,
      queued: { completion: 0, chat: 1, background: 0 },
      prefillTokensPerSecond: 0,
      generationTokensPerSecond: 0,
      residentBytes: 0,
    };
  }

  constructor(script: Script) {
    this.script = script;
  }

  /** An engine that always answers with these pieces of text. */
  static saying(...pieces: readonly string[]): FakeEngine {
    return new FakeEngine(() => pieces.map((text): Chunk => ({ kind: "text", text })));
  }

  setView(view: EngineView): void {
    this.view = view;
    for (const listener of this.listeners) listener();
  }

  onDidChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  configure(settings: Settings["model"]): void {
    this.configured = settings;
  }

  async load(): Promise<LoadedModel> {
    this.loads++;
    return this.model;
  }

  async unload(): Promise<void> {
    this.setView({ kind: "stopped" });
  }

  async generate(
    request: EngineRequest,
    onEvent: (event: Generated) => void,
    signal: AbortSignal,
  ): Promise<GenerateResult> {
    this.requests.push(request);
    this.alive++;
    this.mostAlive = Math.max(this.mostAlive, this.alive);
    try {
      signal.throwIfAborted();
      for await (const chunk of this.script(request, signal)) {
        onEvent({ ...chunk, id: "fake" });
        if (signal.aborted) this.aborted++;
        signal.throwIfAborted();
      }
      return { finishReason: "stop", usage: USAGE };
    } finally {
      this.alive--;
    }
  }

  async prefill(request: PrefillParams, signal: AbortSignal): Promise<Usage> {
    signal.throwIfAborted();
    this.prefills.push(request);
    await this.reading(signal);
    return USAGE;
  }

  get tokenizer(): Tokenizer {
    return { name: MODEL.path, count: (texts) => this.countTokens(texts) };
  }

  async countTokens(texts: readonly string[]): Promise<number[]> {
    return texts.map((text) => this.countOne(text));
  }

  async dispose(): Promise<void> {
    this.listeners.clear();
  }
}
