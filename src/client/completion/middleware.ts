import * as vscode from "vscode";
import type { Middleware } from "vscode-languageclient/node";
import type { Settings } from "../../protocol/settings.ts";
import { type KeystrokeRefusal, type KeystrokeState, keystrokeRefusal } from "./gate.ts";

export interface CompletionGuards {
  readonly settings: () => Settings;
  readonly serverRunning: () => boolean;
  /** The pause in words; undefined without one. */
  readonly snoozed: () => string | undefined;
  readonly onRefused: (
    document: vscode.TextDocument,
    position: vscode.Position,
    refusal: KeystrokeRefusal,
  ) => void;
  /** What VS Code may show now: trace id of the first item, undefined for none. */
  readonly onAnswer: (id: string | undefined) => void;
}

/** Lets the standard inline completion feature ask only when an answer can appear. */
export function completionMiddleware(guards: CompletionGuards): Middleware {
  return {
    provideInlineCompletionItems: async (...args) => {
      const [document, position, context, token, next] = args;
      const { version } = document;
      const invoked = context.triggerKind === vscode.InlineCompletionTriggerKind.Invoke;
      const refusal = keystrokeRefusal(guards.settings().completion, stateOf(document, invoked, guards));
      if (refusal !== undefined) {
        guards.onRefused(document, position, refusal);
        guards.onAnswer(undefined);
        return undefined;
      }
      const items = await next(document, position, context, token);
      // No completion outlives its document version.
      if (token.isCancellationRequested || document.version !== version) return undefined;
      guards.onAnswer(traceId(items));
      return items;
    },
  };
}

/** What the editor knows about a request at the cursor of `document`. */
export function stateOf(
  document: vscode.TextDocument,
  invoked: boolean,
  { serverRunning, snoozed }: Pick<CompletionGuards, "serverRunning" | "snoozed">,
): KeystrokeState {
  const editor = vscode.window.activeTextEditor;
  const selections = editor?.document === document ? editor.selections : [];
  return {
    languageId: document.languageId,
    hasSelection: selections.some((selection) => !selection.isEmpty),
    cursors: selections.length,
    invoked,
    serverRunning: serverRunning(),
    trusted: vscode.workspace.isTrusted,
    snoozed: snoozed(),
  };
}

type Items = vscode.InlineCompletionItem[] | vscode.InlineCompletionList | null | undefined;

function traceId(items: Items): string | undefined {
  const [first] = Array.isArray(items) ? items : (items?.items ?? []);
  const id: unknown = first?.command?.arguments?.[0];
  return typeof id === "string" ? id : undefined;
}
