/** The words of the status bar item. Pure; tests wait for the stable words `Gemwright: ready` and so on. */
import type { EngineBrief } from "../../protocol/chat-view.ts";
import type { CompletionTrace } from "../../protocol/lsp.ts";

export interface StatusText {
  /** With a codicon in front. */
  readonly text: string;
  /** The same without icons, for screen readers. */
  readonly label: string;
  readonly severity: "normal" | "warning" | "error";
}

export interface CompletionSwitches {
  readonly enabled: boolean;
  /** Of the active editor. */
  readonly languageId?: string;
  readonly languageOn: boolean;
  /** The pause in words, e.g. `snoozed until 14:35`. */
  readonly snoozed?: string | undefined;
  /** VS Code's own inline suggestions are off where the cursor is. */
  readonly editorOff?: boolean;
}

/** The item for an engine state; completions that are switched off are said too, never hidden. */
export function statusText(engine: EngineBrief, switches: CompletionSwitches): StatusText {
  const { icon, words, severity } = described(engine);
  const off = engine.kind === "ready" ? offNote(switches) : "";
  const text = `Gemwright: ${words}${off}`;
  return { text: `$(${off === "" ? icon : "circle-slash"}) ${text}`, label: text, severity };
}

function offNote(switches: CompletionSwitches): string {
  if (!switches.enabled) return ", completions off";
  if (switches.snoozed !== undefined) return `, ${switches.snoozed}`;
  if (switches.editorOff === true) return ", off in editor settings";
  if (!switches.languageOn && switches.languageId !== undefined) return `, off for ${switches.languageId}`;
  return "";
}

/** What the engine does, without icons: `model not loaded`. */
export function engineWords(engine: EngineBrief): string {
  return described(engine).words;
}

interface Described {
  readonly icon: string;
  readonly words: string;
  readonly severity: StatusText["severity"];
}

function described(engine: EngineBrief): Described {
  switch (engine.kind) {
    case "noModel":
      return { icon: "sparkle", words: "no model, choose one", severity: "normal" };
    case "starting":
      return { icon: "loading~spin", words: "starting", severity: "normal" };
    case "idle":
      return { icon: "sparkle", words: "model not loaded", severity: "normal" };
    case "loading":
      return { icon: "loading~spin", words: `loading ${percent(engine.fraction)}`, severity: "normal" };
    case "ready": {
      const name = engine.practice ? "practice model, no AI" : engine.name;
      const use = engine.completionOnly === true ? ", completion only (FIM)" : "";
      return { icon: "sparkle", words: `ready — ${name} (${engine.backend})${use}`, severity: "normal" };
    }
    case "restarting":
      return {
        icon: "sync~spin",
        words: engine.inSeconds > 0 ? `restarting in ${engine.inSeconds} s` : "restarting",
        severity: "warning",
      };
    case "failed":
      return { icon: "error", words: shortFailure(engine.failure.message), severity: "error" };
  }
}

/** 0…1 as `42 %`, never 100 before it is done. */
export function percent(fraction: number): string {
  return `${Math.min(99, Math.max(0, Math.floor(fraction * 100)))} %`;
}

const FAILURE_LENGTH = 60;

function shortFailure(message: string): string {
  return message.length > FAILURE_LENGTH ? `${message.slice(0, FAILURE_LENGTH - 1)}…` : message;
}

/** One sentence on what became of the last completion request. */
export function lastCompletionText(trace: CompletionTrace | undefined): string {
  if (trace === undefined) return "No completion was asked for in this window yet.";
  const text = `Last completion: ${lastCompletionWords(trace)}.`;
  return trace.outcome === "shown" ? text : `${text} ${trace.detail}`;
}

/** The same in a few words, without the reason. */
export function lastCompletionWords(trace: CompletionTrace | undefined): string {
  if (trace === undefined) return "none was asked for yet";
  const place = `line ${trace.line + 1}`;
  const time = `${Math.round(trace.totalMs)} ms`;
  return trace.outcome === "shown"
    ? `shown after ${time} (${place})`
    : `nothing appeared (${place}, ${time})`;
}

/** Bytes as `3.2 GB` or `310 MB`. */
export function bytes(count: number): string {
  return count >= 1e9 ? `${(count / 1e9).toFixed(1)} GB` : `${Math.round(count / 1e6)} MB`;
}
