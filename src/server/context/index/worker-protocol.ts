/** What the server and its index worker say to each other. Roots are real paths, file paths relative to a root. */
import type { IndexMode, IndexStatus, PackParams } from "../../../protocol/context.ts";
import type { Failure } from "../../../protocol/failure.ts";
import type { Pack } from "../pack/assemble.ts";
import type { ShownPart } from "../pack/shown.ts";

/** Given to the worker when it starts. */
export interface IndexWorkerSetup {
  /** `dist/parse.worker.js`. */
  readonly parseWorker: string;
  /** `dist/grammars`. */
  readonly grammarsDir: string;
  /** Where the databases are put. */
  readonly directory: string;
  readonly maxFiles: number;
  readonly parsers: number;
}

export interface FolderSettings {
  /** `.gitignore` syntax. */
  readonly exclude: readonly string[];
  readonly trusted: boolean;
}

/** A document as the user sees it, saved or not, and a cursor in it (UTF-16 offset). */
export interface Cursor {
  readonly path: string;
  readonly text: string;
  readonly offset: number;
}

export type SizedPack = PackParams & {
  readonly budgetTokens: number;
  readonly mode: "focus" | "repository";
  /** UTF-16 units that a completion gives to definitions of other files; with a cursor, instead of the tokens. */
  readonly maxChars?: number;
  readonly window?: { readonly tokens: number; readonly loaded: boolean };
};

export interface PackOrder {
  readonly params: SizedPack;
  /** Names the tokenizer for the memory of counts; undefined = no model, counts are estimated. */
  readonly model: string | undefined;
  readonly cursor: Cursor | undefined;
  /** Relative to the root. */
  readonly mentions: readonly string[];
  readonly open: readonly string[];
  /** See `Cancelling`. */
  readonly cancelled?: SharedArrayBuffer;
  /** What the reader has already. */
  readonly shown: readonly ShownPart[];
}

export interface PackedContext extends Pack {
  /** Paths of {@link PackOrder.shown} that changed since. */
  readonly outdated: readonly string[];
}

/** Definitions elsewhere that matter at a cursor. */
export interface AroundOrder {
  readonly cursor: Cursor;
  /** Size of the answer, UTF-16 units. */
  readonly maxChars: number;
}

export type IndexRequest =
  | { readonly kind: "pack"; readonly order: PackOrder }
  | { readonly kind: "around"; readonly order: AroundOrder }
  | { readonly kind: "status" }
  /** Answered as `status`, once no folder has anything left to do. */
  | { readonly kind: "settled" };

/** Server to worker. */
export type ToIndex =
  | {
      readonly kind: "open";
      readonly root: string;
      readonly settings: FolderSettings;
      readonly mode: IndexMode;
    }
  | { readonly kind: "configure"; readonly root: string; readonly settings: FolderSettings }
  | { readonly kind: "close"; readonly root: string }
  | { readonly kind: "changed"; readonly root: string; readonly paths: readonly string[] }
  | { readonly kind: "hurry"; readonly root: string; readonly paths: readonly string[] }
  | { readonly kind: "control"; readonly action: "pause" | "resume" | "rebuild" | "clear" }
  | { readonly kind: "request"; readonly id: number; readonly root: string; readonly request: IndexRequest }
  | { readonly kind: "stop" };

/** Worker to server. */
export type FromIndex =
  | { readonly kind: "status"; readonly folders: readonly IndexStatus[] }
  | { readonly kind: "answer"; readonly id: number; readonly value: unknown }
  | { readonly kind: "failed"; readonly id: number; readonly failure: Failure }
  /** The worker sleeps until the counts are in the cells; see `remote-count.ts`. */
  | { readonly kind: "count"; readonly texts: readonly string[]; readonly cells: SharedArrayBuffer }
  | { readonly kind: "log"; readonly message: string }
  | { readonly kind: "stopped" };
