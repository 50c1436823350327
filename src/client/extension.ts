/** Builds the parts of the extension and connects them. No logic here. */
import { performance } from "node:perf_hooks";
import * as vscode from "vscode";
import type { Middleware } from "vscode-languageclient/node";
import { ChatFeature } from "./chat/chat-feature.ts";
import type { CommandTable } from "./command-names.ts";
import { registerCommands } from "./commands.ts";
import { CompletionFeature } from "./completion/feature.ts";
import { learnedStore } from "./completion/learned.ts";
import { logTraces } from "./completion/log-traces.ts";
import { type ContextCommands, contextCommands } from "./context/commands.ts";
import { indexModeStore } from "./context/index-mode.ts";
import { indexOptions } from "./context/index-options.ts";
import { messageOf } from "./log.ts";
import { type ModelCommands, modelCommands } from "./models/choose-model.ts";
import { loadOnStart } from "./models/warm-up.ts";
import { Server } from "./server.ts";
import { SettingsStore } from "./settings-store.ts";
import { showStatusItem } from "./status/status-item.ts";
import { type StatusMenu, statusMenu } from "./status/status-menu.ts";
import { explainLastFailure } from "./traceback/explain-last.ts";
import { TerminalCapture } from "./traceback/terminal-capture.ts";

/** What must end before the window does; the rest is in the context's subscriptions. */
let closing: (() => Promise<void>) | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const began = performance.now();
  const processor = process.threadCpuUsage();
  const { subscriptions } = context;
  const channel = vscode.window.createOutputChannel("Gemwright", { log: true });
  const showLog = () => channel.show();
  const settings = new SettingsStore(channel);
  const completion = completionFeature(context, channel, settings);
  const { server } = completion;
  const capture = new TerminalCapture(channel);
  const chat = new ChatFeature({
    extension: context,
    server,
    settings: () => settings.current,
    onDidChangeSettings: settings.onDidChange,
    log: channel,
    hasFailure: () => capture.last !== undefined,
  });
  const models = modelCommands({ server, settings, log: channel, showLog });
  const packing = contextCommands(server, indexModeStore(context.workspaceState));
  const menu = statusMenu(completion, settings);
  const parts = { context: packing, server, settings, capture, chat, completion, models, menu, showLog };
  subscriptions.push(
    channel,
    settings,
    capture,
    chat,
    completion,
    packing,
    menu,
    registerCommands(commandTable(parts), channel, showLog),
    showStatusItem({
      server,
      settings: () => settings.current,
      onDidChangeSettings: settings.onDidChange,
      completion,
    }),
    logTraces(server, channel),
    settings.onDidChange((current) => server.sendSettings(current)),
    loadOnStart(server, () => settings.current, channel),
    capture.onDidChange(() => chat.contextChanged()),
  );
  closing = async () => {
    await chat.close();
    await server.dispose();
  };
  // The process is started after activation: VS Code waits for nothing of it.
  setImmediate(() => {
    server.start().catch((thrown: unknown) => channel.error(messageOf(thrown)));
  });
  const { user, system } = process.threadCpuUsage(processor);
  const [wall, own] = [performance.now() - began, (user + system) / 1000];
  channel.info(`activated in ${wall.toFixed(1)} ms, own work ${own.toFixed(1)} ms`);
}

/** Completion, and the server it asks; nothing is started yet. */
function completionFeature(
  { extensionUri, globalState, workspaceState }: vscode.ExtensionContext,
  channel: vscode.LogOutputChannel,
  settings: SettingsStore,
): CompletionFeature<Server> {
  const mode = indexModeStore(workspaceState);
  const createServer = (middleware: Middleware) =>
    new Server({
      module: vscode.Uri.joinPath(extensionUri, "dist", "server.js").fsPath,
      channel,
      settings: () => settings.current,
      indexOptions: () => indexOptions(mode.read()),
      middleware,
      learned: learnedStore(globalState),
    });
  return new CompletionFeature(() => settings.current, createServer);
}

export async function deactivate(): Promise<void> {
  await closing?.();
  closing = undefined;
}

interface Parts {
  readonly server: Server;
  readonly settings: SettingsStore;
  readonly capture: TerminalCapture;
  readonly chat: ChatFeature;
  readonly completion: CompletionFeature<Server>;
  readonly context: ContextCommands;
  readonly models: ModelCommands;
  readonly menu: StatusMenu;
  readonly showLog: () => void;
}

function commandTable({
  context,
  server,
  settings,
  capture,
  chat,
  completion,
  models,
  menu,
  showLog,
}: Parts): CommandTable {
  return {
    ...models,
    openChat: () => chat.show(),
    newChat: () => chat.newChat(),
    chatHistory: () => chat.history(),
    explainLastFailure: () => explainLastFailure(server, capture, (failure) => chat.explain(failure)),
    explainSelection: () => chat.aboutSelection("Explain this code."),
    askAboutSelection: () => chat.aboutSelection(),
    toggleCompletions: () => settings.toggleCompletions(),
    toggleCompletionsForLanguage: () => settings.toggleLanguage(),
    ...context.table,
    ...completion.table,
    ...menu.table,
    showLog,
  };
}
