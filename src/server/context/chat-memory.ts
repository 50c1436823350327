/**
 * What the questions of conversations were shown. A follow-up shows it again at the same places, so that the prompt
 * begins as before and the engine reads only what is new. Nothing is lost with it: what is not remembered is packed.
 */
import { createHash } from "node:crypto";
import type { ChatTurn } from "../../protocol/lsp.ts";
import type { ContextPart } from "../chat/context-source.ts";
import type { PackSection } from "./pack/assemble.ts";

/** Questions remembered, of all conversations. */
const MAX_QUESTIONS = 64;

export interface SentPart {
  readonly part: ContextPart & { readonly turn: number };
  readonly section: PackSection;
}

export class ChatMemory {
  /** By folder and all turns up to the question. */
  readonly #sent = new Map<string, readonly SentPart[]>();

  /** What the questions before the last one were shown, in order. */
  earlier(folder: string, turns: readonly ChatTurn[]): readonly SentPart[] {
    return turns
      .slice(0, -1)
      .flatMap(({ role }, at) => (role === "user" ? (this.#sent.get(keyOf(folder, turns, at)) ?? []) : []));
  }

  /** What the last question is shown for itself. */
  remember(folder: string, turns: readonly ChatTurn[], parts: readonly SentPart[]): void {
    this.#put(keyOf(folder, turns, turns.length - 1), parts);
  }

  /** Takes what a question was shown out of the earlier turns: all of it, or some files. */
  forget(folder: string, turns: readonly ChatTurn[], isGone: (path: string) => boolean): void {
    for (const at of turns.keys()) {
      const key = keyOf(folder, turns, at);
      const known = this.#sent.get(key);
      if (known !== undefined)
        this.#put(
          key,
          known.filter(({ section }) => !isGone(section.path)),
        );
    }
  }

  #put(key: string, parts: readonly SentPart[]): void {
    this.#sent.delete(key);
    this.#sent.set(key, parts);
    const oldest = this.#sent.keys().next();
    if (this.#sent.size > MAX_QUESTIONS && oldest.done !== true) this.#sent.delete(oldest.value);
  }
}

function keyOf(folder: string, turns: readonly ChatTurn[], last: number): string {
  const text = JSON.stringify([
    folder,
    ...turns.slice(0, last + 1).map(({ role, content }) => [role, content]),
  ]);
  return createHash("sha256").update(text).digest("base64");
}
