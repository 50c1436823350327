/** How much of a completion prompt is code of other files, in UTF-16 units: nothing waits for the tokenizer there. */
import type { LoadedModel } from "../../protocol/engine.ts";
import { crossFileTokens } from "../completion/prompt/window.ts";

/** UTF-16 units of code that stand for one token at least; the same as for the completion window. */
const CHARS_PER_TOKEN = 2.5;

/** Part of the room for other files' code that recent edits and copied code may take, together. */
const RECENT_SHARE = 0.25;

type Window = Pick<LoadedModel, "completionTokens">;

function room({ completionTokens }: Window, share: number): number {
  return Math.floor(crossFileTokens(completionTokens) * CHARS_PER_TOKEN * share);
}

/** Size of the definitions of other files. */
export function crossFileChars(window: Window): number {
  return room(window, 1 - RECENT_SHARE);
}

/** Size of recent edits and copied code. */
export function recentChars(window: Window): number {
  return room(window, RECENT_SHARE);
}
