/**
 * One connection to one language server process: from its start to its end. The only module that loads
 * vscode-languageclient, and it is imported when the connection is made, never on activation.
 */
import * as vscode from "vscode";
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  type LanguageClientOptions,
  LSPErrorCodes,
  type Middleware,
  ResponseError,
  RevealOutputChannelOn,
  TransportKind,
} from "vscode-languageclient/node";
import * as context from "../protocol/context.ts";
import { FailureError, isFailure } from "../protocol/failure.ts";
import * as lsp from "../protocol/lsp.ts";
import type { Settings } from "../protocol/settings.ts";
import { COMPLETED_SCHEMES } from "./completion/gate.ts";
import { ConnectionLost, type EventSink } from "./server-port.ts";

export interface ConnectionOptions {
  /** Path of dist/server.js. */
  readonly module: string;
  readonly channel: vscode.LogOutputChannel;
  readonly settings: Settings;
  readonly middleware: Middleware;
  readonly onStatus: (status: lsp.ServerStatus) => void;
  readonly index: context.IndexOptions;
  readonly learned: lsp.Learned;
  readonly onLearned: (learned: lsp.Learned) => void;
  readonly onIndex: (folders: readonly context.IndexStatus[]) => void;
  /** The process ended without being asked to. Called at most once. */
  readonly onCrash: () => void;
}

export interface Connection {
  request<R>(send: (client: LanguageClient) => Promise<R>): Promise<R>;
  /** Events of a chat or explain with that id go to `sink` until the result is disposed. */
  listen(id: string, sink: EventSink): vscode.Disposable;
  settings(settings: Settings): void;
  dismissed(id: string): void;
  cursorRests(rest: lsp.CursorRest): void;
  copied(range: lsp.CopiedRange): void;
  indexOptions(options: context.IndexOptions): void;
  dispose(): Promise<void>;
}

const DOCUMENTS = COMPLETED_SCHEMES.map((scheme) => ({ scheme }));

/** Starts the server process and resolves when it has answered `initialize`. */
export async function connect(options: ConnectionOptions): Promise<Connection> {
  const client = createClient(options);
  const sinks = new Map<string, EventSink>();
  client.onNotification(lsp.chatEvent, (event) => sinks.get(event.id)?.(event));
  client.onNotification(lsp.statusChanged, options.onStatus);
  client.onNotification(context.indexStatusChanged, options.onIndex);
  client.onNotification(lsp.learned, options.onLearned);
  await client.start();
  return {
    async request(send) {
      try {
        return await send(client);
      } catch (thrown) {
        throw translated(thrown);
      }
    },
    listen(id, sink) {
      sinks.set(id, sink);
      return new vscode.Disposable(() => sinks.delete(id));
    },
    settings(settings) {
      client.sendNotification(lsp.settingsChanged, settings).catch(() => {
        // The connection is closing; the next one starts with the current settings.
      });
    },
    cursorRests(rest) {
      client.sendNotification(lsp.cursorRests, rest).catch(() => {
        // The connection is closing: there is nothing to read ahead for.
      });
    },
    copied(range) {
      client.sendNotification(lsp.copied, range).catch(() => {
        // The connection is closing: the next server knows nothing of what was copied before.
      });
    },
    dismissed(id) {
      client.sendNotification(lsp.completionDismissed, { id }).catch(() => {
        // The connection is closing: what the server knew of its suggestions goes with it.
      });
    },
    indexOptions(changed) {
      client.sendNotification(context.indexOptionsChanged, changed).catch(() => {
        // The connection is closing; the next one starts with the current options.
      });
    },
    dispose: () => client.dispose(),
  };
}

function createClient(options: ConnectionOptions): LanguageClient {
  const server = { module: options.module, transport: TransportKind.ipc };
  const initializationOptions: lsp.InitializationOptions = {
    settings: options.settings,
    index: options.index,
    learned: options.learned,
    clientName: `vscode pid ${process.pid}`,
  };
  let over = false;
  const clientOptions: LanguageClientOptions = {
    documentSelector: DOCUMENTS,
    outputChannel: options.channel,
    traceOutputChannel: options.channel,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationOptions,
    initializationFailedHandler: () => false,
    middleware: options.middleware,
    errorHandler: {
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      // The restart is ours: with a wait that grows, and a limit.
      closed: () => {
        if (!over) options.onCrash();
        over = true;
        return {
          action: CloseAction.DoNotRestart,
          message: "The connection to the language server ended.",
          handled: true,
        };
      },
    },
  };
  return new LanguageClient("gemwright", "Gemwright", { run: server, debug: server }, clientOptions);
}

/** JSON-RPC errors as the rest of the client knows them. */
function translated(thrown: unknown): unknown {
  if (!(thrown instanceof ResponseError)) return thrown;
  if (isFailure(thrown.data)) return new FailureError(thrown.data);
  if (thrown.code === LSPErrorCodes.RequestCancelled) return new vscode.CancellationError();
  return CONNECTION_CODES.has(thrown.code) ? new ConnectionLost() : thrown;
}

/** PendingResponseRejected and ConnectionInactive of vscode-jsonrpc. */
const CONNECTION_CODES: ReadonlySet<number> = new Set([-32_097, -32_096]);
