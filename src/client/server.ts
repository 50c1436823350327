/** Keeps one language server running: starts it, starts it again after a crash, ends it with the window. */
import * as vscode from "vscode";
import type { Middleware } from "vscode-languageclient/node";
import type { IndexOptions, IndexStatus, PackParams } from "../protocol/context.ts";
import { FailureError } from "../protocol/failure.ts";
import type * as lsp from "../protocol/lsp.ts";
import type { Settings } from "../protocol/settings.ts";
import type { LearnedStore } from "./completion/learned.ts";
import type { Connection } from "./language-client.ts";
import { messageOf } from "./log.ts";
import { createRestartPolicy } from "./restart-policy.ts";
import type { ServerCalls } from "./server-calls.ts";
import type { CompleteOptions, EventSink, IndexAction, ServerPort, ServerState } from "./server-port.ts";

export interface ServerOptions {
  readonly module: string;
  readonly channel: vscode.LogOutputChannel;
  readonly settings: () => Settings;
  readonly middleware: Middleware;
  readonly indexOptions: () => IndexOptions;
  readonly learned: LearnedStore;
}

interface Loaded {
  readonly connection: Connection;
  readonly calls: ServerCalls;
}

/** Starts on the first use; {@link Server.start} is that use without a request. */
export class Server implements ServerPort {
  readonly #options: ServerOptions;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #restarts = createRestartPolicy();
  readonly #indexChanged = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly onDidChangeIndex = this.#indexChanged.event;
  #index: readonly IndexStatus[] = [];
  #state: ServerState = { kind: "starting" };
  #status: lsp.ServerStatus | undefined;
  #loaded: Promise<Loaded> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #disposed = false;

  constructor(options: ServerOptions) {
    this.#options = options;
  }

  get state(): ServerState {
    return this.#state;
  }

  get status(): lsp.ServerStatus | undefined {
    return this.#status;
  }

  get index(): readonly IndexStatus[] {
    return this.#index;
  }

  /** Also after it gave up: a start the user asked for begins with a clean record. */
  async start(): Promise<void> {
    if (this.#state.kind === "failed") {
      this.#restarts.reset();
      this.#loaded = undefined;
    }
    await this.#connection();
  }

  async chat(params: lsp.ChatParams, onEvent: EventSink, token: vscode.CancellationToken) {
    const { connection, calls } = await this.#connection();
    using _ = listening(connection.listen(params.id, onEvent));
    return await calls.chat(connection, params, token);
  }

  async explain(params: lsp.ExplainParams, onEvent: EventSink, token: vscode.CancellationToken) {
    const { connection, calls } = await this.#connection();
    using _ = listening(connection.listen(params.id, onEvent));
    return await calls.explain(connection, params, token);
  }

  async traceback(params: lsp.TracebackParams) {
    const { connection, calls } = await this.#connection();
    return await calls.traceback(connection, params);
  }

  async pack(params: PackParams, token: vscode.CancellationToken) {
    const { connection, calls } = await this.#connection();
    return await calls.pack(connection, params, token);
  }

  async indexControl(action: IndexAction): Promise<void> {
    const { connection, calls } = await this.#connection();
    await calls.indexControl(connection, action);
  }

  sendIndexOptions(options: IndexOptions): void {
    void this.#loaded?.then(
      ({ connection }) => connection.indexOptions(options),
      () => undefined,
    );
  }

  async why() {
    const { connection, calls } = await this.#connection();
    return await calls.why(connection);
  }

  async complete(
    document: vscode.TextDocument,
    position: vscode.Position,
    options: CompleteOptions,
  ): Promise<void> {
    const { connection, calls } = await this.#connection();
    await calls.complete(connection, document, position, options);
  }

  cursorRests(rest: lsp.CursorRest): void {
    void this.#loaded?.then(
      ({ connection }) => connection.cursorRests(rest),
      () => undefined,
    );
  }

  copied(range: lsp.CopiedRange): void {
    void this.#loaded?.then(
      ({ connection }) => connection.copied(range),
      () => undefined,
    );
  }

  dismissed(id: string): void {
    void this.#loaded?.then(
      ({ connection }) => connection.dismissed(id),
      () => undefined,
    );
  }

  async load(token?: vscode.CancellationToken) {
    await this.start();
    const { connection, calls } = await this.#connection();
    return await calls.load(connection, token);
  }

  async unload(): Promise<void> {
    const { connection, calls } = await this.#connection();
    await calls.unload(connection);
  }

  sendSettings(settings: Settings): void {
    this.#loaded?.then(
      ({ connection }) => connection.settings(settings),
      () => {
        // Not running: the next start carries the settings.
      },
    );
  }

  /** Resolves when the process is gone. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    clearTimeout(this.#timer);
    this.#changed.dispose();
    this.#indexChanged.dispose();
    const loaded = await this.#loaded?.catch(() => undefined);
    await loaded?.connection.dispose();
  }

  #connection(): Promise<Loaded> {
    clearTimeout(this.#timer);
    this.#loaded ??= this.#connect();
    return this.#loaded;
  }

  async #connect(): Promise<Loaded> {
    this.#set({ kind: "starting" });
    try {
      const { connect } = await import("./language-client.ts");
      const { serverCalls } = await import("./server-calls.ts");
      const connection = await connect({
        ...this.#options,
        settings: this.#options.settings(),
        onStatus: (status) => this.#onStatus(status),
        index: this.#options.indexOptions(),
        learned: this.#options.learned.read(),
        onLearned: (learned) => this.#options.learned.write(learned),
        onIndex: (folders) => this.#onIndex(folders),
        onCrash: () => this.#onCrash(),
      });
      const loaded = { connection, calls: serverCalls };
      this.#set({ kind: "running" });
      serverCalls.status(connection).then(
        (status) => this.#onStatus(status),
        (thrown: unknown) => this.#options.channel.warn(`status: ${messageOf(thrown)}`),
      );
      return loaded;
    } catch (thrown) {
      this.#options.channel.error(`language server: ${messageOf(thrown)}`);
      if (this.#state.kind === "starting") this.#onCrash();
      throw new FailureError(START_FAILED);
    }
  }

  #onStatus(status: lsp.ServerStatus): void {
    this.#status = status;
    if (!this.#disposed) this.#changed.fire();
  }

  #onIndex(folders: readonly IndexStatus[]): void {
    this.#index = folders;
    if (!this.#disposed) this.#indexChanged.fire();
  }

  #onCrash(): void {
    if (this.#disposed) return;
    this.#onIndex([]);
    const { channel } = this.#options;
    const previous = this.#loaded;
    this.#loaded = undefined;
    this.#status = undefined;
    // After the client has noticed the end itself: until then it would try to say goodbye to nobody.
    setImmediate(() => {
      previous?.then(
        ({ connection }) => connection.dispose(),
        () => {
          // It never connected: there is nothing to close.
        },
      );
    });
    const wait = this.#restarts.onCrash(Date.now());
    if (wait === undefined) {
      channel.error(
        "The language server stopped five times in five minutes; it is not started again by itself.",
      );
      this.#set({ kind: "failed", failure: GAVE_UP });
      return;
    }
    channel.warn(`The language server stopped; it starts again in ${wait} ms.`);
    this.#set({ kind: "restarting", at: Date.now() + wait });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#connection().catch(() => {
        // Logged, and the next restart is scheduled, where it failed.
      });
    }, wait);
  }

  #set(state: ServerState): void {
    this.#state = state;
    if (!this.#disposed) this.#changed.fire();
  }
}

function listening(disposable: vscode.Disposable): Disposable {
  return { [Symbol.dispose]: () => disposable.dispose() };
}

const START_FAILED = {
  code: "server.start",
  message: "Gemwright's language server did not start.",
  nextStep: "It is tried again by itself; if it keeps failing, see the log and reload the window.",
};

const GAVE_UP = {
  code: "server.crashed",
  message: "Gemwright's language server stopped five times within five minutes.",
  nextStep: "Run “Gemwright: Load the model” to start it again; the log says why it stopped.",
};
