/**
 * Escape on a suggestion. VS Code does not tell extensions that ghost text was dismissed, so the key is bound
 * here, only while our suggestion shows and nothing else wants the key; it hides the text as VS Code does, and the
 * server learns that it was refused.
 */
import * as vscode from "vscode";
import { SUGGESTING_KEY } from "../command-names.ts";
import type { ServerPort } from "../server-port.ts";

export class Dismissal {
  readonly #server: ServerPort;
  #id: string | undefined;

  constructor(server: ServerPort) {
    this.#server = server;
  }

  /** VS Code got an answer: the trace id of the suggestion, undefined when nothing can show. */
  answered(id: string | undefined): void {
    const changed = (id === undefined) !== (this.#id === undefined);
    this.#id = id;
    if (changed) void vscode.commands.executeCommand("setContext", SUGGESTING_KEY, id !== undefined);
  }

  async dismiss(): Promise<void> {
    const id = this.#id;
    this.answered(undefined);
    if (id !== undefined) this.#server.dismissed(id);
    await vscode.commands.executeCommand("editor.action.inlineSuggest.hide");
  }
}
