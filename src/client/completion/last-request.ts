/** The newest completion request of this window, whether the editor's own gate answered it or the server. */
import * as vscode from "vscode";
import type { CompletionTrace } from "../../protocol/lsp.ts";
import { DisposableList } from "../disposables.ts";
import type { ServerPort } from "../server-port.ts";
import { editorSilence, type KeystrokeRefusal } from "./gate.ts";

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
    return silentEditor() ?? this.#own ?? this.#server.status?.lastCompletion;
  }

  /** The whole trace. */
  async full(): Promise<CompletionTrace | null> {
    return silentEditor() ?? this.#own ?? (await this.#server.why());
  }

  refused(document: vscode.TextDocument, position: vscode.Position, refusal: KeystrokeRefusal): void {
    const same = this.#own?.outcome === refusal.outcome && this.#own.line === position.line;
    this.#own = traceOf(`editor-${++this.#count}`, document, position, refusal);
    // One event for a line of typing, not one for each letter.
    if (!same) this.#changed.fire();
  }

  dispose(): void {
    this.#list.dispose();
  }
}

/** Where the editor does not ask there is no request: the reason is as good as one. */
function silentEditor(): CompletionTrace | undefined {
  const { activeTextEditor: editor } = vscode.window;
  if (editor === undefined) return undefined;
  const { document, selection } = editor;
  // Our own reports and logs stand beside the file that is asked about.
  if (/^(gemwright|output)/.test(document.uri.scheme)) return undefined;
  const silence = silenceOf(document);
  return silence && traceOf("editor-silent", document, selection.active, silence);
}

/** Why the editor never asks for a suggestion in that document; undefined when it does. */
export function silenceOf(document: vscode.TextDocument): KeystrokeRefusal | undefined {
  const inlineSuggest = vscode.workspace
    .getConfiguration("editor", document)
    .get("inlineSuggest.enabled", true);
  return editorSilence({ scheme: document.uri.scheme, inlineSuggest });
}

function traceOf(
  id: string,
  document: vscode.TextDocument,
  { line, character }: vscode.Position,
  refusal: KeystrokeRefusal,
): CompletionTrace {
  return { id, uri: document.uri.toString(), line, character, totalMs: 0, ...refusal };
}
