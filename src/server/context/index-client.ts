/**
 * The index worker as the server sees it: started at the first folder, started again after a crash. When it keeps
 * crashing it stays off, every folder says so, and a rebuild starts it once more.
 */
import type { Worker } from "node:worker_threads";
import type { IndexMode, IndexStatus } from "../../protocol/context.ts";
import { type Failure, FailureError } from "../../protocol/failure.ts";
import { answerCount } from "./index/remote-count.ts";
import { StatusReader } from "./index/status-reader.ts";
import type {
  AroundOrder,
  FolderSettings,
  FromIndex,
  IndexRequest,
  IndexWorkerSetup,
  PackedContext,
  PackOrder,
  ToIndex,
} from "./index/worker-protocol.ts";
import { startThread } from "./parse/compile-lock.ts";

/** Crashes of the worker within {@link CRASH_WINDOW_MS} after which the index stays off until it is rebuilt. */
const CRASHES_ALLOWED = 3;
const CRASH_WINDOW_MS = 10 * 60_000;
/** Code of the failures that a crash leads to. */
const CRASHED = "index.crashed";
/**
 * MB of the worker's heap. With V8's own limits, which follow the machine, an index of 100,000 files grew to 600 MB
 * before it was first collected as a whole; 50 MB of them were in use. Beyond the larger number the worker ends.
 */
const HEAP_LIMITS = { maxYoungGenerationSizeMb: 24, maxOldGenerationSizeMb: 1024 } as const;

/** Folders that are opened later, and all when the worker is started again, are as the user left the others. */
const MODE_AFTER = { pause: "paused", resume: "on", rebuild: "on", clear: "off" } as const;

export interface IndexClientOptions {
  /** `dist/index.worker.js`. */
  readonly workerFile: string | URL;
  readonly setup: IndexWorkerSetup;
  /** Counts with the model's tokenizer. */
  readonly count: (texts: readonly string[]) => Promise<readonly number[]>;
  readonly onStatus: (folders: readonly IndexStatus[]) => void;
  readonly log: (message: string) => void;
  /** How folders begin until {@link IndexClient.control} says otherwise. */
  readonly mode: IndexMode;
  /** ms. */
  readonly now: () => number;
}

export class IndexClient {
  readonly #options: IndexClientOptions;
  readonly #folders = new Map<string, FolderSettings>();
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  #worker: Worker | undefined;
  #stopped: (() => void) | undefined;
  #mode: IndexMode;
  #nextId = 1;
  /** ms of `now`. */
  #crashes: number[] = [];
  /** Why the worker is not started any more. */
  #dead: Failure | undefined;

  constructor(options: IndexClientOptions) {
    this.#options = options;
    this.#mode = options.mode;
  }

  /** `root` is a real path. */
  open(root: string, settings: FolderSettings): void {
    this.#folders.set(root, settings);
    this.#post({ kind: "open", root, settings, mode: this.#mode });
    this.#tellDead();
  }

  close(root: string): void {
    this.#folders.delete(root);
    this.#worker?.postMessage({ kind: "close", root } satisfies ToIndex);
    this.#tellDead();
  }

  configure(root: string, settings: FolderSettings): void {
    this.#folders.set(root, settings);
    this.#post({ kind: "configure", root, settings });
  }

  changed(root: string, paths: readonly string[]): void {
    this.#post({ kind: "changed", root, paths });
  }

  /** Documents the user has open, most recent first. */
  hurry(root: string, paths: readonly string[]): void {
    this.#post({ kind: "hurry", root, paths });
  }

  control(action: "pause" | "resume" | "rebuild" | "clear"): void {
    // What was cleared can be neither paused nor resumed.
    if (this.#mode !== "off" || action === "rebuild") this.#mode = MODE_AFTER[action];
    if (action === "rebuild" && this.#dead !== undefined) this.#revive();
    this.#post({ kind: "control", action });
  }

  async pack(root: string, order: PackOrder): Promise<PackedContext> {
    return (await this.#request(root, { kind: "pack", order })) as PackedContext;
  }

  /** Definitions that matter at a cursor; empty when there are none. */
  async around(root: string, order: AroundOrder): Promise<string> {
    return (await this.#request(root, { kind: "around", order })) as string;
  }

  async status(): Promise<IndexStatus[]> {
    return await this.#folderStatus("status");
  }

  /** The status, once no folder has anything left to do, or cannot do it. */
  async settled(): Promise<IndexStatus[]> {
    for (;;) {
      try {
        return await this.#folderStatus("settled");
      } catch (error) {
        // The next worker goes on where this one stopped.
        if (!(error instanceof FailureError) || error.failure.code !== CRASHED) throw error;
      }
    }
  }

  /** Lets the worker finish its transaction and ends it. */
  async dispose(): Promise<void> {
    const worker = this.#worker;
    if (worker === undefined) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#stopped = resolve;
    worker.postMessage({ kind: "stop" } satisfies ToIndex);
    await promise;
    this.#worker = undefined;
    await worker.terminate();
  }

  async #folderStatus(kind: "status" | "settled"): Promise<IndexStatus[]> {
    if (this.#folders.size === 0) return [];
    if (this.#dead !== undefined) return this.#deadFolders(this.#dead);
    return (await this.#request("", { kind })) as IndexStatus[];
  }

  #request(root: string, request: IndexRequest): Promise<unknown> {
    const id = this.#nextId++;
    const answer = Promise.withResolvers<unknown>();
    this.#waiting.set(id, answer);
    this.#post({ kind: "request", id, root, request });
    return answer.promise;
  }

  #post(message: ToIndex): void {
    if (this.#dead !== undefined) return this.#failAll(this.#dead);
    if (this.#worker === undefined) this.#start();
    this.#worker?.postMessage(message);
  }

  #start(): void {
    const worker = startThread(this.#options.workerFile, {
      workerData: this.#options.setup,
      name: "gemwright-index",
      resourceLimits: HEAP_LIMITS,
    });
    this.#worker = worker;
    let cause = "it ended by itself";
    worker.on("message", (message: FromIndex) => this.#take(message));
    worker.on("error", (error) => (cause = String(error)));
    worker.on("exit", () => this.#ended(worker, cause));
  }

  #ended(worker: Worker, cause: string): void {
    this.#stopped?.();
    if (this.#stopped !== undefined || this.#worker !== worker) return;
    this.#worker = undefined;
    this.#options.log(`The index worker stopped: ${cause}`);
    const now = this.#options.now();
    this.#crashes = [...this.#crashes.filter((at) => now - at < CRASH_WINDOW_MS), now];
    if (this.#crashes.length >= CRASHES_ALLOWED) this.#dead = deadFailure(cause);
    this.#failAll(this.#dead ?? crashFailure(cause));
    this.#tellDead();
    if (this.#dead === undefined) this.#openAll();
  }

  #openAll(): void {
    for (const [root, settings] of this.#folders)
      this.#post({ kind: "open", root, settings, mode: this.#mode });
  }

  #revive(): void {
    this.#dead = undefined;
    this.#crashes = [];
    this.#openAll();
  }

  /** A dead worker says nothing: its folders would stay as they were last shown. */
  #tellDead(): void {
    if (this.#dead !== undefined) this.#options.onStatus(this.#deadFolders(this.#dead));
  }

  #deadFolders(failure: Failure): IndexStatus[] {
    return [...this.#folders.keys()].map((root) => ({
      root,
      phase: "failed",
      ...StatusReader.empty,
      failure,
    }));
  }

  #failAll(failure: Failure): void {
    for (const { reject } of this.#waiting.values()) reject(new FailureError(failure));
    this.#waiting.clear();
  }

  #take(message: FromIndex): void {
    switch (message.kind) {
      case "status":
        this.#options.onStatus(message.folders);
        break;
      case "answer":
        this.#settle(message.id)?.resolve(message.value);
        break;
      case "failed":
        this.#settle(message.id)?.reject(new FailureError(message.failure));
        break;
      case "count":
        void answerCount(message.cells, () => this.#options.count(message.texts));
        break;
      case "log":
        this.#options.log(message.message);
        break;
      case "stopped":
        this.#stopped?.();
        break;
    }
  }

  #settle(id: number): PromiseWithResolvers<unknown> | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }
}

function crashFailure(cause: string): Failure {
  return {
    code: CRASHED,
    message: `The index cannot answer: its worker stopped (${cause}).`,
    nextStep: "Try again: it is being started again.",
  };
}

function deadFailure(cause: string): Failure {
  return {
    code: CRASHED,
    message: `The index is off: its worker crashed ${CRASHES_ALLOWED} times within ten minutes (${cause}).`,
    nextStep:
      "Choose “Rebuild the index” in Gemwright's status menu; if it crashes again, report what the log says.",
  };
}
