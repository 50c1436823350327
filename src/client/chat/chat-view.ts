/** The chat page inside VS Code: its document, and the one door messages go through in each direction. */
import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import type { HostMessage, PageMessage } from "../../protocol/chat-view.ts";
import { CHAT_VIEW } from "../command-names.ts";
import { DisposableList } from "../disposables.ts";
import type { Log } from "../log.ts";
import { KnownContext } from "./page-context.ts";
import { pageHtml } from "./page-html.ts";
import { parsePageMessage } from "./page-messages.ts";

export interface ChatViewOptions {
  readonly extensionUri: vscode.Uri;
  readonly log: Log;
  readonly onMessage: (message: PageMessage) => void;
}

export class ChatView implements vscode.WebviewViewProvider, vscode.Disposable {
  readonly #options: ChatViewOptions;
  readonly #list = new DisposableList();
  #view: vscode.WebviewView | undefined;
  #whenReady: (() => void)[] = [];
  #ready = false;
  readonly #known = new KnownContext();

  constructor(options: ChatViewOptions) {
    this.#options = options;
    this.#list.add(
      vscode.window.registerWebviewViewProvider(CHAT_VIEW, this, {
        webviewOptions: { retainContextWhenHidden: true },
      }),
    );
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    const { extensionUri } = this.#options;
    this.#view = view;
    this.#ready = false;
    const dist = vscode.Uri.joinPath(extensionUri, "dist");
    view.webview.options = {
      enableScripts: true,
      enableForms: false,
      localResourceRoots: [dist, vscode.Uri.joinPath(extensionUri, "media")],
    };
    view.webview.onDidReceiveMessage((value: unknown) => this.#receive(value));
    view.onDidDispose(() => {
      if (this.#view === view) this.#view = undefined;
      this.#ready = false;
    });
    const resource = (name: string) => view.webview.asWebviewUri(vscode.Uri.joinPath(dist, name)).toString();
    view.webview.html = pageHtml({
      cspSource: view.webview.cspSource,
      script: resource("webview.js"),
      style: resource("webview.css"),
      nonce: randomBytes(16).toString("hex"),
    });
  }

  /** Messages to a page that is not there are dropped: it gets a snapshot when it comes. */
  post(message: HostMessage): void {
    if (this.#ready && this.#known.isNews(message)) void this.#view?.webview.postMessage(message);
  }

  /** Shows the view and resolves when its page has said that it is ready. */
  async reveal(): Promise<void> {
    await vscode.commands.executeCommand(`${CHAT_VIEW}.focus`);
    if (this.#ready) return;
    await new Promise<void>((resolve) => {
      this.#whenReady.push(resolve);
    });
  }

  dispose(): void {
    this.#list.dispose();
  }

  #receive(value: unknown): void {
    const message = parsePageMessage(value);
    if (message === undefined) {
      this.#options.log.warn("The chat page sent a message that is none of its own; it was ignored.");
      return;
    }
    if (message.kind === "ready") this.#ready = true;
    this.#options.onMessage(message);
    if (message.kind !== "ready") return;
    const waiting = this.#whenReady;
    this.#whenReady = [];
    for (const resolve of waiting) resolve();
  }
}
