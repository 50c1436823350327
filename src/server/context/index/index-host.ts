/** The indexes of all folders of a window, one parser pool for all of them, and who asked what. */
import type { IndexStatus } from "../../../protocol/context.ts";
import { type Failure, FailureError } from "../../../protocol/failure.ts";
import { answerAround, answerPack } from "../answers.ts";
import { RestingPool } from "../parse/resting-pool.ts";
import { FolderIndex } from "./folder-index.ts";
import { pruneIndexes, removeIndex } from "./location.ts";
import { type ParserTools, parserTools } from "./parser-tools.ts";
import { Cancelling, remoteCount } from "./remote-count.ts";
import { estimateTokens } from "./token-counts.ts";
import type { FromIndex, IndexRequest, IndexWorkerSetup, PackedContext, ToIndex } from "./worker-protocol.ts";

/** Milliseconds between two messages about the state. */
const STATUS_MS = 150;
/** Milliseconds for one file: several times the slowest honest one, on a busy machine. */
const PARSE_BUDGET_MS = 1000;

export class IndexHost {
  readonly #setup: IndexWorkerSetup;
  readonly #send: (message: FromIndex) => void;
  readonly #folders = new Map<string, FolderIndex>();
  /** Folders that were removed from the workspace. */
  readonly #closed = new Set<string>();
  #pool: RestingPool | undefined;
  #tools: ParserTools | undefined;
  #statusTimer: NodeJS.Timeout | undefined;
  #lastStatus = "";

  constructor(setup: IndexWorkerSetup, send: (message: FromIndex) => void) {
    this.#setup = setup;
    this.#send = send;
    pruneIndexes(setup.directory);
  }

  async take(message: ToIndex): Promise<void> {
    switch (message.kind) {
      case "open":
        this.#open(message);
        break;
      case "close":
        await this.#close(message.root);
        break;
      case "request":
        await this.#answer(message.id, message.root, message.request);
        break;
      case "control":
        for (const folder of this.#folders.values()) folder[message.action]();
        if (message.action === "clear") this.#clearClosed();
        break;
      case "stop":
        await this.#stop();
        break;
      case "changed":
      case "hurry":
      case "configure":
        this.#tell(message);
        break;
    }
  }

  #tell(message: Extract<ToIndex, { kind: "changed" | "hurry" | "configure" }>): void {
    const folder = this.#folders.get(message.root);
    if (folder === undefined) return;
    if (message.kind === "changed") folder.changed(message.paths);
    else if (message.kind === "hurry") folder.hurry(message.paths);
    else folder.configure(message.settings.exclude, message.settings.trusted);
  }

  #open({ root, settings, mode }: Extract<ToIndex, { kind: "open" }>): void {
    if (this.#folders.has(root)) return;
    const log = (message: string): void => this.#send({ kind: "log", message });
    this.#pool ??= new RestingPool({
      workerFile: this.#setup.parseWorker,
      grammarsDir: this.#setup.grammarsDir,
      workers: this.#setup.parsers,
      onCrash: ({ languageId, message }) => log(`A parser died on a ${languageId} file: ${message}`),
    });
    const pool = this.#pool;
    const { parseWorker, grammarsDir } = this.#setup;
    this.#tools ??= parserTools(parseWorker, grammarsDir, PARSE_BUDGET_MS);
    const folder = new FolderIndex(
      {
        root,
        directory: this.#setup.directory,
        maxFiles: this.#setup.maxFiles,
        capacity: pool.capacity,
        parse: (text, languageId, keepAs) =>
          pool.parse(text, languageId, {
            budgetMs: PARSE_BUDGET_MS,
            references: false,
            keepAs: keepAs === undefined ? undefined : `${root}/${keepAs}`,
          }),
        tools: this.#tools,
        mode,
        onChange: () => this.#statusSoon(),
        log,
      },
      { ...settings, hurried: [] },
    );
    this.#folders.set(root, folder);
  }

  async #close(root: string): Promise<void> {
    const folder = this.#folders.get(root);
    this.#folders.delete(root);
    this.#closed.add(root);
    await folder?.close();
    this.#statusSoon();
  }

  /** Who clears the index after removing a folder means that folder, too. */
  #clearClosed(): void {
    for (const root of this.#closed) {
      if (this.#folders.has(root)) continue;
      try {
        removeIndex(this.#setup.directory, root);
      } catch (error) {
        this.#send({ kind: "log", message: `The index of ${root} is not deleted: ${String(error)}` });
      }
    }
    this.#closed.clear();
  }

  async #stop(): Promise<void> {
    clearTimeout(this.#statusTimer);
    await Promise.all([...this.#folders.values()].map((folder) => folder.close()));
    this.#folders.clear();
    await this.#pool?.close();
    this.#send({ kind: "stopped" });
  }

  async #answer(id: number, root: string, request: IndexRequest): Promise<void> {
    try {
      this.#send({ kind: "answer", id, value: await this.#valueOf(root, request) });
    } catch (error) {
      this.#send({ kind: "failed", id, failure: failureOf(error, root) });
    }
  }

  async #valueOf(root: string, request: IndexRequest): Promise<unknown> {
    if (request.kind === "status") return this.#status();
    if (request.kind === "settled") {
      await Promise.all([...this.#folders.values()].map((open) => open.settled()));
      return this.#status();
    }
    const folder = this.#folders.get(root);
    if (folder === undefined) throw noIndex(root);
    if (request.kind === "around")
      return (await folder.read((graph) => answerAround(graph, request.order))) ?? "";
    // A pack is asked for by a person: it waits for what is needed to answer at all.
    await folder.usable();
    const { order } = request;
    await folder.caughtUp([...order.open, ...order.mentions]);
    await folder.timesKnown();
    const { model } = order;
    const cancelling = new Cancelling(order.cancelled);
    cancelling.throwIfCancelled();
    const ask = remoteCount((texts, cells) => this.#send({ kind: "count", texts, cells }), cancelling);
    const packed = await folder.read((graph, counts, changed) => {
      const count = model === undefined ? estimateTokens : counts.remembering(model, ask);
      return withChanged(answerPack(graph, order, cancelling.guard(count)), changed());
    });
    if (packed === undefined) throw noIndex(root, folder.status);
    return folder.isDated && folder.status.phase === "ready" ? packed : { ...packed, unfinished: true };
  }

  #status(): IndexStatus[] {
    return [...this.#folders.values()].map((folder) => folder.status);
  }

  /** Sends the state when it changed, at most every {@link STATUS_MS}. */
  #statusSoon(): void {
    this.#statusTimer ??= setTimeout(() => {
      this.#statusTimer = undefined;
      const folders = this.#status();
      const now = JSON.stringify(folders);
      if (now === this.#lastStatus) return;
      this.#lastStatus = now;
      this.#send({ kind: "status", folders });
    }, STATUS_MS);
  }
}

/** A file that is left out because its text is not known any more has room enough: that is not the reason. */
function withChanged(packed: PackedContext, changed: ReadonlySet<string>): PackedContext {
  if (changed.size === 0) return packed;
  const omitted = packed.omitted.map(({ path, reason }) => ({
    path,
    reason: changed.has(path) ? "changed since it was indexed" : reason,
  }));
  return { ...packed, omitted };
}

function noIndex(root: string, status?: IndexStatus): FailureError {
  if (status?.failure !== undefined) return new FailureError(status.failure);
  const why = status?.phase === "off" ? "was cleared" : "does not exist";
  return new FailureError({
    code: "index.none",
    message: `The index of ${root} ${why}, so there is nothing to pack.`,
    nextStep: "Open the folder, or choose “Rebuild the index” in Gemwright's status menu.",
  });
}

function failureOf(error: unknown, root: string): Failure {
  if (error instanceof FailureError) return error.failure;
  return {
    code: "index.unexpected",
    message: `The index of ${root} could not answer: ${error instanceof Error ? error.message : String(error)}`,
    nextStep: "Try again; if it happens again, rebuild the index and report what the log says.",
  };
}
