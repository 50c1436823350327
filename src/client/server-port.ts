/** The language server as the other parts of the client see it. Types only: importing this loads nothing. */
import type * as vscode from "vscode";
import type { IndexOptions, IndexStatus, PackParams, PackResult } from "../protocol/context.ts";
import type { LoadedModel } from "../protocol/engine.ts";
import type { Failure } from "../protocol/failure.ts";
import type {
  ChatEvent,
  ChatParams,
  ChatResult,
  CompletionTrace,
  CopiedRange,
  CursorRest,
  ExplainParams,
  ExplainResult,
  ServerStatus,
  TracebackParams,
} from "../protocol/lsp.ts";
import type { Settings } from "../protocol/settings.ts";
import type { TracebackFailure } from "../protocol/traceback.ts";

export type ServerState =
  | { readonly kind: "starting" }
  | { readonly kind: "running" }
  /** Crashed; starts again by itself. `at` in ms since 1970. */
  | { readonly kind: "restarting"; readonly at: number }
  | { readonly kind: "failed"; readonly failure: Failure };

export type IndexAction = "pause" | "resume" | "rebuild" | "clear";

export interface CompleteOptions {
  /** As by key; else as by typing. */
  readonly byKey: boolean;
  readonly token: vscode.CancellationToken;
}

export type EventSink = (event: ChatEvent) => void;

/** Requests wait for the start. They throw FailureError, {@link ConnectionLost} or CancellationError. */
export interface ServerPort {
  readonly state: ServerState;
  /** The last status the server sent. */
  readonly status: ServerStatus | undefined;
  /** `state` or `status` changed. */
  readonly onDidChange: vscode.Event<void>;
  chat(params: ChatParams, onEvent: EventSink, token: vscode.CancellationToken): Promise<ChatResult>;
  explain(params: ExplainParams, onEvent: EventSink, token: vscode.CancellationToken): Promise<ExplainResult>;
  traceback(params: TracebackParams): Promise<TracebackFailure | null>;
  why(): Promise<CompletionTrace | null>;
  /** The request that VS Code sends for a suggestion; its trace is {@link why}. */
  complete(document: vscode.TextDocument, position: vscode.Position, options: CompleteOptions): Promise<void>;
  /** What a suggestion needs there is read ahead. */
  cursorRests(rest: CursorRest): void;
  /** That code was copied. */
  copied(range: CopiedRange): void;
  /** The user dismissed the suggestion of that trace. */
  dismissed(id: string): void;
  load(token?: vscode.CancellationToken): Promise<LoadedModel>;
  unload(): Promise<void>;
  /** The last state of the index, one entry for each folder. */
  readonly index: readonly IndexStatus[];
  readonly onDidChangeIndex: vscode.Event<void>;
  pack(params: PackParams, token: vscode.CancellationToken): Promise<PackResult>;
  indexControl(action: IndexAction): Promise<void>;
  sendIndexOptions(options: IndexOptions): void;
  sendSettings(settings: Settings): void;
}

/** The server died while it was asked: what was streamed stays, and asking again is right. */
export class ConnectionLost extends Error {
  constructor() {
    super("The language server stopped while it was answering.");
    this.name = "ConnectionLost";
  }
}
