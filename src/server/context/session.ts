/** Connects the index with an editor: its messages, its documents, its progress bar. */
import { availableParallelism } from "node:os";
import {
  type _Connection as Connection,
  DidChangeWatchedFilesNotification,
  type Disposable,
  type InitializeParams,
  type TextDocuments,
} from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import * as protocol from "../../protocol/context.ts";
import type { Settings } from "../../protocol/settings.ts";
import { raceAbort } from "../abort.ts";
import type { Engine } from "../engine/engine.ts";
import type { Log } from "../log.ts";
import { answer, answerPlain } from "../requests.ts";
import type { Workspace } from "../workspace.ts";
import { disabledFailure } from "./disabled.ts";
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
  readonly settings: () => Settings;
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
    enabled: options.settings().index.enabled,
    parsers: PARSERS,
    chatMaxTokens: () => options.settings().chat.maxTokens,
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

/** Asks the editor to watch the files, or to stop it: the server itself watches nothing. */
export class FileWatch {
  readonly #connection: Connection;
  readonly #log: Log;
  #possible = false;
  #registered: Promise<Disposable> | undefined;

  constructor(connection: Connection, log: Log) {
    this.#connection = connection;
    this.#log = log;
  }

  allow(capabilities: InitializeParams["capabilities"]): void {
    this.#possible = capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration === true;
  }

  /** Call after `initialized`. */
  set(wanted: boolean): void {
    if (!this.#possible || wanted === (this.#registered !== undefined)) return;
    const before = this.#registered;
    this.#registered = wanted
      ? this.#connection.client.register(DidChangeWatchedFilesNotification.type, {
          watchers: [{ globPattern: "**/*" }],
        })
      : undefined;
    const done = wanted ? this.#registered : before?.then((watch) => watch.dispose());
    done?.catch((error: unknown) =>
      this.#log.warn(`Files are not watched as they should be: ${String(error)}`),
    );
  }
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
  throw disabledFailure();
}
