/** Marked text: `foo(|)` is the text `foo()` with the cursor between the brackets; `¦` where the code has a bar. */
import type { CompletionWindow } from "../../../src/server/completion/prompt/window.ts";
import { completionWindow } from "../../../src/server/completion/prompt/window.ts";

export function marked(text: string): { readonly text: string; readonly offset: number } {
  const offset = text.indexOf(cursorOf(text));
  if (offset < 0) throw new Error(`No cursor in ${JSON.stringify(text)}`);
  return { text: text.slice(0, offset) + text.slice(offset + 1), offset };
}

/** The sign that marks the cursor. */
export function cursorOf(text: string): string {
  return text.includes("¦") ? "¦" : "|";
}

export const WIDE = { prefixChars: 100_000, suffixChars: 100_000 };

export function windowOf(markedText: string, budget = WIDE): CompletionWindow {
  const { text, offset } = marked(markedText);
  return completionWindow(text, offset, budget);
}
