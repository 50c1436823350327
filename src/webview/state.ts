/** What the page shows, as a pure function of what the host said and the few things the page keeps itself. */
import {
  type AnswerState,
  applyChange,
  type ChatChange,
  type ChatEntry,
  isRunning,
} from "../protocol/chat-entries.ts";
import type { HostMessage, PageContext } from "../protocol/chat-view.ts";

export interface PageState {
  readonly conversation: string;
  readonly entries: readonly ChatEntry[];
  /** Undefined until the host has spoken. */
  readonly context: PageContext | undefined;
  readonly draft: string;
  /** Thoughts the user opened or folded; the others follow the rule of {@link thoughtIsOpen}. */
  readonly thoughts: Readonly<Record<string, boolean>>;
  /** Read out by screen readers when it changes. */
  readonly announcement: string;
  /** Counts the times the message box is to be focused. */
  readonly focus: number;
}

export type PageAction =
  | HostMessage
  | { readonly kind: "draft"; readonly text: string }
  | { readonly kind: "toggleThought"; readonly id: string };

export const INITIAL_STATE: PageState = {
  conversation: "",
  entries: [],
  context: undefined,
  draft: "",
  thoughts: {},
  announcement: "",
  focus: 0,
};

export function reduce(state: PageState, action: PageAction): PageState {
  switch (action.kind) {
    case "snapshot":
      return opened(state, action);
    case "change": {
      const entries = applyChange(state.entries, action.change);
      const announcement = announcementOf(action.change, entries) ?? state.announcement;
      return { ...state, entries, announcement };
    }
    case "context":
      return { ...state, context: action.context };
    case "compose":
      return { ...state, draft: state.draft || (action.text ?? ""), focus: state.focus + 1 };
    case "draft":
      return { ...state, draft: action.text };
    case "toggleThought":
      return toggled(state, action.id);
  }
}

/** The draft of the page is newer than the one the host kept. */
function opened(state: PageState, snapshot: Extract<HostMessage, { kind: "snapshot" }>): PageState {
  const { conversation, entries, context, draft } = snapshot;
  const thoughts = conversation === state.conversation ? state.thoughts : {};
  return {
    ...state,
    conversation,
    entries,
    context,
    thoughts,
    draft: state.draft || draft,
    announcement: "",
  };
}

function toggled(state: PageState, id: string): PageState {
  const entry = state.entries.find((candidate) => candidate.id === id);
  if (entry === undefined) return state;
  return { ...state, thoughts: { ...state.thoughts, [id]: !thoughtIsOpen(state, entry) } };
}

/** Live while it thinks, folded once the answer begins, and as the user wants it after a click. */
export function thoughtIsOpen(state: PageState, entry: ChatEntry): boolean {
  const chosen = state.thoughts[entry.id];
  if (chosen !== undefined) return chosen;
  return entry.kind === "answer" && isRunning(entry) && entry.text === "";
}

/** The entry tokens may still come for. */
export function runningEntry(state: PageState): ChatEntry | undefined {
  const last = state.entries.at(-1);
  return isRunning(last) ? last : undefined;
}

/** A thought is growing, and the page says for how long. */
export function isThinking(state: PageState): boolean {
  const entry = runningEntry(state);
  return entry?.kind === "answer" && entry.thought !== "" && entry.thoughtMs === undefined;
}

/** The text the user sent last, for the Up key. */
export function lastQuestion(state: PageState): string {
  const question = state.entries.findLast((entry) => entry.kind === "question");
  return question?.kind === "question" ? question.text : "";
}

const ANNOUNCED_LENGTH = 600;

/** Screen readers hear that an answer ended and how it begins, never single tokens. */
function announcementOf(change: ChatChange, entries: readonly ChatEntry[]): string | undefined {
  if (change.kind === "add" && change.entry.kind === "answer") return "Gemwright is working on an answer.";
  if (change.kind !== "update") return undefined;
  const { state, failure } = change.fields;
  if (state === "done") {
    const entry = entries.find((candidate) => candidate.id === change.id);
    return entry?.kind === "answer" ? `Answer: ${entry.text.slice(0, ANNOUNCED_LENGTH)}` : undefined;
  }
  if (state === "failed" && failure !== undefined) return failure.message;
  return state === undefined ? undefined : ENDS[state];
}

const ENDS: Readonly<Partial<Record<AnswerState, string>>> = {
  stopped: "The answer was stopped.",
  interrupted: "The answer was interrupted. It can be retried.",
  failed: "The question could not be answered.",
};
