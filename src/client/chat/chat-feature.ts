/** The chat as a whole: joins the conversation, the page, the editor and the engine's state. */
import * as vscode from "vscode";
import type { HostMessage, PageContext, PageMessage } from "../../protocol/chat-view.ts";
import type { Settings } from "../../protocol/settings.ts";
import { COMMANDS } from "../command-names.ts";
import { DisposableList } from "../disposables.ts";
import { type Log, messageOf } from "../log.ts";
import type { ServerPort } from "../server-port.ts";
import { engineBrief } from "../status/engine-brief.ts";
import { type Attached, fileAttachment, offeredChip, selectionAttachment } from "./attachments.ts";
import { ChatLog } from "./chat-log.ts";
import { ChatSession, type NewFailure } from "./chat-session.ts";
import { ChatView } from "./chat-view.ts";
import { pickConversation } from "./history.ts";
import { type EditorRequest, isEditorRequest, serveEditorRequest } from "./page-requests.ts";
import { serverAsker } from "./server-asker.ts";
import { TypingWatch } from "./typing-watch.ts";

export interface ChatOptions {
  readonly extension: vscode.ExtensionContext;
  readonly server: ServerPort;
  readonly settings: () => Settings;
  readonly onDidChangeSettings: vscode.Event<unknown>;
  readonly log: Log;
  readonly hasFailure: () => boolean;
}

const CURRENT_KEY = "chat.current";
const DRAFT_KEY = "chat.draft";
const MESSAGE_DELAY_MS = 50;

export class ChatFeature implements vscode.Disposable {
  readonly #options: ChatOptions;
  readonly #list = new DisposableList();
  readonly #view: ChatView;
  readonly #session: ChatSession;
  readonly #store: ChatLog;
  #attached: readonly Attached[] = [];
  #thinking: boolean | undefined;
  #restored: Promise<void> | undefined;
  #contextTimer: NodeJS.Timeout | undefined;

  constructor(options: ChatOptions) {
    const { extension, server, log } = options;
    this.#options = options;
    const base = extension.storageUri ?? extension.globalStorageUri;
    this.#store = new ChatLog(vscode.Uri.joinPath(base, "chats").fsPath);
    const typing = this.#list.add(new TypingWatch());
    this.#session = new ChatSession({
      asker: serverAsker(server),
      log: this.#store,
      thinking: () => this.thinking,
      yields: () => typing.typing,
      listener: {
        onSnapshot: () => this.#onOpened(),
        onChange: (change) => this.#view.post({ kind: "change", change }),
        onEnd: (line) => log.info(line),
      },
    });
    this.#view = this.#list.add(
      new ChatView({
        extensionUri: extension.extensionUri,
        log,
        onMessage: (message) => {
          this.#receive(message).catch((thrown: unknown) => {
            log.error(`chat page, ${message.kind}: ${messageOf(thrown)}`);
          });
        },
      }),
    );
    const later = () => this.contextChanged();
    this.#list.add(server.onDidChange(later));
    this.#list.add(options.onDidChangeSettings(later));
    this.#list.add(vscode.window.onDidChangeActiveTextEditor(later));
    this.#list.add(vscode.window.onDidChangeTextEditorSelection(later));
    this.#list.add(new vscode.Disposable(() => clearTimeout(this.#contextTimer)));
  }

  get thinking(): boolean {
    return this.#thinking ?? this.#options.settings().chat.thinking;
  }

  /** Shows the page and puts the cursor into its box. */
  async show(text?: string): Promise<void> {
    await this.#view.reveal();
    await this.#whenRestored();
    this.#view.post({ kind: "compose", ...(text !== undefined && { text }) });
  }

  async newChat(): Promise<void> {
    await this.#whenRestored();
    this.#session.startNew();
    await this.show();
  }

  async history(): Promise<void> {
    const id = await pickConversation(this.#store, this.#session.conversation.id);
    if (id === undefined) return;
    await this.#whenRestored();
    await this.#session.open(id);
    await this.show();
  }

  /** Asks about the selection of the active editor, or lets the user write the question. */
  async aboutSelection(question?: string): Promise<void> {
    const selection = selectionAttachment();
    if (selection === undefined) {
      vscode.window.setStatusBarMessage("$(info) Select some code first.", 4000);
      return;
    }
    if (question === undefined) {
      this.#attach(selection);
      await this.show();
      return;
    }
    await this.show();
    this.#run(this.#session.ask(question, [selection.attachment]));
  }

  /** Shows the failure as a card and explains it in the open conversation. */
  async explain(failure: NewFailure): Promise<void> {
    await this.show();
    this.#run(this.#session.explain(failure));
  }

  /** Something the page shows besides the conversation may have changed. */
  contextChanged(): void {
    this.#contextTimer ??= setTimeout(() => {
      this.#contextTimer = undefined;
      this.#view.post({ kind: "context", context: this.#context() });
    }, MESSAGE_DELAY_MS);
  }

  dispose(): void {
    this.#list.dispose();
  }

  /** Resolves when what runs has ended and everything said is on the disk. */
  async close(): Promise<void> {
    await this.#session.dispose();
  }

  #run(answer: Promise<void>): void {
    answer.then(
      () => this.contextChanged(),
      (thrown: unknown) => this.#options.log.error(`chat: ${messageOf(thrown)}`),
    );
  }

  async #receive(message: PageMessage): Promise<void> {
    if (isEditorRequest(message)) await serveEditorRequest(message, this.#session.conversation);
    else await this.#serve(message);
  }

  async #serve(message: Exclude<PageMessage, EditorRequest>): Promise<void> {
    switch (message.kind) {
      case "ready":
        return await this.#sendSnapshot();
      case "send":
        return this.#send(message.text);
      case "stop":
        return this.#session.stop();
      case "retry":
        return this.#run(this.#session.retry(message.entry));
      case "newChat":
        return this.#session.startNew();
      case "attach":
        return this.#attach(selectionAttachment() ?? fileAttachment());
      case "detach":
        return this.#detach(message.attachment);
      case "thinking":
        this.#thinking = message.on;
        return this.contextChanged();
      case "draft":
        return await this.#options.extension.workspaceState.update(DRAFT_KEY, message.text);
      case "command":
        await vscode.commands.executeCommand(COMMANDS[message.command]);
    }
  }

  #send(text: string): void {
    if (text.trim() === "") return;
    const attachments = this.#attached.map(({ attachment }) => attachment);
    this.#attached = [];
    this.contextChanged();
    this.#run(this.#session.ask(text, attachments));
  }

  #attach(what: Attached | undefined): void {
    if (what === undefined) return;
    this.#attached = [...this.#attached.filter(({ chip }) => chip.id !== what.chip.id), what];
    this.contextChanged();
  }

  #detach(id: string): void {
    this.#attached = this.#attached.filter(({ chip }) => chip.id !== id);
    this.contextChanged();
  }

  #onOpened(): void {
    const { id } = this.#session.conversation;
    void this.#options.extension.workspaceState.update(CURRENT_KEY, id);
    this.#view.post(this.#snapshot());
  }

  async #sendSnapshot(): Promise<void> {
    await this.#whenRestored();
    this.#session.conversation.skipToPage();
    this.#view.post(this.#snapshot());
  }

  #whenRestored(): Promise<void> {
    this.#restored ??= this.#restore();
    return this.#restored;
  }

  /** Once per window: the conversation that was open when it was last closed. */
  async #restore(): Promise<void> {
    const { workspaceState } = this.#options.extension;
    const current = workspaceState.get<string>(CURRENT_KEY);
    if (current !== undefined && this.#session.conversation.entries.length === 0) {
      await this.#session.open(current);
    }
    await workspaceState.update(CURRENT_KEY, this.#session.conversation.id);
  }

  #snapshot(): HostMessage {
    const { id, entries } = this.#session.conversation;
    const draft = this.#options.extension.workspaceState.get<string>(DRAFT_KEY) ?? "";
    return { kind: "snapshot", conversation: id, entries, context: this.#context(), draft };
  }

  #context(): PageContext {
    const { server, settings, hasFailure } = this.#options;
    const offered = offeredChip();
    const problem = this.#store.problem;
    return {
      engine: engineBrief({
        server: server.state,
        status: server.status,
        modelPath: settings().model.path,
        now: Date.now(),
      }),
      attached: this.#attached.map(({ chip }) => chip),
      thinking: this.thinking,
      hasFailure: hasFailure(),
      ...(offered !== undefined && { offered }),
      ...(problem !== undefined && { storageProblem: problem }),
    };
  }
}
