/** What can be known before any work: whether this request may be answered at all, and if not, why. */
import type { CompletionOutcome, EngineView } from "../../../protocol/lsp.ts";
import type { Settings } from "../../../protocol/settings.ts";
import { type FileFacts, fileRefusal } from "./file-gate.ts";

export interface GateInput {
  readonly settings: Settings["completion"];
  readonly engine: EngineView;
  readonly document: (FileFacts & { readonly languageId: string }) | undefined;
  /** The user asked by key, rather than by typing: the request may wait for the model. */
  readonly invoked: boolean;
  /** Asked only when it matters. */
  readonly onBattery: () => boolean;
}

export interface Refusal {
  readonly outcome: CompletionOutcome;
  readonly detail: string;
  /** The model is not in memory: the first keystroke starts loading it in the background. */
  readonly wakeEngine: boolean;
}

/** Undefined when the request may go on. */
export function gate(input: GateInput): Refusal | undefined {
  const { settings, document, invoked } = input;
  if (!settings.enabled)
    return refuse("disabled", "Completions are switched off (gemwright.completion.enabled).");
  if (document === undefined) return refuse("unknownDocument", "The editor never opened this document.");
  const { languageId, text } = document;
  if (!languageEnabled(settings.languages, languageId)) {
    return refuse("languageOff", `Completions are off for ${languageId} (gemwright.completion.languages).`);
  }
  if (text.length > settings.maxFileCharacters) {
    return refuse(
      "fileTooLarge",
      `The file has ${text.length} characters; ${settings.maxFileCharacters} are the limit (gemwright.completion.maxFileCharacters).`,
    );
  }
  const file = fileRefusal(document, settings, invoked);
  if (file !== undefined) return { ...file, wakeEngine: false };
  if (!settings.onBattery && !invoked && input.onBattery()) {
    return refuse("onBattery", "The computer runs on battery (gemwright.completion.onBattery).");
  }
  return engineRefusal(input.engine, invoked);
}

/** The language's own switch, else the one of `*`, else on. */
export function languageEnabled(languages: Settings["completion"]["languages"], languageId: string): boolean {
  if (Object.hasOwn(languages, languageId)) return languages[languageId] === true;
  return languages["*"] ?? true;
}

function engineRefusal(engine: EngineView, invoked: boolean): Refusal | undefined {
  switch (engine.kind) {
    case "noModel":
      return refuse("noModel", "No model is chosen (gemwright.model.path).");
    case "failed":
      return refuse("engineFailed", `${engine.failure.message} ${engine.failure.nextStep}`);
    case "ready":
      return undefined;
    case "stopped":
      return invoked ? undefined : refuse("modelLoading", "The model is being loaded now.", true);
    case "starting":
      return invoked ? undefined : refuse("modelLoading", "The engine is starting.");
    case "loading": {
      const percent = Math.round(engine.fraction * 100);
      return invoked ? undefined : refuse("modelLoading", `The model is loading, ${percent} % done.`);
    }
    case "restarting":
      return invoked
        ? undefined
        : refuse("engineFailed", `${engine.failure.message} It starts again in ${engine.inMs} ms.`);
  }
}

function refuse(outcome: CompletionOutcome, detail: string, wakeEngine = false): Refusal {
  return { outcome, detail, wakeEngine };
}
