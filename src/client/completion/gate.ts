/**
 * The first gate of a keystroke: what is decided without asking the server, because only the editor knows it.
 * Everything else is the server's. Pure.
 */
import type { CompletionOutcome } from "../../protocol/lsp.ts";
import type { Settings } from "../../protocol/settings.ts";
import { languageIsOn } from "../settings.ts";

export interface KeystrokeState {
  readonly languageId: string;
  /** Text is selected: a suggestion would replace it. */
  readonly hasSelection: boolean;
  readonly cursors: number;
  /** The user asked with a command: the server decides about switches. */
  readonly invoked: boolean;
  readonly serverRunning: boolean;
  readonly trusted: boolean;
  /** The pause in words, e.g. `snoozed until 14:35`; undefined without one. */
  readonly snoozed?: string | undefined;
}

export interface KeystrokeRefusal {
  readonly outcome: CompletionOutcome;
  /** One sentence for the user. */
  readonly detail: string;
}

/** URI schemes of the documents that are completed. */
export const COMPLETED_SCHEMES = ["file", "untitled", "vscode-notebook-cell"] as const;

/** Why the editor does not even ask; undefined when it does. `inlineSuggest`: `editor.inlineSuggest.enabled`. */
export function editorSilence(document: {
  readonly scheme: string;
  readonly inlineSuggest: boolean;
}): KeystrokeRefusal | undefined {
  const { scheme, inlineSuggest } = document;
  if (!COMPLETED_SCHEMES.some((each) => each === scheme)) {
    return refuse(
      "otherDocument",
      `Files, untitled documents and notebooks are completed; this is a ${scheme}: document.`,
    );
  }
  if (inlineSuggest) return undefined;
  return refuse("editorOff", "The editor shows no inline suggestions (editor.inlineSuggest.enabled).");
}

/** Why a completion request is not worth sending; undefined when it is. */
export function keystrokeRefusal(
  completion: Settings["completion"],
  state: KeystrokeState,
): KeystrokeRefusal | undefined {
  return impossible(completion, state) ?? (state.invoked ? undefined : switchedOff(completion, state));
}

function impossible(
  { inUntrustedWorkspaces }: Settings["completion"],
  { serverRunning, cursors, hasSelection, trusted }: KeystrokeState,
): KeystrokeRefusal | undefined {
  if (!serverRunning) return refuse("serverDown", "The language server is starting.");
  if (cursors > 1) return refuse("multiCursor", "There are several cursors.");
  if (hasSelection) return refuse("selection", "Text is selected.");
  if (trusted || inUntrustedWorkspaces) return undefined;
  return refuse("untrusted", "This workspace is not trusted (gemwright.completion.inUntrustedWorkspaces).");
}

function switchedOff(
  { enabled, languages }: Settings["completion"],
  { snoozed, languageId }: KeystrokeState,
): KeystrokeRefusal | undefined {
  if (snoozed !== undefined) return refuse("snoozed", `Completions are ${snoozed}.`);
  if (!enabled) return refuse("disabled", "Completions are switched off (gemwright.completion.enabled).");
  if (languageIsOn(languages, languageId)) return undefined;
  return refuse("languageOff", `Completions are off for ${languageId} (gemwright.completion.languages).`);
}

function refuse(outcome: CompletionOutcome, detail: string): KeystrokeRefusal {
  return { outcome, detail };
}
