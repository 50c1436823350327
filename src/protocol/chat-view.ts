/**
 * The border between the extension host and the chat page. The host owns the conversation; the page shows it.
 * Host → page: a snapshot, then changes of it. Page → host: what the user did, checked at run time by the
 * host because a page is not trusted.
 */
import type { ChatChange, ChatEntry } from "./chat-entries.ts";
import type { Failure } from "./failure.ts";

/** What the page needs to know of the engine: enough for its empty state and its waiting texts. */
export type EngineBrief =
  | { readonly kind: "noModel" }
  | { readonly kind: "starting" }
  | { readonly kind: "loading"; readonly file: string /** 0…1 */; readonly fraction: number }
  | {
      readonly kind: "ready";
      readonly name: string;
      readonly backend: string;
      /** Allocated window, tokens. */
      readonly contextTokens: number;
      /** Scripted model: fixed answers, no AI. */
      readonly practice: boolean;
      /** A code model that Gemwright cannot chat with. */
      readonly completionOnly?: true;
    }
  | { readonly kind: "idle"; readonly file: string }
  | { readonly kind: "restarting"; readonly inSeconds: number; readonly failure?: Failure }
  | { readonly kind: "failed"; readonly failure: Failure };

/** A text that goes with the next message; the page sees its name only. */
export interface AttachmentChip {
  readonly id: string;
  /** e.g. `src/app.ts:10-20`. */
  readonly label: string;
  readonly origin: "selection" | "file" | "terminal";
}

/** Everything the page shows besides the conversation. */
export interface PageContext {
  readonly engine: EngineBrief;
  readonly attached: readonly AttachmentChip[];
  /** What one click would attach now: the selection, else the file in the active editor. */
  readonly offered?: AttachmentChip;
  readonly thinking: boolean;
  /** A failed terminal command is remembered: the page offers to explain it. */
  readonly hasFailure: boolean;
  /** Why conversations are not being saved, when they are not. */
  readonly storageProblem?: string;
}

export type HostMessage =
  /** Replaces everything: answer to `ready`, new chat, another chat opened. */
  | {
      readonly kind: "snapshot";
      readonly conversation: string;
      readonly entries: readonly ChatEntry[];
      readonly context: PageContext;
      readonly draft: string;
    }
  | { readonly kind: "change"; readonly change: ChatChange }
  | { readonly kind: "context"; readonly context: PageContext }
  /** Puts the cursor into the message box, with a text to go on from when the box is empty. */
  | { readonly kind: "compose"; readonly text?: string };

/** The only commands a page can start; all of them are things the user can start elsewhere too. */
export const PAGE_COMMANDS = [
  "chooseModelFile",
  "loadModel",
  "showLog",
  "statusMenu",
  "chatHistory",
  "explainLastFailure",
] as const;
export type PageCommand = (typeof PAGE_COMMANDS)[number];

export type PageMessage =
  | { readonly kind: "ready" }
  | { readonly kind: "send"; readonly text: string }
  | { readonly kind: "stop" }
  | { readonly kind: "retry"; readonly entry: string }
  | { readonly kind: "newChat" }
  | { readonly kind: "attach" }
  | { readonly kind: "detach"; readonly attachment: string }
  | { readonly kind: "thinking"; readonly on: boolean }
  | { readonly kind: "draft"; readonly text: string }
  /** An http or https address; the host asks before it opens one. */
  | { readonly kind: "openLink"; readonly url: string }
  /** A path as the model wrote it; the host opens it only inside the workspace. Lines are 1-based. */
  | { readonly kind: "openPath"; readonly path: string; readonly line?: number }
  | { readonly kind: "openSource"; readonly entry: string; readonly index: number }
  /** Frame of a failure card; `error` 0 is the failure itself, 1… its causes. */
  | { readonly kind: "openFrame"; readonly entry: string; readonly error: number; readonly frame: number }
  | { readonly kind: "copy"; readonly text: string }
  | { readonly kind: "insert"; readonly text: string }
  | { readonly kind: "command"; readonly command: PageCommand };
