/** A loaded model at work: its sequences, its gate and the requests on it. */
import type { CacheChoice } from "../../protocol/engine.ts";
import { FailureError } from "../../protocol/failure.ts";
import type { CachedSequence } from "../cache/cached-sequence.ts";
import { SliceSize } from "../cache/slice-size.ts";
import { LaneGate } from "../lanes/gate.ts";
import { LeasePool } from "../lanes/lease.ts";
import type { Loaded } from "../models/load.ts";

export class Session {
  readonly loaded: Loaded;
  readonly gate = new LaneGate();
  readonly slice: SliceSize;
  readonly #completion: LeasePool<CachedSequence>;
  readonly #chat: LeasePool<CachedSequence>;
  readonly #requests = new Map<AbortController, Promise<unknown>>();
  #closed: FailureError | undefined;

  constructor(loaded: Loaded) {
    this.loaded = loaded;
    this.slice = new SliceSize(loaded.info.gpu === "cpu" ? "cpu" : "gpu");
    this.#completion = new LeasePool(loaded.completionCaches);
    this.#chat = new LeasePool(loaded.chatCaches);
  }

  /** The sequences of a cache: completions have their own context. */
  pool(cache: CacheChoice): LeasePool<CachedSequence> {
    return cache === "completion" ? this.#completion : this.#chat;
  }

  /** Runs a request that ends when `signal` aborts or the model is unloaded. */
  async run<T>(signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (this.#closed !== undefined) throw this.#closed;
    signal.throwIfAborted();
    const controller = new AbortController();
    const onAbort = (): void => controller.abort(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    const running = work(controller.signal);
    this.#requests.set(controller, running);
    try {
      return await running;
    } finally {
      this.#requests.delete(controller);
      signal.removeEventListener("abort", onAbort);
    }
  }

  /** Ends all requests, then frees the model and its memory. */
  async close(): Promise<void> {
    this.#closed = new FailureError({
      code: "model.unloaded",
      message: `The model ${this.loaded.info.name} was unloaded.`,
      nextStep: "Load a model and ask again.",
    });
    for (const controller of this.#requests.keys()) controller.abort(this.#closed);
    await Promise.allSettled(this.#requests.values());
    await this.loaded.completion.dispose();
    await this.loaded.chat.dispose();
    await this.loaded.model.dispose();
  }
}
