/** Inline completion in the editor: what stands between VS Code and the server, and the commands around it. */
import type * as vscode from "vscode";
import type { Middleware } from "vscode-languageclient/node";
import type { Settings } from "../../protocol/settings.ts";
import type { CommandTable } from "../command-names.ts";
import { DisposableList } from "../disposables.ts";
import type { ServerPort } from "../server-port.ts";
import { watchCopies } from "./copied.ts";
import { watchCursorRest } from "./cursor-rest.ts";
import { Dismissal } from "./dismissal.ts";
import { LastRequest } from "./last-request.ts";
import { completionMiddleware } from "./middleware.ts";
import { Snooze } from "./snooze.ts";
import { testCompletion } from "./test-completion.ts";
import { createWhyDocument } from "./why-document.ts";

type CompletionCommands = Pick<
  CommandTable,
  "snoozeCompletions" | "resumeCompletions" | "dismissSuggestion" | "testCompletion" | "showWhy"
>;

export class CompletionFeature<Server extends ServerPort> implements vscode.Disposable {
  readonly #list = new DisposableList();
  readonly snooze = this.#list.add(new Snooze());
  readonly server: Server;
  readonly last: LastRequest;
  readonly table: CompletionCommands;

  /** `createServer` starts nothing: its middleware asks back only when a suggestion is wanted. */
  constructor(settings: () => Settings, createServer: (middleware: Middleware) => Server) {
    const { snooze } = this;
    const snoozed = (): string | undefined => snooze.text;
    const server = createServer(
      completionMiddleware({
        settings,
        snoozed,
        serverRunning: () => server.state.kind === "running",
        onRefused: (document, position, refusal) => this.last.refused(document, position, refusal),
        onAnswer: (id) => dismissal.answered(id),
      }),
    );
    const dismissal = new Dismissal(server);
    this.server = server;
    this.last = this.#list.add(new LastRequest(server));
    this.#list.add(
      watchCursorRest((rest) => {
        if (snoozed() === undefined) server.cursorRests(rest);
      }),
    );
    this.#list.add(watchCopies((range) => server.copied(range)));
    const why = this.#list.add(createWhyDocument(this.last));
    this.table = {
      snoozeCompletions: () => snooze.choose(),
      resumeCompletions: () => snooze.resume(),
      dismissSuggestion: () => dismissal.dismiss(),
      testCompletion: () => testCompletion({ server, settings, snoozed, show: (text) => why.showText(text) }),
      showWhy: () => why.show(),
    };
  }

  dispose(): void {
    this.#list.dispose();
  }
}
