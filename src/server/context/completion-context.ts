/**
 * Code of other files for inline completion. A keystroke never waits for it: what is known is used, and the index
 * is asked again only when the cursor went elsewhere or new names came into view, because every other text
 * before the code makes the engine read the whole prompt again.
 */

import type { TextDocuments } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { LoadedModel } from "../../protocol/engine.ts";
import type { CopiedRange } from "../../protocol/lsp.ts";
import type { CompletionRequest } from "../completion/request.ts";
import type { Engine } from "../engine/engine.ts";
import type { Log } from "../log.ts";
import { CopiedCode } from "./copied-code.ts";
import { crossFileChars, recentChars } from "./cross-file-size.ts";
import { countIdentifiers } from "./index/identifiers.ts";
import { refuseByText } from "./index/scan/rules.ts";
import { RecentEdits } from "./recent-edits.ts";
import type { ContextService } from "./service.ts";

/** Lines between two cursors that still see the same code. */
const SAME_REGION_LINES = 40;
/** Lines around the cursor whose names count as visible. */
const VISIBLE_LINES = 40;
/** New names in view, as a share of all, that are worth asking again. */
const NEW_NAMES_SHARE = 0.25;
/** Documents whose context is kept. */
const MAX_DOCUMENTS = 16;

interface Known {
  readonly line: number;
  readonly names: ReadonlySet<string>;
  text: string;
  asking: boolean;
}

export interface CompletionContextOptions {
  readonly context: Pick<ContextService, "around" | "find">;
  /** Size of the context, UTF-16 units; 0 = none wanted now. */
  readonly maxChars: () => number;
  readonly log: (message: string) => void;
}

export class CompletionContext {
  readonly #options: CompletionContextOptions;
  readonly #known = new Map<string, Known>();

  constructor(options: CompletionContextOptions) {
    this.#options = options;
  }

  /** The context for a request: at once, from memory. */
  readonly forRequest = (request: CompletionRequest): string => {
    const maxChars = this.#options.maxChars();
    if (maxChars === 0 || this.#options.context.find(request.uri) === undefined) return "";
    const place = placeOf(request);
    const known = this.#known.get(request.uri);
    if (known !== undefined && (known.asking || isSimilar(known, place))) return known.text;
    const next: Known = { ...place, text: known?.text ?? "", asking: true };
    this.#remember(request.uri, next);
    void this.#ask(request, next, maxChars);
    return next.text;
  };

  closed(uri: string): void {
    this.#known.delete(uri);
  }

  async #ask(request: CompletionRequest, known: Known, maxChars: number): Promise<void> {
    try {
      known.text = await this.#options.context.around(request.uri, request.text, request.offset, maxChars);
    } catch (error) {
      this.#options.log(`No code of other files for completion: ${String(error)}`);
    } finally {
      known.asking = false;
    }
  }

  #remember(uri: string, known: Known): void {
    this.#known.delete(uri);
    this.#known.set(uri, known);
    const oldest = this.#known.keys().next();
    if (this.#known.size > MAX_DOCUMENTS && oldest.done !== true) this.#known.delete(oldest.value);
  }
}

export interface CompletionContextParts {
  readonly context: Pick<ContextService, "around" | "find" | "visiblePath">;
  readonly engine: Pick<Engine, "view">;
  readonly documents: Pick<TextDocuments<TextDocument>, "all" | "get" | "onDidOpen" | "onDidClose">;
  readonly log: Pick<Log, "warn">;
}

export interface CompletionCode {
  /** Asked at every request: what is needed here, then what was edited and what was copied a moment ago. */
  readonly forRequest: (request: CompletionRequest) => string;
  readonly copied: (range: CopiedRange) => void;
}

/** Other files' code for the completion service. */
export function completionContext(parts: CompletionContextParts): CompletionCode {
  const { context, engine, documents, log } = parts;
  const loaded = (): LoadedModel | undefined =>
    engine.view.kind === "ready" ? engine.view.model : undefined;
  const memory = new CompletionContext({
    context,
    log: (message) => log.warn(message),
    maxChars: () => {
      const model = loaded();
      return model === undefined ? 0 : crossFileChars(model);
    },
  });
  const show = (uri: string, text: string): string | undefined =>
    refuseByText(text) === undefined ? context.visiblePath(uri) : undefined;
  const recent = new RecentEdits(() => documents.all(), show);
  documents.onDidOpen(({ document }) => recent.opened(document));
  documents.onDidClose(({ document }) => {
    memory.closed(document.uri);
    recent.closed(document);
  });
  const clipped = new CopiedCode({ show, now: Date.now });
  return {
    copied: ({ uri, range }) => {
      const document = documents.get(uri);
      if (document === undefined) return;
      const isShown = show(uri, document.getText()) !== undefined;
      clipped.copied(uri, isShown ? document.getText(range) : "");
    },
    forRequest: (request) => {
      const chars = recentChars(loaded() ?? { completionTokens: 0 });
      const code = clipped.around(request, chars);
      const edits = recent.around(request.uri, chars - code.length);
      return [memory.forRequest(request), edits, code].filter((part) => part !== "").join("\n");
    },
  };
}

function placeOf({ text, offset }: CompletionRequest): { line: number; names: ReadonlySet<string> } {
  let line = 0;
  for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1)) line++;
  let start = offset;
  for (let lines = 0; lines < VISIBLE_LINES && start > 0; lines++) start = text.lastIndexOf("\n", start - 1);
  let end = offset;
  for (let lines = 0; lines < VISIBLE_LINES && end !== -1; lines++) end = text.indexOf("\n", end + 1);
  const visible = text.slice(Math.max(0, start), end === -1 ? undefined : end);
  return { line, names: new Set(countIdentifiers(visible).keys()) };
}

function isSimilar(known: Known, place: { line: number; names: ReadonlySet<string> }): boolean {
  if (Math.abs(known.line - place.line) > SAME_REGION_LINES) return false;
  let fresh = 0;
  for (const name of place.names) if (!known.names.has(name)) fresh++;
  return fresh <= Math.max(4, place.names.size * NEW_NAMES_SHARE);
}
