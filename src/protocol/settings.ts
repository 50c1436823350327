/**
 * The settings as every process sees them. The client reads them from VS Code (paths and hardware from user
 * settings only, never from a workspace), checks them and sends them to the server; other LSP clients send
 * the same object in `initializationOptions.settings`, whole or in part.
 */
import type { GpuChoice } from "./engine.ts";

export interface Settings {
  readonly model: {
    /** Absolute path of a GGUF file; empty = none chosen. */
    readonly path: string;
    /** Chat window in tokens; 0 = automatic. */
    readonly contextTokens: number;
    readonly gpu: GpuChoice;
    /** 0 = automatic. */
    readonly threads: number;
    /** Seconds the sidecar stays after the last window closed. */
    readonly keepAliveSeconds: number;
  };
  readonly completion: {
    readonly enabled: boolean;
    /** Language id → on or off; `*` is the rule for the rest. */
    readonly languages: Readonly<Record<string, boolean>>;
    /** Tokens of one suggestion at most. */
    readonly maxTokens: number;
    /** Least confidence (0…1) of what is shown while typing; see server/completion/confidence.ts. */
    readonly confidence: ConfidenceRule;
    readonly inComments: boolean;
    readonly inStrings: boolean;
    /** In .gitignore syntax, relative to the workspace folder. */
    readonly exclude: readonly string[];
    readonly onBattery: boolean;
    readonly inGeneratedFiles: boolean;
    /** Of the user alone, never of a workspace; so is the next. */
    readonly inSecretFiles: boolean;
    readonly inUntrustedWorkspaces: boolean;
    /** UTF-16 units; larger files get no suggestions. */
    readonly maxFileCharacters: number;
  };
  readonly index: {
    /** Off: no folder is looked through, stored or watched. */
    readonly enabled: boolean;
  };
  readonly chat: {
    readonly thinking: boolean;
    /** Tokens of one answer at most, thought included. */
    readonly maxTokens: number;
  };
}

export type ConfidenceRule = "adaptive" | "off" | number;

/** Values of `package.json`'s `contributes.configuration`; a test compares them. */
export const DEFAULT_SETTINGS: Settings = {
  model: { path: "", contextTokens: 0, gpu: "auto", threads: 0, keepAliveSeconds: 120 },
  completion: {
    enabled: true,
    languages: { "*": true, plaintext: false, scminput: false },
    maxTokens: 128,
    confidence: "adaptive",
    inComments: true,
    inStrings: true,
    exclude: [],
    onBattery: true,
    inGeneratedFiles: false,
    inSecretFiles: false,
    inUntrustedWorkspaces: true,
    maxFileCharacters: 2_000_000,
  },
  index: { enabled: true },
  chat: { thinking: true, maxTokens: 8192 },
};
