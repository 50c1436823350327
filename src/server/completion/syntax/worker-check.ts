/**
 * The syntax check in a thread of its own: it never waits behind the index, and a parser that dies takes no
 * more than itself along. Whoever asks gets an answer within the budget, if only “late”.
 */
import type { Worker } from "node:worker_threads";
import { startThread } from "../../context/parse/compile-lock.ts";
import type { Candidate, CursorScope, SyntaxCheck, SyntaxPlace, SyntaxVerdict } from "./check.ts";
import type { SyntaxAnswer, SyntaxTask, SyntaxWorkerSetup } from "./worker-protocol.ts";

/** Ghost text is worth this wait for a clean tree, milliseconds. */
const BUDGET_MS = 15;
/** The first time in a file, whose whole text and perhaps grammar are read then. */
const FIRST_BUDGET_MS = 100;
/** Files that were answered about in time, remembered: fewer than the worker keeps trees of. */
const KNOWN = 2;
/** A grammar that kills the thread this often is not tried again. */
const CRASHES_ALLOWED = 2;

export interface WorkerCheckOptions {
  /** The bundled worker, `dist/syntax.worker.js`. */
  readonly workerFile: string | URL;
  /** Folder filled by `scripts/grammars.mjs`, `dist/grammars`. */
  readonly grammarsDir: string;
  /** How long an answer is waited for, milliseconds; by default what ghost text is worth, more in a new file. */
  readonly budgetMs?: number;
  readonly onCrash?: (message: string) => void;
}

export class WorkerCheck implements SyntaxCheck {
  private readonly options: WorkerCheckOptions;
  private readonly waiting = new Map<number, (answer: SyntaxAnswer | undefined) => void>();
  private worker: Worker | undefined;
  /** URIs, the newest last. */
  private known: readonly string[] = [];
  private crashes = 0;
  private lastId = 0;
  private disposed = false;

  constructor(options: WorkerCheckOptions) {
    this.options = options;
  }

  prepare(place: SyntaxPlace): void {
    this.send({ id: ++this.lastId, kind: "prepare", place });
  }

  async firstGood(place: SyntaxPlace, candidates: readonly Candidate[]): Promise<SyntaxVerdict> {
    const id = ++this.lastId;
    const deadline = Date.now() + this.budgetFor(place);
    const late: SyntaxAnswer = { id, kind: "verdict", verdict: { kind: "unknown", why: "late" } };
    const answer = await this.ask({ id, kind: "firstGood", place, candidates, deadline }, late);
    return answer?.kind === "verdict" ? answer.verdict : { kind: "unknown", why: "failed" };
  }

  async scope(place: SyntaxPlace): Promise<CursorScope | undefined> {
    const id = ++this.lastId;
    const answer = await this.ask({ id, kind: "scope", place }, undefined);
    return answer?.kind === "scope" ? answer.scope : undefined;
  }

  dispose(): void {
    this.disposed = true;
    void this.worker?.terminate();
  }

  private budgetFor({ uri }: SyntaxPlace): number {
    return this.options.budgetMs ?? (this.known.includes(uri) ? BUDGET_MS : FIRST_BUDGET_MS);
  }

  private send(task: SyntaxTask): boolean {
    const thread = this.thread();
    thread?.postMessage(task);
    return thread !== undefined;
  }

  /** Undefined when the thread cannot answer at all; `late` when it does not within the budget. */
  private async ask(task: SyntaxTask, late: SyntaxAnswer | undefined): Promise<SyntaxAnswer | undefined> {
    if (!this.send(task)) return undefined;
    const { promise, resolve } = Promise.withResolvers<SyntaxAnswer | undefined>();
    this.waiting.set(task.id, resolve);
    const timer = setTimeout(() => resolve(late), this.budgetFor(task.place));
    try {
      const answer = await promise;
      if (answer !== undefined && answer !== late) {
        const { uri } = task.place;
        this.known = [...this.known.filter((other) => other !== uri), uri].slice(-KNOWN);
      }
      return answer;
    } finally {
      clearTimeout(timer);
      this.waiting.delete(task.id);
    }
  }

  private thread(): Worker | undefined {
    if (this.disposed || this.crashes > CRASHES_ALLOWED) return undefined;
    this.worker ??= this.start();
    return this.worker;
  }

  private start(): Worker {
    const workerData: SyntaxWorkerSetup = { grammarsDir: this.options.grammarsDir };
    const worker = startThread(this.options.workerFile, { workerData, name: "gemwright-syntax" });
    worker.unref();
    worker.on("message", (answer: SyntaxAnswer) => this.waiting.get(answer.id)?.(answer));
    worker.on("error", (error) => {
      this.crashes++;
      if (!this.disposed) this.options.onCrash?.(String(error));
    });
    worker.on("exit", () => {
      if (this.worker === worker) this.worker = undefined;
      for (const answer of this.waiting.values()) answer(undefined);
    });
    return worker;
  }
}
