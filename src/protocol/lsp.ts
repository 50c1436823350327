/**
 * The LSP border: what an editor and the language server say to each other beyond standard LSP.
 * Documented for other editors in docs/protocol.md; a test fails when this file changes without it.
 */
import { NotificationType, RequestType, RequestType0 } from "vscode-languageserver-protocol";
import type { IndexOptions } from "./context.ts";
import type { EngineStatus, FinishReason, LoadedModel, Usage } from "./engine.ts";
import type { Failure } from "./failure.ts";
import type { Settings } from "./settings.ts";
import type { TracebackFailure } from "./traceback.ts";

/** One earlier turn, as the client keeps it. */
export interface ChatTurn {
  readonly role: "user" | "assistant";
  readonly content: string;
}

/** Text the user attached: a selection, a file, a frame's code. */
export interface ChatAttachment {
  /** Document URI; absent for text without a file (clipboard, terminal). */
  readonly uri?: string;
  /** Shown above the text and to the user, e.g. `src/app.ts:10-20`. */
  readonly label: string;
  /** First line of the text in the file, 1-based. */
  readonly startLine?: number;
  readonly languageId?: string;
  readonly text: string;
  /**
   * The user turn it belongs to, an index of `turns`; the last by default. An attachment that stays with its turn
   * leaves the prompt before it as it was, so that a follow-up question is answered sooner.
   */
  readonly turn?: number;
}

/** Carries the whole conversation: the server keeps nothing between requests. */
export interface ChatParams {
  /** Chosen by the client, unique while it runs; carried by every event. */
  readonly id: string;
  /** Ends with a user turn. */
  readonly turns: readonly ChatTurn[];
  readonly attachments: readonly ChatAttachment[];
  readonly thinking: boolean;
}

/**
 * A text that went into the prompt, or into it in part: then the label says how much was cut. Lines are
 * 1-based and inclusive.
 */
export interface ChatSource {
  /** Document URI; empty for text without a file (clipboard, terminal). */
  readonly uri: string;
  readonly label: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly tokens: number;
}

export type ChatEvent =
  | { readonly id: string; readonly kind: "sources"; readonly sources: readonly ChatSource[] }
  | { readonly id: string; readonly kind: "waiting"; readonly reason: "starting" | "loading" | "queued" }
  | { readonly id: string; readonly kind: "prefill"; readonly done: number; readonly total: number }
  | { readonly id: string; readonly kind: "thought"; readonly text: string }
  | { readonly id: string; readonly kind: "text"; readonly text: string };

export interface ChatResult {
  readonly finishReason: FinishReason;
  readonly usage: Usage;
  /** Allocated window the usage is measured against, tokens. */
  readonly contextTokens: number;
}

export interface TracebackParams {
  /** Terminal output, log or clipboard text; escape sequences are allowed. */
  readonly text: string;
  /** Directory the program ran in, as a file URI: relative frame paths are resolved there first. */
  readonly cwd?: string;
}

export interface ExplainParams {
  readonly id: string;
  readonly failure: TracebackFailure;
  /** The command that failed and its exit code, if known. */
  readonly command?: string;
  readonly exitCode?: number;
}

/** Result of `gemwright/explain`: the question as it was asked, so that the chat can go on from it. */
export interface ExplainResult extends ChatResult {
  readonly question: string;
}

/** What the server knows of the engine, for a status bar that tells the truth. */
export type EngineView =
  | { readonly kind: "noModel" }
  | { readonly kind: "stopped" }
  | { readonly kind: "starting" }
  | { readonly kind: "loading"; readonly path: string /** 0…1 */; readonly fraction: number }
  | { readonly kind: "ready"; readonly model: LoadedModel; readonly busy: boolean }
  | { readonly kind: "restarting"; readonly inMs: number; readonly failure: Failure }
  | { readonly kind: "failed"; readonly failure: Failure };

export interface ServerStatus {
  readonly engine: EngineView;
  /** Of the sidecar, when one is connected. */
  readonly sidecar?: EngineStatus;
  /** The last completion request of this window. */
  readonly lastCompletion?: CompletionTrace;
}

/** Closed list: why a completion request showed nothing. `shown` = it did return text. */
export const COMPLETION_OUTCOMES = [
  "shown",
  "disabled",
  "snoozed",
  "languageOff",
  "multiCursor",
  "selection",
  "untrusted",
  "excluded",
  "secretFile",
  "generatedFile",
  "onBattery",
  "inComment",
  "inString",
  "noModel",
  "modelLoading",
  "engineFailed",
  "serverDown",
  "editorOff",
  "otherDocument",
  "unknownDocument",
  "fileTooLarge",
  "cancelled",
  "empty",
  "repeatsSuffix",
  "repetition",
  "notCode",
  "syntaxError",
  "lowConfidence",
  "justRefused",
  "error",
] as const;
export type CompletionOutcome = (typeof COMPLETION_OUTCOMES)[number];

/** Parts of the work for one request, in their order. `model` is queue, prefill and generation together. */
export const COMPLETION_STEPS = ["gate", "context", "cache", "debounce", "model", "syntax"] as const;
export interface CompletionStep {
  readonly step: (typeof COMPLETION_STEPS)[number];
  readonly ms: number;
}

/** Everything about one completion request, for the log and "why did nothing appear". Times in ms. */
export interface CompletionTrace {
  /** Opaque id, also on the returned item's command arguments. */
  readonly id: string;
  readonly uri: string;
  /** 0-based, as in LSP. */
  readonly line: number;
  readonly character: number;
  readonly outcome: CompletionOutcome;
  /** One sentence for the user. */
  readonly detail: string;
  readonly totalMs: number;
  /**
   * Where the answer comes from: `cache` = an earlier suggestion that still fits, with no evaluation; `joined` =
   * a generation that was under way; `evaluated` = a generation of its own. Absent when the model was not asked.
   */
  readonly source?: "cache" | "joined" | "evaluated";
  /** Waited before the evaluation for another keystroke. */
  readonly debounceMs?: number;
  /**
   * The file with the suggestion in it, parsed: `clean`; `truncated` or `dropped` because it would add errors; not
   * looked at because the answer came too `late`, the language has no grammar or the parser failed.
   */
  readonly syntax?: "clean" | "truncated" | "dropped" | "late" | "noGrammar" | "failed";
  /** Geometric mean of the probabilities of its first line's tokens, 0…1, when the engine tells. */
  readonly confidence?: number;
  /** What the time was spent on, in order. */
  readonly steps?: readonly CompletionStep[];
  /** Rules that ended or shortened the answer, in order, e.g. `stop: dedent`, `trim`, `syntax: truncated`. */
  readonly cuts?: readonly string[];
  readonly usage?: Usage;
  /** The prompt as sent, and the raw answer before any rule cut it. */
  readonly prompt?: string;
  readonly raw?: string;
  readonly text?: string;
  /** Further texts to choose from, after an explicit request. */
  readonly alternatives?: readonly string[];
}

/** A place in an open document, as in LSP. */
export interface CursorRest {
  readonly uri: string;
  readonly position: { readonly line: number; readonly character: number };
  /** How the editor indents there; for a document that has no indented line yet. */
  readonly indentation?: EditorIndentation;
}

export interface EditorIndentation {
  readonly tabs: boolean;
  /** Columns of one level. */
  readonly unit: number;
}

/** A part of an open document that was copied, as in LSP. */
export interface CopiedRange {
  readonly uri: string;
  readonly range: { readonly start: CursorRest["position"]; readonly end: CursorRest["position"] };
}

/** What the server learnt on this machine; the client keeps it and gives it back at the next start. */
export interface Learned {
  /** `LANGUAGE MODEL` → least confidence (0…1) of a suggestion that is shown while typing. */
  readonly confidenceLimits: Readonly<Record<string, number>>;
}

/** `initializationOptions` of this server; all optional. */
export interface InitializationOptions {
  readonly settings?: Partial<Settings>;
  /** Where the sidecar's socket and lock live; default: a private directory of the user. */
  readonly runtimeDirectory?: string;
  /** Shown in the sidecar's log. */
  readonly clientName?: string;
  /** What to index and where to keep the index. */
  readonly index?: IndexOptions;
  /** As the last `gemwright/learned` said. */
  readonly learned?: Learned;
}

/** client → server: answer a conversation. Events stream before the response. Cancel = stop button. */
export const chat = new RequestType<ChatParams, ChatResult, Failure>("gemwright/chat");
/** server → client, for `gemwright/chat` and `gemwright/explain` with that id. */
export const chatEvent = new NotificationType<ChatEvent>("gemwright/chatEvent");
/** client → server: parse a failure without the model; null when the text holds none. */
export const traceback = new RequestType<TracebackParams, TracebackFailure | null, Failure>(
  "gemwright/traceback",
);
/** client → server: explain a parsed failure with thinking on and the frames' code attached. */
export const explain = new RequestType<ExplainParams, ExplainResult, Failure>("gemwright/explain");
/** client → server. */
export const status = new RequestType0<ServerStatus, Failure>("gemwright/status");
/** server → client, whenever the status changes. */
export const statusChanged = new NotificationType<ServerStatus>("gemwright/statusChanged");
/** client → server: the trace of the last completion request, null before the first. */
export const why = new RequestType0<CompletionTrace | null, Failure>("gemwright/why");
/** client → server: the user dismissed the suggestion of that trace (Escape). */
export const completionDismissed = new NotificationType<{ readonly id: string }>(
  "gemwright/completionDismissed",
);
/** client → server: the cursor rests there, or the document was opened or saved; what is needed there is read ahead. */
export const cursorRests = new NotificationType<CursorRest>("gemwright/cursorRests");
/** client → server: the user copied code in the editor, perhaps to go on with it in another file. */
export const copied = new NotificationType<CopiedRange>("gemwright/copied");
/** server → client: to be kept, and given back in `initializationOptions.learned`. */
export const learned = new NotificationType<Learned>("gemwright/learned");
/** client → server, on every change of a setting: the whole object. */
export const settingsChanged = new NotificationType<Settings>("gemwright/settings");
/** client → server: load the model of the settings now (also after a failure); resolves when it is ready. */
export const modelsLoad = new RequestType0<LoadedModel, Failure>("gemwright/models/load");
/** client → server: free the model. */
export const modelsUnload = new RequestType0<null, Failure>("gemwright/models/unload");
