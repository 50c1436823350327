/**
 * A conversation as the host keeps it, the log on disk records it and the page shows it: entries, and changes
 * of entries. The log is the list of changes, so that reading it back is the same code as showing it live.
 */
import type { FinishReason, Usage } from "./engine.ts";
import type { Failure } from "./failure.ts";
import type { ChatAttachment, ChatSource } from "./lsp.ts";
import type { TracebackFailure } from "./traceback.ts";

interface EntryBase {
  /** Unique in its conversation. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** What the user asked. */
export interface QuestionEntry extends EntryBase {
  readonly kind: "question";
  readonly text: string;
  readonly attachments: readonly ChatAttachment[];
}

/** A failed program, parsed; asked about with `gemwright/explain`. */
export interface FailureEntry extends EntryBase {
  readonly kind: "failure";
  readonly failure: TracebackFailure;
  /** Where the text came from, for the user. */
  readonly origin: "terminal" | "selection" | "clipboard";
  readonly command?: string;
  readonly exitCode?: number;
  /** The question as the server asked it, known after the answer: the conversation goes on from it. */
  readonly question?: string;
}

/**
 * `waiting`: no token yet. `interrupted`: the engine stopped in the middle. `stopped`: the user stopped it.
 * `failed`: no answer could be given.
 */
export type AnswerState = "waiting" | "streaming" | "done" | "stopped" | "interrupted" | "failed";

export type AnswerProgress =
  | { readonly kind: "starting" | "loading" | "queued" }
  /** Prompt tokens read, of all. */
  | { readonly kind: "prefill"; readonly done: number; readonly total: number };

export interface AnswerEntry extends EntryBase {
  readonly kind: "answer";
  readonly state: AnswerState;
  readonly progress?: AnswerProgress;
  readonly thought: string;
  /** When the first thought token came, ms since 1970. */
  readonly thoughtStartedAt?: number;
  /** How long it thought, ms; absent while it thinks. */
  readonly thoughtMs?: number;
  readonly text: string;
  readonly sources: readonly ChatSource[];
  readonly usage?: Usage;
  readonly finishReason?: FinishReason;
  /** Allocated window, tokens. */
  readonly contextTokens?: number;
  readonly failure?: Failure;
}

export type ChatEntry = QuestionEntry | FailureEntry | AnswerEntry;

/** Fields of an answer or a failure card that change after it was added. */
export type EntryFields = Partial<
  Pick<
    AnswerEntry,
    | "state"
    | "progress"
    | "thoughtStartedAt"
    | "thoughtMs"
    | "sources"
    | "usage"
    | "finishReason"
    | "contextTokens"
    | "failure"
  > &
    Pick<FailureEntry, "question">
>;

export type ChatChange =
  | { readonly kind: "add"; readonly entry: ChatEntry }
  | { readonly kind: "append"; readonly id: string; readonly thought?: string; readonly text?: string }
  | { readonly kind: "update"; readonly id: string; readonly fields: EntryFields }
  | { readonly kind: "remove"; readonly id: string };

/** An answer that nothing came of yet. */
export function emptyAnswer(id: string, at: number): AnswerEntry {
  return { kind: "answer", id, at, state: "waiting", thought: "", text: "", sources: [] };
}

/** True while tokens may still come. */
export function isRunning(entry: ChatEntry | undefined): boolean {
  return entry?.kind === "answer" && (entry.state === "waiting" || entry.state === "streaming");
}

/** The conversation after a change. Entries that did not change keep their identity. */
export function applyChange(entries: readonly ChatEntry[], change: ChatChange): readonly ChatEntry[] {
  switch (change.kind) {
    case "add":
      return [...entries, change.entry];
    case "remove":
      return entries.filter((entry) => entry.id !== change.id);
    case "append":
      return replace(entries, change.id, (entry) =>
        entry.kind === "answer"
          ? {
              ...entry,
              thought: entry.thought + (change.thought ?? ""),
              text: entry.text + (change.text ?? ""),
            }
          : entry,
      );
    case "update":
      return replace(entries, change.id, (entry) => updated(entry, change.fields));
  }
}

function updated(entry: ChatEntry, fields: EntryFields): ChatEntry {
  if (entry.kind === "failure") {
    return fields.question === undefined ? entry : { ...entry, question: fields.question };
  }
  if (entry.kind !== "answer") return entry;
  const { question: _, ...own } = fields;
  return { ...entry, ...own };
}

/** Searches from the end: changes concern the newest entries. */
function replace(
  entries: readonly ChatEntry[],
  id: string,
  change: (entry: ChatEntry) => ChatEntry,
): readonly ChatEntry[] {
  const index = entries.findLastIndex((entry) => entry.id === id);
  const entry = entries[index];
  return entry === undefined ? entries : entries.with(index, change(entry));
}
