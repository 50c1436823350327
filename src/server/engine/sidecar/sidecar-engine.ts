/**
 * The engine over the inference sidecar: started when it is first needed, watched, started again when it dies,
 * shared with the user's other windows. Holds nothing a user could lose.
 */
import * as protocol from "../../../protocol/engine.ts";
import { type Failure, FailureError } from "../../../protocol/failure.ts";
import type { EngineView } from "../../../protocol/lsp.ts";
import { DEFAULT_SETTINGS, type Settings } from "../../../protocol/settings.ts";
import type { Engine, EngineCapabilities, EngineRequest, Tokenizer } from "../engine.ts";
import { abortable } from "./abortable.ts";
import { Changes } from "./changes.ts";
import type { Clock } from "./clock.ts";
import { crashed, ended, failureOf, noModel } from "./failures.ts";
import type { Introduction, Link, Listeners } from "./link.ts";
import { Recovery } from "./recovery.ts";
import { tokenizerOf } from "./tokenizer.ts";
import { viewOf } from "./view.ts";

type ModelSettings = Settings["model"];

export interface SidecarEngineParts {
  /** Finds or starts the process. */
  readonly open: (introduction: Introduction, listeners: Listeners) => Promise<Link>;
  /** What native code printed before the process with this id died, one line. */
  readonly lastWords: (pid: number) => string | undefined;
  readonly clock: Clock;
  readonly log: (level: "info" | "warn" | "error", message: string) => void;
  /** Shown in the sidecar's log, e.g. `vscode pid 4711`. */
  readonly clientName: string;
  /** Load a configured model before the first need. */
  readonly preload: boolean;
}

/** A load ended because this or another window asked for another model. */
const REPLACED = "model.replaced";

/** Ends of a request that say nothing about the model: the engine is not failed by them. */
const PASSING = new Set(["engine.crashed", "engine.stopped", "engine.disposed", REPLACED]);

export class SidecarEngine implements Engine {
  readonly #parts: SidecarEngineParts;
  readonly #recovery: Recovery;
  readonly #changes = new Changes();
  #model: ModelSettings = DEFAULT_SETTINGS.model;
  #link: Link | undefined;
  #opening: Promise<Link> | undefined;
  #status: protocol.EngineStatus | undefined;
  #loading: { readonly key: string; readonly promise: Promise<protocol.LoadedModel> } | undefined;
  /** The parameters the connected process was last asked to load by us. */
  #askedKey: string | undefined;
  /** Somebody needed the model: it comes back after a crash. */
  #wanted = false;
  #active = 0;
  #lastId = 0;
  #disposed = false;

  constructor(parts: SidecarEngineParts) {
    this.#parts = parts;
    this.#recovery = new Recovery(parts.clock, parts.log);
  }

  get status(): protocol.EngineStatus | undefined {
    return this.#status;
  }

  get capabilities(): EngineCapabilities {
    const state = this.#status?.state;
    const model = state?.kind === "ready" ? state.model : undefined;
    return {
      exactCounts: true,
      answerPrefix: model?.chat !== false,
      probabilities: true,
      fim: model?.fim !== undefined,
    };
  }

  get view(): EngineView {
    return viewOf({
      path: this.#model.path,
      failure: this.#recovery.failure,
      restart: this.#recovery.restart,
      opening: this.#opening !== undefined,
      status: this.#status,
      loading: this.#loading !== undefined,
      active: this.#active,
    });
  }

  onDidChange(listener: () => void): () => void {
    return this.#changes.on(listener);
  }

  configure(model: ModelSettings): void {
    const before = this.#model;
    this.#model = model;
    if (before.keepAliveSeconds !== model.keepAliveSeconds) {
      this.#link?.introduce(this.#introduction()).catch(() => undefined); // its end is handled where it ends
    }
    const { path, contextTokens, gpu, threads } = before;
    const isSame =
      path === model.path &&
      contextTokens === model.contextTokens &&
      gpu === model.gpu &&
      threads === model.threads;
    if (isSame) return;
    const alive = this.#link ?? this.#opening ?? this.#recovery.restart;
    this.#recovery.forgive();
    if (model.path !== "" && (alive !== undefined || this.#parts.preload)) this.#loadInBackground();
    this.#changed();
  }

  async load(): Promise<protocol.LoadedModel> {
    if (this.#recovery.failure !== undefined) this.#recovery.forgive();
    const state = this.#status?.state;
    // The user asks for this window's model although another window's answers for both.
    if (state?.kind === "ready" && state.model.path !== this.#model.path) this.#askedKey = undefined;
    return this.#ready();
  }

  async unload(): Promise<void> {
    this.#askedKey = undefined;
    this.#wanted = false;
    await this.#link?.request0(protocol.unload);
  }

  async generate(
    request: EngineRequest,
    onEvent: (event: protocol.Generated) => void,
    signal: AbortSignal,
  ): Promise<protocol.GenerateResult> {
    return this.#work(async () => {
      await abortable(this.#ready(), signal);
      const id = String(++this.#lastId);
      const link = this.#connected();
      const unsubscribe = link.onGenerated(id, onEvent);
      try {
        return await link.request(protocol.generate, { ...request, id }, signal);
      } finally {
        unsubscribe();
      }
    });
  }

  async prefill(request: protocol.PrefillParams, signal: AbortSignal): Promise<protocol.Usage> {
    return this.#work(() => this.#connected().request(protocol.prefill, request, signal));
  }

  get tokenizer(): Tokenizer | undefined {
    if (this.#obstacle() !== undefined) return undefined;
    return tokenizerOf(this.#model, (params) =>
      this.#work(async () => (await this.#open()).request(protocol.tokenize, params)),
    );
  }

  async countTokens(texts: readonly string[]): Promise<number[]> {
    return this.#work(async () => {
      await this.#ready();
      return this.#connected().request(protocol.tokenize, { texts });
    });
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    this.#recovery.cancel();
    this.#link?.close();
    this.#link = undefined;
    this.#status = undefined;
    this.#changed();
    this.#changes.clear();
    const late = await this.#opening?.catch(() => undefined);
    late?.close();
  }

  async #work<R>(work: () => Promise<R>): Promise<R> {
    this.#active++;
    this.#changed();
    try {
      return await work();
    } finally {
      this.#active--;
      this.#changed();
    }
  }

  /** Resolves when a model can answer: ours, or the one another window loaded after ours. */
  async #ready(): Promise<protocol.LoadedModel> {
    for (;;) {
      try {
        return await this.#settle();
      } catch (error) {
        if (failureOf(error).code !== REPLACED || !this.#wanted) throw error;
      }
    }
  }

  async #settle(): Promise<protocol.LoadedModel> {
    for (;;) {
      const obstacle = this.#obstacle();
      if (obstacle !== undefined) throw new FailureError(obstacle);
      this.#wanted = true;
      if (this.#recovery.restart !== undefined) {
        await this.#changes.next();
        continue;
      }
      const link = await this.#open();
      if (link !== this.#link) continue; // it ended at once
      const params = this.#loadParams();
      const state = this.#status?.state;
      if (this.#askedKey !== keyOf(params)) return this.#load(link, params);
      if (this.#loading !== undefined) return this.#loading.promise;
      if (state?.kind === "ready") return state.model;
      if (state?.kind !== "loading") return this.#load(link, params);
      await this.#changes.next();
    }
  }

  /** Why nothing can be loaded until the user acts. */
  #obstacle(): Failure | undefined {
    if (this.#disposed) return ended("left");
    return this.#model.path === "" ? noModel() : this.#recovery.failure;
  }

  #loadParams(): protocol.LoadParams {
    const { path, contextTokens, gpu, threads } = this.#model;
    return { path, contextTokens, gpu, threads, safeMode: this.#recovery.safeMode };
  }

  async #load(link: Link, params: protocol.LoadParams): Promise<protocol.LoadedModel> {
    const key = keyOf(params);
    this.#askedKey = key;
    const promise = link.request(protocol.load, params);
    const loading = { key, promise };
    this.#loading = loading;
    this.#changed();
    try {
      const model = await promise;
      if (this.#status !== undefined && this.#askedKey === key) {
        this.#status = { ...this.#status, state: { kind: "ready", model } };
      }
      return model;
    } catch (error) {
      const failure = failureOf(error);
      if (this.#askedKey === key && !PASSING.has(failure.code)) this.#recovery.fail(failure);
      throw error;
    } finally {
      if (this.#loading === loading) this.#loading = undefined;
      this.#changed();
    }
  }

  #loadInBackground(): void {
    this.#ready().catch((error: unknown) => {
      const failure = failureOf(error);
      this.#parts.log("warn", `${failure.message} ${failure.nextStep}`);
    });
  }

  #open(): Promise<Link> {
    if (this.#link !== undefined) return Promise.resolve(this.#link);
    this.#opening ??= this.#connect().then(
      (link) => {
        this.#opening = undefined; // what is done with the link announces itself
        return link;
      },
      (error: unknown) => {
        this.#opening = undefined;
        this.#changed();
        throw error;
      },
    );
    this.#changed();
    return this.#opening;
  }

  async #connect(): Promise<Link> {
    let over = false;
    let pid = 0;
    const listeners: Listeners = {
      status: (status) => this.#statusChanged(status),
      log: (level, message) => this.#parts.log(level, `sidecar: ${message}`),
      ended: (how) => {
        over = true;
        return this.#ended(pid, how);
      },
    };
    let link: Link | undefined;
    try {
      link = await this.#parts.open(this.#introduction(), listeners);
      pid = link.pid;
      this.#status = await link.request0(protocol.status);
    } catch (error) {
      link?.close();
      const failure = failureOf(error);
      if (!PASSING.has(failure.code)) this.#recovery.fail(failure);
      throw error;
    }
    if (this.#disposed) link.close();
    else if (!over) this.#link = link;
    this.#parts.log("info", `connected to the inference process (pid ${link.pid})`);
    return link;
  }

  #introduction(): Introduction {
    return { client: this.#parts.clientName, keepAliveSeconds: this.#model.keepAliveSeconds };
  }

  #connected(): Link {
    if (this.#link === undefined) throw new FailureError(ended(this.#disposed ? "left" : "goodbye"));
    return this.#link;
  }

  #statusChanged(status: protocol.EngineStatus): void {
    if (this.#disposed) return;
    this.#status = status;
    // Another window's model answers for us too.
    if (status.state.kind === "ready" || status.state.kind === "loading") this.#recovery.clearFailure();
    this.#changed();
  }

  /** The process ended. Returns why its pending requests fail. */
  #ended(pid: number, how: "crashed" | "goodbye"): FailureError {
    const state = this.#status?.state;
    const loading = this.#loading === undefined ? undefined : this.#model.path;
    const loadingPath = state?.kind === "loading" ? state.path : loading;
    this.#link = undefined;
    this.#status = undefined;
    this.#askedKey = undefined;
    if (how === "goodbye") {
      this.#wanted = false;
      this.#changed();
      return new FailureError(ended("goodbye"));
    }
    const failure = crashed(pid, loadingPath, this.#parts.lastWords(pid));
    const again = (): void => {
      this.#loadInBackground();
      this.#changed();
    };
    this.#recovery.crashed(failure, loadingPath !== undefined, this.#wanted ? again : undefined);
    this.#changed();
    return new FailureError(failure);
  }

  #changed(): void {
    this.#changes.announce();
  }
}

function keyOf(params: protocol.LoadParams): string {
  return JSON.stringify(params);
}
