/**
 * Puts the parts of the language server together on one connection. Holds no logic of its own: completion,
 * chat and traceback are reached through their services, the model through {@link Engine}.
 */
import {
  type _Connection as Connection,
  type InitializeParams,
  type InitializeResult,
  NotebookDocuments,
  TextDocumentSyncKind,
  TextDocuments,
} from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { Failure } from "../protocol/failure.ts";
import * as lsp from "../protocol/lsp.ts";
import { DEFAULT_SETTINGS, type Settings } from "../protocol/settings.ts";
import type { ContextSource } from "./chat/context-source.ts";
import { ChatService } from "./chat/service.ts";
import { cellInNotebook } from "./completion/cells.ts";
import { ACCEPTED_COMMAND, CompletionService } from "./completion/service.ts";
import type { SyntaxCheck } from "./completion/syntax/check.ts";
import { registerCompletionRequests } from "./completion-requests.ts";
import { repositorySource } from "./context/chat-source.ts";
import { completionContext } from "./context/completion-context.ts";
import { namedFilesSource } from "./context/named-files.ts";
import type { ContextService } from "./context/service.ts";
import {
  type ContextSessionOptions,
  FileWatch,
  registerContextRequests,
  startContext,
} from "./context/session.ts";
import type { Engine } from "./engine/engine.ts";
import type { Log } from "./log.ts";
import { PowerWatch } from "./power.ts";
import { answer, answerPlain } from "./requests.ts";
import { readSettings } from "./settings.ts";
import { StatusPublisher, serverStatus, withoutTexts } from "./status.ts";
import { explainFailure, readFailure } from "./traceback/service.ts";
import { Workspace } from "./workspace.ts";

export interface ServerDependencies {
  readonly version: string;
  readonly log: Log;
  /** Called once, with the options of `initialize`. */
  readonly createEngine: (options: lsp.InitializationOptions) => Engine;
  /** Where chat answers find code besides the attachments. */
  readonly contextSources: readonly ContextSource[];
  /** Looks whether a completion breaks its file. */
  readonly syntax?: SyntaxCheck;
  /** Whether the computer runs on battery; by default its own system is asked. */
  readonly power?: Pick<PowerWatch, "onBattery">;
  /** Directory of the bundles of the index; without it nothing is indexed. */
  readonly bundles?: string;
}

/** Everything that exists once `initialize` has been answered. */
interface Session {
  readonly engine: Engine;
  readonly chat: ChatService;
  readonly completion: CompletionService;
  readonly status: StatusPublisher;
  readonly context: ContextService | undefined;
  readonly copied: (range: lsp.CopiedRange) => void;
}

/** Answers the protocol on `connection` until it closes. */
export function startServer(connection: Connection, dependencies: ServerDependencies): void {
  const { log } = dependencies;
  const documents = new TextDocuments(TextDocument);
  const workspace = new Workspace();
  const { promise: ready, resolve: begin } = Promise.withResolvers<Session>();
  let settings = DEFAULT_SETTINGS;
  const take = (partial: unknown, base: Settings): readonly Failure[] => {
    const reading = readSettings(partial, base);
    settings = reading.settings;
    for (const problem of reading.problems) log.warn(problem.message);
    return reading.problems;
  };
  const tell = (problems: readonly Failure[]): void => {
    for (const problem of problems) connection.window.showWarningMessage(sentence(problem));
  };

  const shared = { connection, log, documents, workspace, settings: () => settings };
  let startProblems: readonly Failure[] = [];
  const watch = new FileWatch(connection, log);
  connection.onInitialize((params): InitializeResult => {
    workspace.setFolders(folderUris(params));
    const options = (params.initializationOptions ?? {}) as lsp.InitializationOptions;
    startProblems = take(options.settings, DEFAULT_SETTINGS);
    const engine = dependencies.createEngine(options);
    engine.configure(settings.model);
    const { index = {}, learned } = options;
    const given = { ...shared, engine, options: index, capabilities: params.capabilities };
    const context = openContext(given, dependencies.bundles);
    const parts = { ...shared, engine, context, learned };
    begin(openSession(connection, parts, dependencies));
    watch.allow(params.capabilities);
    return capabilities(dependencies.version);
  });
  connection.onInitialized(() => {
    tell(startProblems);
    void ready.then(({ context }) => watch.set(context?.enabled === true));
    followFolders(connection, workspace, () => {
      void ready.then(({ context }) => context?.setFolders(workspace.uris));
    });
  });
  connection.onNotification(lsp.settingsChanged, (changed) => {
    tell(take(changed, settings));
    void ready.then(({ engine, status, context }) => {
      engine.configure(settings.model);
      context?.enable(settings.index.enabled);
      watch.set(context?.enabled === true);
      status.changed();
    });
  });
  connection.onShutdown(async () => closeSession(await ready));
  registerRequests(connection, { ready, log, documents, workspace });
  registerCompletionRequests(connection, log, ready);
  const contextReady = ready.then(({ context }) => context);
  registerContextRequests(connection, log, contextReady);
  documents.listen(connection);
  connection.listen();
}

function openContext(
  options: Omit<ContextSessionOptions, "bundles">,
  bundles: string | undefined,
): ContextService | undefined {
  if (bundles === undefined || options.options.enabled === false) return undefined;
  return startContext({ ...options, bundles });
}

function followFolders(connection: Connection, workspace: Workspace, changed: () => void): void {
  connection.workspace.onDidChangeWorkspaceFolders?.((event) => {
    const removed = new Set(event.removed.map((folder) => folder.uri));
    const kept = workspace.uris.filter((uri) => !removed.has(uri));
    workspace.setFolders([...kept, ...event.added.map((folder) => folder.uri)]);
    changed();
  });
}

async function closeSession({ engine, completion, status, context }: Session): Promise<void> {
  completion.dispose();
  status.dispose();
  await context?.dispose();
  await engine.dispose();
}

interface Parts {
  readonly engine: Engine;
  readonly log: Log;
  readonly documents: TextDocuments<TextDocument>;
  readonly workspace: Workspace;
  readonly context: ContextService | undefined;
  readonly settings: () => Settings;
  readonly learned: lsp.Learned | undefined;
}

function openSession(connection: Connection, parts: Parts, dependencies: ServerDependencies): Session {
  const { engine, log, documents, workspace, settings, context, learned } = parts;
  const { contextSources, syntax } = dependencies;
  let published: string | undefined;
  const status = new StatusPublisher(() => {
    const last = completion.last;
    const known = last === undefined || last.id === published;
    published = last?.id;
    const trace = known && last !== undefined ? withoutTexts(last) : last;
    void connection.sendNotification(lsp.statusChanged, serverStatus(engine, trace));
  });
  const notebooks = new NotebookDocuments(documents);
  const code = context && completionContext({ context, engine, documents, log });
  const completion = new CompletionService({
    engine,
    log,
    settings,
    document: (uri) => {
      const document = documents.get(uri);
      const notebook = document && notebooks.findNotebookDocumentForCell(uri);
      return notebook ? cellInNotebook(document, notebook, (other) => documents.get(other)) : document;
    },
    displayPath: (uri) => workspace.displayPath(uri),
    pathInFolder: (uri) => workspace.pathInFolder(uri),
    power: dependencies.power ?? new PowerWatch(),
    syntax,
    learned,
    onLearned: (now) => {
      void connection.sendNotification(lsp.learned, now);
    },
    onTrace: () => {
      status.changed();
    },
    ...(code === undefined ? {} : { crossFileContext: code.forRequest }),
  });
  notebooks.listen(connection);
  documents.onDidClose(({ document }) => completion.closed(document.uri));
  const emit = (event: lsp.ChatEvent): void => {
    void connection.sendNotification(lsp.chatEvent, event);
  };
  engine.onDidChange(() => {
    status.changed();
  });
  const sources =
    context === undefined
      ? contextSources
      : [...contextSources, repositorySource(context), namedFilesSource(context)];
  return {
    engine,
    completion,
    status,
    context,
    copied: (range) => code?.copied(range),
    chat: new ChatService({ engine, log, settings, emit, contextSources: sources }),
  };
}

interface RequestParts {
  readonly ready: Promise<Session>;
  readonly log: Log;
  readonly documents: TextDocuments<TextDocument>;
  readonly workspace: Workspace;
}

function registerRequests(connection: Connection, { ready, log, documents, workspace }: RequestParts): void {
  const openText = (uri: string): string | undefined => documents.get(uri)?.getText();
  connection.onRequest(
    lsp.chat,
    answer("gemwright/chat", log, async (params: lsp.ChatParams, signal) =>
      (await ready).chat.answer(params, signal),
    ),
  );
  connection.onRequest(
    lsp.traceback,
    answer("gemwright/traceback", log, async (params: lsp.TracebackParams) => readFailure(params, workspace)),
  );
  connection.onRequest(
    lsp.explain,
    answer("gemwright/explain", log, async (params: lsp.ExplainParams, signal) =>
      explainFailure(params, { chat: (await ready).chat, workspace, openText }, signal),
    ),
  );
  connection.onRequest(
    lsp.status,
    answerPlain("gemwright/status", log, async () => {
      const { engine, completion } = await ready;
      return serverStatus(engine, completion.last && withoutTexts(completion.last));
    }),
  );
  connection.onRequest(
    lsp.modelsLoad,
    answerPlain("gemwright/models/load", log, async () => (await ready).engine.load()),
  );
  connection.onRequest(
    lsp.modelsUnload,
    answerPlain("gemwright/models/unload", log, async () => {
      await (await ready).engine.unload();
      return null;
    }),
  );
}

function capabilities(version: string): InitializeResult {
  return {
    serverInfo: { name: "gemwright", version },
    capabilities: {
      notebookDocumentSync: { notebookSelector: [{ notebook: "*", cells: [{ language: "*" }] }] },
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
      inlineCompletionProvider: {},
      executeCommandProvider: { commands: [ACCEPTED_COMMAND] },
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    },
  };
}

function folderUris(params: InitializeParams): string[] {
  if (params.workspaceFolders != null) return params.workspaceFolders.map((folder) => folder.uri);
  return params.rootUri == null ? [] : [params.rootUri];
}

function sentence(failure: Failure): string {
  return `Gemwright: ${failure.message} ${failure.nextStep}`;
}
