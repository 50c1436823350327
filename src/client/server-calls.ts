/** The requests of the LSP border over one connection. Loaded together with the language client. */
import type * as vscode from "vscode";
import { InlineCompletionRequest, InlineCompletionTriggerKind } from "vscode-languageclient/node";
import * as context from "../protocol/context.ts";
import * as lsp from "../protocol/lsp.ts";
import type { Connection } from "./language-client.ts";
import type { CompleteOptions, IndexAction } from "./server-port.ts";

export const serverCalls = {
  chat: (on: Connection, params: lsp.ChatParams, token: vscode.CancellationToken) =>
    on.request((client) => client.sendRequest(lsp.chat, params, token)),
  explain: (on: Connection, params: lsp.ExplainParams, token: vscode.CancellationToken) =>
    on.request((client) => client.sendRequest(lsp.explain, params, token)),
  traceback: (on: Connection, params: lsp.TracebackParams) =>
    on.request((client) => client.sendRequest(lsp.traceback, params)),
  pack: (on: Connection, params: context.PackParams, token: vscode.CancellationToken) =>
    on.request((client) => client.sendRequest(context.pack, params, token)),
  indexControl: (on: Connection, action: IndexAction) =>
    on.request((client) => client.sendRequest(context.indexControl, { action })),
  status: (on: Connection) => on.request((client) => client.sendRequest(lsp.status)),
  why: (on: Connection) => on.request((client) => client.sendRequest(lsp.why)),
  complete: (
    on: Connection,
    document: vscode.TextDocument,
    position: vscode.Position,
    { byKey, token }: CompleteOptions,
  ) =>
    on.request((client) =>
      client.sendRequest(
        InlineCompletionRequest.type,
        {
          textDocument: client.code2ProtocolConverter.asTextDocumentIdentifier(document),
          position: client.code2ProtocolConverter.asPosition(position),
          context: {
            triggerKind: byKey ? InlineCompletionTriggerKind.Invoked : InlineCompletionTriggerKind.Automatic,
          },
        },
        token,
      ),
    ),
  load: (on: Connection, token?: vscode.CancellationToken) =>
    on.request((client) => client.sendRequest(lsp.modelsLoad, token)),
  unload: (on: Connection) => on.request((client) => client.sendRequest(lsp.modelsUnload)),
} as const;

export type ServerCalls = typeof serverCalls;
