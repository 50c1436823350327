/**
 * The door to the parser: worker threads that parse one file each at a time, first come first served (who goes
 * first is the caller's business). The next files lie ready in the worker, so that it never waits for this thread. A worker that dies costs its file the tree, never the process: the file is
 * cut into line chunks, a new worker starts at once, and a grammar that killed two workers is set aside.
 */
import type { Worker } from "node:worker_threads";
import { startThread } from "./compile-lock.ts";
import { DEFAULT_BUDGET_MS, inChunks } from "./fallback.ts";
import { languageById } from "./languages.ts";
import type { ParsedFile } from "./types.ts";
import type { ParseTask, WorkerAnswer, WorkerSetup } from "./worker-protocol.ts";

/** Crashes after which a grammar is not used again by this pool. */
const CRASHES_ALLOWED = 2;
/** Milliseconds beyond the budget after which a worker counts as hung: a first use loads the grammar inside them. */
const HANG_GRACE_MS = 15_000;
/** Files given to a worker: one at work, the others behind it. */
const POSTED = 3;
/** Starts in a row that may fail before the pool gives up on having a parser. */
const FAILED_STARTS_ALLOWED = 3;
/**
 * MB of a worker's heap for what was just made; a file leaves little else. V8 would take more; with half of it, collecting
 * takes a parser 3 to 4 % of its time instead of 2.
 */
const HEAP_LIMITS = { maxYoungGenerationSizeMb: 24 } as const;

export interface ParsePoolOptions {
  /** The bundled worker, `dist/parse.worker.js`. */
  readonly workerFile: string | URL;
  /** Folder filled by `scripts/grammars.mjs`, `dist/grammars`. */
  readonly grammarsDir: string;
  /** Worker threads; 1 by default. Each costs about 100 MB once every grammar is in use. */
  readonly workers?: number;
  /** Milliseconds beyond its budget that a parse may take before its worker is ended; 15,000 by default. */
  readonly hangGraceMs?: number;
  /** Told once for each worker that died. */
  readonly onCrash?: (crash: { readonly languageId: string; readonly message: string }) => void;
}

export interface ParseRequestOptions {
  readonly budgetMs?: number;
  /** As in `ParseLimits` of `parser.ts`. */
  readonly references?: boolean;
  /** As in `ParseLimits` of `parser.ts`: kept by the worker that parses it. */
  readonly keepAs?: string | undefined;
  /** Stops a queued or running parse; the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

interface Job {
  readonly task: ParseTask;
  readonly resolve: (file: ParsedFile) => void;
  settled: boolean;
}

interface Slot {
  readonly cancelCell: Int32Array;
  worker: Worker;
  ready: boolean;
  /** Given to the worker, which answers in this order; the first is at work. */
  jobs: Job[];
  watchdog: NodeJS.Timeout | undefined;
}

/** Files worth handing over to so many workers: what they hold, and as many on their way there. */
export function capacityOf(workers = 1): number {
  return workers * 2 * POSTED;
}

export class ParsePool {
  readonly #options: ParsePoolOptions;
  readonly #slots: Slot[] = [];
  readonly #crashes = new Map<string, number>();
  #queue: Job[] = [];
  #nextId = 1;
  #failedStarts = 0;
  /** Why no parser can start, once that is certain. */
  #dead: string | undefined;
  #closed = false;

  constructor(options: ParsePoolOptions) {
    this.#options = options;
    for (let index = 0; index < (options.workers ?? 1); index++) this.#slots.push(this.#newSlot());
  }

  /** How many files are worth handing over at once. */
  get capacity(): number {
    return capacityOf(this.#options.workers);
  }

  /** Language ids whose grammar killed two workers. */
  get setAside(): readonly string[] {
    return [...this.#crashes].filter(([, count]) => count >= CRASHES_ALLOWED).map(([id]) => id);
  }

  /** Thread ids of the living workers. */
  get threadIds(): readonly number[] {
    return this.#slots.map(({ worker }) => worker.threadId);
  }

  /** Parses `text`. Rejects only when `signal` aborts or the pool is closed. */
  async parse(text: string, languageId: string, options: ParseRequestOptions = {}): Promise<ParsedFile> {
    const { signal, budgetMs = DEFAULT_BUDGET_MS, references = true, keepAs } = options;
    signal?.throwIfAborted();
    if (this.#closed) throw new Error("The parse pool is closed.");
    const entry = languageById(languageId);
    if (entry?.grammar === undefined)
      return inChunks(text, entry?.id ?? languageId, "no-grammar", entry?.note);
    if (this.#dead !== undefined) return inChunks(text, entry.id, "set-aside", this.#dead);
    const task = { id: this.#nextId++, text, languageId: entry.id, budgetMs, references, keepAs };
    return await new Promise<ParsedFile>((resolve, reject) => {
      const onAbort = (): void => {
        this.#cancel(job);
        reject(signal?.reason as Error);
      };
      const job: Job = {
        task,
        settled: false,
        resolve: (file) => {
          signal?.removeEventListener("abort", onAbort);
          resolve(file);
        },
      };
      signal?.addEventListener("abort", onAbort, { once: true });
      this.#queue.push(job);
      this.#pump();
    });
  }

  /** Ends the workers. Files still queued or parsing come back as line chunks. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const slot of this.#slots) clearTimeout(slot.watchdog);
    const waiting = [...this.#queue, ...this.#slots.flatMap(({ jobs }) => jobs)];
    this.#queue = [];
    for (const job of waiting) this.#giveChunks(job, "crashed", "The parser was closed.");
    await Promise.all(this.#slots.map(({ worker }) => worker.terminate()));
  }

  #newSlot(): Slot {
    const cancelCell = new Int32Array(new SharedArrayBuffer(4));
    const worker = this.#startWorker(cancelCell);
    const slot: Slot = { cancelCell, worker, ready: false, jobs: [], watchdog: undefined };
    this.#listen(slot);
    return slot;
  }

  #startWorker(cancelCell: Int32Array): Worker {
    const workerData: WorkerSetup = {
      grammarsDir: this.#options.grammarsDir,
      cancelCell: cancelCell.buffer as SharedArrayBuffer,
    };
    const worker = startThread(this.#options.workerFile, {
      workerData,
      name: "gemwright-parse",
      resourceLimits: HEAP_LIMITS,
    });
    worker.unref();
    return worker;
  }

  #listen(slot: Slot): void {
    const { worker } = slot;
    let failure = "The parse worker ended by itself.";
    worker.on("error", (error) => (failure = String(error)));
    worker.on("message", (answer: WorkerAnswer) => {
      if (answer.kind === "ready") {
        slot.ready = true;
        this.#failedStarts = 0;
      } else if (answer.kind === "parsed") this.#finish(slot, JSON.parse(answer.file) as ParsedFile);
      else failure = answer.message;
      this.#pump();
    });
    worker.on("exit", () => this.#replace(slot, failure));
  }

  #pump(): void {
    // Round by round, so that no worker hoards files while another has none.
    for (let posted = 1; posted <= POSTED; posted++) {
      for (const slot of this.#slots) {
        if (!slot.ready || slot.jobs.length >= posted) continue;
        const job = this.#nextJob();
        if (job === undefined) return;
        slot.jobs.push(job);
        slot.worker.ref();
        slot.worker.postMessage(job.task);
        if (slot.jobs.length === 1) this.#watch(slot, job);
      }
    }
  }

  /** The file is at work now. Ends the worker when it takes far longer than its budget. */
  #watch(slot: Slot, { task, settled }: Job): void {
    if (settled) Atomics.store(slot.cancelCell, 0, task.id);
    const patience = task.budgetMs + (this.#options.hangGraceMs ?? HANG_GRACE_MS);
    slot.watchdog = setTimeout(() => void slot.worker.terminate(), patience);
  }

  #nextJob(): Job | undefined {
    for (;;) {
      const job = this.#queue.shift();
      if (job === undefined) return undefined;
      if ((this.#crashes.get(job.task.languageId) ?? 0) < CRASHES_ALLOWED) return job;
      this.#giveChunks(
        job,
        "set-aside",
        `The ${job.task.languageId} grammar crashed twice and is set aside.`,
      );
    }
  }

  #finish(slot: Slot, file: ParsedFile): void {
    clearTimeout(slot.watchdog);
    const job = slot.jobs.shift();
    const next = slot.jobs[0];
    if (next === undefined) slot.worker.unref();
    else this.#watch(slot, next);
    if (job === undefined || job.settled) return;
    job.settled = true;
    job.resolve(file);
  }

  #replace(slot: Slot, message: string): void {
    if (this.#closed) return;
    clearTimeout(slot.watchdog);
    const [job, ...behind] = slot.jobs.splice(0);
    // Those that only waited in the worker go first in another.
    this.#queue.unshift(...behind.filter(({ settled }) => !settled));
    if (!slot.ready) this.#failedStarts++;
    slot.ready = false;
    if (job !== undefined) {
      const { languageId } = job.task;
      this.#crashes.set(languageId, (this.#crashes.get(languageId) ?? 0) + 1);
      this.#options.onCrash?.({ languageId, message });
      this.#giveChunks(job, "crashed", `The parser died on this file: ${message}`);
    }
    if (this.#failedStarts >= FAILED_STARTS_ALLOWED) {
      const reason = `The parser cannot start: ${message}`;
      this.#dead = reason;
      for (const queued of this.#queue.splice(0)) this.#giveChunks(queued, "set-aside", reason);
    } else {
      slot.worker = this.#startWorker(slot.cancelCell);
      this.#listen(slot);
    }
  }

  #cancel(job: Job): void {
    job.settled = true;
    const queued = this.#queue.indexOf(job);
    if (queued !== -1) this.#queue.splice(queued, 1);
    // The cell holds one id: a file that waits in the worker is called off when it comes to the front.
    const slot = this.#slots.find(({ jobs }) => jobs[0] === job);
    if (slot !== undefined) Atomics.store(slot.cancelCell, 0, job.task.id);
  }

  #giveChunks(job: Job, fallback: "crashed" | "set-aside", reason: string): void {
    if (job.settled) return;
    job.settled = true;
    job.resolve(inChunks(job.task.text, job.task.languageId, fallback, reason));
  }
}
