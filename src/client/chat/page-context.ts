/**
 * What the chat page knows of everything around the conversation. Every key and every suggestion may have changed
 * it, and seldom does: a page that is told nothing new is not drawn for nothing. Pure.
 */
import type { HostMessage } from "../../protocol/chat-view.ts";

export class KnownContext {
  #known = "";

  /** False for a context that the page has already; to be asked of every message to the page, in order. */
  isNews(message: HostMessage): boolean {
    if (message.kind !== "context" && message.kind !== "snapshot") return true;
    const context = JSON.stringify(message.context);
    const isKnown = context === this.#known;
    this.#known = context;
    return message.kind === "snapshot" || !isKnown;
  }
}
