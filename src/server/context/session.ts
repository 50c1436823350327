/** Connects the index with an editor: its messages, its documents, its progress bar. */
import { availableParallelism } from "node:os";
import {
  type _Connection as Connection,
  DidChangeWatchedFilesNotification,
  type InitializeParams,
  type TextDocuments,
} from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import * as protocol from "../../protocol/context.ts";
import { FailureError } from "../../protocol/failure.ts";
import { raceAbort } from "../abort.ts";
import type { Engine } from "../engine/engine.ts";
import type { Log } from "../log.ts";
import { answer, answerPlain } from "../requests.ts";
import type { Workspace } from "../workspace.ts";
import { IndexProgress } from "./progress.ts";
import { ContextService } from "./service.ts";

/** Two parsers keep up with one indexer; on small machines one leaves a core for typing and the model. */
const PARSERS = availableParallelism() >= 4 ? 2 : 1;

export interface ContextSessionOptions {
  readonly connection: Connection;
  readonly engine: Engine;
  readonly log: Log;
  readonly documents: TextDocuments<TextDocument>;
  readonly workspace: Workspace;
  /** Directory of the bundles. */
  readonly bundles: string;
  readonly options: protocol.IndexOptions;
  /** Tokens of one answer of the chat at most, as set. */
  readonly chatMaxTokens: () => number;
  readonly capabilities: InitializeParams["capabilities"];
}

/** Starts indexing the open folders; the index stops with {@link ContextService.dispose}. */
export function startContext(options: ContextSessionOptions): ContextService {
  const { connection, documents, log } = options;
  const progress = new IndexProgress(connection, options.capabilities.window?.workDoneProgress === true);
  const context = new ContextService({
    engine: options.engine,
    bundles: options.bundles,
    options: options.options,
    parsers: PARSERS,
    chatMaxTokens: options.chatMaxTokens,
    openText: (uri) => documents.get(uri)?.getText(),
    onStatus: (folders) => {
      progress.update(folders);
      void connection.sendNotification(protocol.indexStatusChanged, [...folders]);
    },
    log: (message) => log.warn(message),
  });
  context.setFolders(options.workspace.uris);
  documents.onDidOpen(({ document }) => context.shown(document.uri));
  documents.onDidChangeContent(({ document }) => {
    if (context.recent[0] !== document.uri) context.shown(document.uri);
  });
  documents.onDidSave(({ document }) => context.changed([document.uri]));
  documents.onDidClose(({ document }) => context.closed(document.uri));
  for (const uri of documents.keys()) context.shown(uri);
  return context;
}

/** Asks the editor to watch the files: the server itself watches nothing. Call after `initialized`. */
export async function watchFiles(
  connection: Connection,
  capabilities: InitializeParams["capabilities"],
): Promise<void> {
  if (capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration !== true) return;
  await connection.client.register(DidChangeWatchedFilesNotification.type, {
    watchers: [{ globPattern: "**/*" }],
  });
}

/** Registers the messages; they are answered once the session exists. */
export function registerContextRequests(
  connection: Connection,
  log: Log,
  ready: Promise<ContextService | undefined>,
): void {
  connection.onRequest(
    protocol.pack,
    answer("gemwright/pack", log, async (params: protocol.PackParams, signal) =>
      (await enabled(ready)).pack(params, signal),
    ),
  );
  connection.onRequest(
    protocol.indexStatus,
    answerPlain("gemwright/index/status", log, async () => (await ready)?.status() ?? []),
  );
  connection.onRequest(
    protocol.indexSettled,
    answerPlain(
      "gemwright/index/settled",
      log,
      async (signal) => await raceAbort((await ready)?.settled() ?? Promise.resolve([]), signal),
    ),
  );
  connection.onRequest(
    protocol.indexControl,
    answer(
      "gemwright/index/control",
      log,
      async ({ action }: { action: "pause" | "resume" | "rebuild" | "clear" }) => {
        (await enabled(ready)).control(action);
        return null;
      },
    ),
  );
  connection.onNotification(protocol.indexOptionsChanged, async (options) => {
    (await ready)?.configure(options);
  });
  connection.onNotification(DidChangeWatchedFilesNotification.type, async ({ changes }) => {
    (await ready)?.changed(changes.map(({ uri }) => uri));
  });
}

async function enabled(ready: Promise<ContextService | undefined>): Promise<ContextService> {
  const context = await ready;
  if (context !== undefined) return context;
  throw new FailureError({
    code: "index.disabled",
    message:
      "The index is switched off (index.enabled of the initialization options), so nothing can be packed.",
    nextStep: "Switch it on and start the language server again.",
  });
}
