/** The newest completion request of this window, whether the editor's own gate answered it or the server. */
import * as vscode from "vscode";
import type { CompletionTrace } from "../../protocol/lsp.ts";
import { DisposableList } from "../disposables.ts";
import type { ServerPort } from "../server-port.ts";
import type { KeystrokeRefusal } from "./gate.ts";

export class LastRequest implements vscode.Disposable {
  readonly #list = new DisposableList();
  readonly #changed = this.#list.add(new vscode.EventEmitter<void>());
  readonly #server: ServerPort;
  readonly onDidChange = this.#changed.event;
  /** Set while the newest request never reached the server. */
  #own: CompletionTrace | undefined;
  #seen: string | undefined;
  #count = 0;

  constructor(server: ServerPort) {
    this.#server = server;
    this.#list.add(
      server.onDidChange(() => {
        const id = server.status?.lastCompletion?.id;
        if (id !== undefined && id !== this.#seen) this.#own = undefined;
        this.#seen = id;
      }),
    );
  }

  /** Without prompt and answer when they were sent before. */
  get trace(): CompletionTrace | undefined {
    return this.#own ?? this.#server.status?.lastCompletion;
  }

  /** The whole trace. */
  async full(): Promise<CompletionTrace | null> {
    return this.#own ?? (await this.#server.why());
  }

  refused(document: vscode.TextDocument, position: vscode.Position, refusal: KeystrokeRefusal): void {
    const { line, character } = position;
    const same = this.#own?.outcome === refusal.outcome && this.#own.line === line;
    this.#own = {
      id: `editor-${++this.#count}`,
      uri: document.uri.toString(),
      line,
      character,
      totalMs: 0,
      ...refusal,
    };
    // One event for a line of typing, not one for each letter.
    if (!same) this.#changed.fire();
  }

  dispose(): void {
    this.#list.dispose();
  }
}
