/** The packed context of a repository, as `gemwright/pack` and the terminal return it. */
import { NotificationType, RequestType, RequestType0 } from "vscode-languageserver-protocol";
import type { Failure } from "./failure.ts";

/** How much of a file is in the pack: its text, its definitions with doc comments, or only its path. */
export const PACK_LEVELS = ["full", "signatures", "path"] as const;
export type PackLevel = (typeof PACK_LEVELS)[number];

export interface PackParams {
  /** File URI of a workspace folder. */
  readonly root: string;
  /** What is asked, in words. */
  readonly query?: string;
  /** A cursor: the pack a completion there would get. 0-based, as in LSP. */
  readonly at?: { readonly uri: string; readonly line: number; readonly character: number };
  /** Files or folders the user named (`@file`), as URIs: packed first, in full if they fit. */
  readonly mentions?: readonly string[];
  /** URIs of open documents, most recent first. */
  readonly open?: readonly string[];
  /**
   * Size of the pack in tokens of the chosen model. Left out: what a chat with this query, or a completion at that
   * place, gets in the window that is allocated now; `@repo` in the query then chooses the mode.
   */
  readonly budgetTokens?: number;
  /** `focus` (default): what matters for the query; `repository`: everything, filled up to the budget. */
  readonly mode?: "focus" | "repository";
  /** Globs in .gitignore syntax, relative to the root. */
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
}

export interface PackedFile {
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly level: PackLevel;
  readonly tokens: number;
  /** Relevance, 0…1. */
  readonly score: number;
  /** One phrase: why it is here. */
  readonly reason: string;
  /** 1-based, inclusive; present when only a part of the file is in the pack. */
  readonly startLine?: number;
  readonly endLine?: number;
}

export interface OmittedFile {
  readonly path: string;
  readonly reason: string;
}

/** Same input and same files give the same result, byte for byte, unless it is {@link PackResult.unfinished}. */
export interface PackResult {
  readonly text: string;
  readonly tokens: number;
  /** In the order of the text. */
  readonly files: readonly PackedFile[];
  readonly omitted: readonly OmittedFile[];
  /** SHA-256 of `text`, hex. */
  readonly digest: string;
  /**
   * How tokens were counted: by the tokenizer of the chosen model, or, without a usable model, estimated from
   * the number of bytes (then counts are rather too high than too low).
   */
  readonly counted?: "model" | "estimate";
  /** The index was still being built, or git had not told when files were committed: ask again for more. */
  readonly unfinished?: true;
  /** Tokens of the window that the size was taken from, when the request named none; assumed while none is loaded. */
  readonly window?: { readonly tokens: number; readonly loaded: boolean };
}

export interface IndexStatus {
  /** File URI of the workspace folder. */
  readonly root: string;
  /** `off`: cleared; `disabled`: the setting `index.enabled` is off. */
  readonly phase: "disabled" | "off" | "scanning" | "identifiers" | "parsing" | "ready" | "paused" | "failed";
  /** Files known, and files whose tree-sitter pass is done. */
  readonly files: number;
  readonly parsed: number;
  readonly languages: Readonly<Record<string, number>>;
  /** Files left out or reduced to line chunks, with the reason; at most 200 are listed. */
  readonly skipped: readonly OmittedFile[];
  readonly skippedCount: number;
  /** Reason → files, of all of them. */
  readonly skippedReasons: Readonly<Record<string, number>>;
  /** Size of the index on disk, bytes. */
  readonly bytes: number;
  readonly failure?: Failure;
}

/** How the user left the index: `paused` and `off` (cleared) hold until he says otherwise. */
export type IndexMode = "on" | "paused" | "off";

/** What an editor tells about the workspace, in `initializationOptions.index` and whenever it changes. */
export interface IndexOptions {
  /** False: nothing is indexed, whatever the settings say. Read at the start only. */
  readonly enabled?: boolean;
  /** Default `on`. The editor remembers it from one start to the next. Read at the start only. */
  readonly mode?: IndexMode;
  /** Absolute path of a directory for the index files; default: the user's cache. Read at the start only. */
  readonly directory?: string;
  /** Files to leave out, `.gitignore` syntax, relative to each folder. */
  readonly exclude?: readonly string[];
  /** URI of a folder → the same for this folder alone, instead of `exclude`. */
  readonly excludeIn?: Readonly<Record<string, readonly string[]>>;
  /** The user trusts the workspace: git may be asked when files were last committed. */
  readonly trusted?: boolean;
}

/** client → server: `exclude` or `trusted` changed. */
export const indexOptionsChanged = new NotificationType<IndexOptions>("gemwright/index/options");
/** client → server: pack the context. Deterministic. */
export const pack = new RequestType<PackParams, PackResult, Failure>("gemwright/pack");
/** client → server: one entry per workspace folder. */
export const indexStatus = new RequestType0<IndexStatus[], Failure>("gemwright/index/status");
/** client → server, for scripts: the same, once the index has all that was reported, is paused, off or failed. */
export const indexSettled = new RequestType0<IndexStatus[], Failure>("gemwright/index/settled");
/** server → client, throttled. */
export const indexStatusChanged = new NotificationType<IndexStatus[]>("gemwright/index/statusChanged");
/** client → server: `clear` deletes the index from disk and leaves it off until `rebuild`. */
export const indexControl = new RequestType<
  { readonly action: "pause" | "resume" | "rebuild" | "clear" },
  null,
  Failure
>("gemwright/index/control");
