import type { ToolCall } from "../../protocol/conversation.ts";
import { SPECIAL } from "./special-tokens.ts";
import { longestTagStart } from "./tag-search.ts";
import { type CallPart, mayBeCall, parseToolCall } from "./tool-call-syntax.ts";

const QUOTE_OR_CLOSE = /<\|"\|>|<tool_call\|>/;

/** A tool call whose end has not come yet. */
export class PendingCall {
  /** Its opening tag was a special token: then quotes and end are too, and such text is content. */
  readonly special: boolean;
  readonly #parts: CallPart[] = [];
  #inString = false;
  #headRead = false;

  constructor(special: boolean) {
    this.special = special;
  }

  /** Everything after the opening tag, as it was written. */
  raw(): string {
    return this.#parts.map((part) => (part.quote ? SPECIAL.quote : part.text)).join("");
  }

  addQuote(): void {
    this.#parts.push({ quote: true });
    this.#inString = !this.#inString;
  }

  addText(text: string): void {
    if (text !== "") this.#parts.push({ quote: false, text });
  }

  /**
   * Reads spelled-out quotes and the spelled-out end. Returns what is left: after the end when `closed`, else
   * the beginning of a possible tag.
   */
  addPlain(text: string): { readonly closed: boolean; readonly rest: string } {
    let rest = text;
    for (;;) {
      const tag = QUOTE_OR_CLOSE.exec(rest);
      if (tag === null) break;
      this.addText(rest.slice(0, tag.index));
      rest = rest.slice(tag.index + tag[0].length);
      if (tag[0] === SPECIAL.quote) this.addQuote();
      else if (this.#inString) this.addText(tag[0]);
      else return { closed: true, rest };
    }
    const held = longestTagStart(rest, [SPECIAL.quote, SPECIAL.toolCallClose]);
    this.addText(rest.slice(0, rest.length - held));
    return { closed: false, rest: rest.slice(rest.length - held) };
  }

  /** Between two quotes, where every tag but the call's end is content. */
  get inString(): boolean {
    return this.#inString;
  }

  /** False as soon as this cannot become a call any more. */
  plausible(): boolean {
    if (this.#headRead) return true;
    const head = this.raw();
    this.#headRead = head.includes("{");
    return mayBeCall(head);
  }

  parse(): ToolCall | undefined {
    return parseToolCall(this.#parts);
  }
}
