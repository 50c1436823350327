/**
 * Takes apart what the model says: thought, answer, tool calls.
 *
 * Markup is normally made of special tokens. Where an answer has not begun yet it is also recognised when it
 * comes spelled out in plain text, split anywhere; after that, spelled-out tags are what they look like: text
 * about tags. What a special token opened, only a special token closes. Markup that makes no sense where it
 * stands is kept as text, and so is a tool call that is malformed or has no end. A thought that is never closed
 * is thought to the end: it was streamed as such, and the caller sees that no answer came.
 */
import { PendingCall } from "./pending-call.ts";
import { type ParsedPiece, PieceList } from "./piece-list.ts";
import { SPECIAL } from "./special-tokens.ts";
import { longestTagStart } from "./tag-search.ts";

export type { ParsedPiece } from "./piece-list.ts";

export interface OutputPiece {
  readonly text: string;
  /** It is one special token, not text that looks like one. */
  readonly special: boolean;
}

/** Channels whose content is answer; what any other is called, its content is thought. */
const ANSWER_CHANNELS = new Set(["final", "answer", "response"]);
const THOUGHT_NAME = "thought";
const HEADER = /^([A-Za-z][\w-]{0,31})(\n|<channel\|>)/;
/** What may still become a header; a closing tag counts where tags come in plain text. */
const HEADER_SO_FAR = /^([A-Za-z][\w-]{0,31})?$/;

/** Where words go. */
interface Place {
  readonly kind: "thought" | "text";
  /** Who may close the channel around them; undefined outside of any. */
  readonly closedBy?: "special" | "any";
  /** Only white space so far, outside of any channel: a tag in plain text may be markup. */
  readonly fresh: boolean;
}

const ANSWER_START: Place = { kind: "text", fresh: true };

export class ChannelParser {
  readonly #pieces = new PieceList();
  #place: Place;
  /** After an opening tag: the channel whose name, or the call whose end, has not come yet. */
  #opening: { readonly special: boolean } | PendingCall | undefined;
  /** Plain text that may be the beginning of a tag or of a channel's name, or the line break before a tag. */
  #held = "";
  /** First half of a surrogate pair: never passed on alone. */
  #half = "";

  /** `answerBegun`: the prompt already put words into the model's mouth (`answerPrefix`). */
  constructor({ answerBegun = false }: { readonly answerBegun?: boolean } = {}) {
    this.#place = { kind: "text", fresh: !answerBegun };
  }

  /** The next piece of output in; out comes what is certain by now. */
  push(piece: OutputPiece): ParsedPiece[] {
    const half = this.#half;
    this.#half = "";
    if (piece.special) {
      this.#plain(half);
      this.#special(piece.text);
    } else {
      const text = half + piece.text;
      const cut = /[\uD800-\uDBFF]$/.test(text) ? text.length - 1 : text.length;
      this.#half = text.slice(cut);
      this.#plain(text.slice(0, cut));
    }
    return this.#pieces.take();
  }

  /** The output has ended: everything held back, as what it is without an end. */
  finish(): ParsedPiece[] {
    this.#plain(this.#half);
    this.#half = "";
    const held = this.#takeHeld();
    if (this.#opening instanceof PendingCall) this.#plain(this.#giveUp() + held);
    else if (this.#opening === undefined) this.#say(held);
    else if (!this.#startsThought() || !THOUGHT_NAME.startsWith(held)) this.#enterNameless(held);
    this.#say(this.#takeHeld());
    return this.#pieces.take();
  }

  #plain(text: string): void {
    let rest = this.#takeHeld() + text;
    while (rest !== "") rest = this.#read(rest);
  }

  /** Reads the beginning of `text`; returns the rest that has to be read in another light. */
  #read(text: string): string {
    if (this.#opening instanceof PendingCall) return this.#readCall(this.#opening, text);
    if (this.#opening !== undefined) return this.#readHeader(this.#opening.special, text);
    return this.#place.closedBy === undefined ? this.#readAnswer(text) : this.#readChannel(text);
  }

  #readAnswer(text: string): string {
    const start = this.#place.fresh ? text.search(/\S|$/) : text.length;
    this.#say(text.slice(0, start));
    const rest = text.slice(start);
    if (rest === "") return "";
    for (const tag of [SPECIAL.channelOpen, SPECIAL.toolCallOpen]) {
      if (rest.startsWith(tag)) {
        this.#open(tag, false);
        return rest.slice(tag.length);
      }
      if (tag.startsWith(rest)) {
        this.#held = rest;
        return "";
      }
    }
    this.#say(rest);
    return "";
  }

  #readChannel(text: string): string {
    const { kind, closedBy } = this.#place;
    const end = closedBy === "any" ? text.indexOf(SPECIAL.channelClose) : -1;
    if (end >= 0) {
      this.#close(text.slice(0, end));
      return text.slice(end + SPECIAL.channelClose.length);
    }
    const lineBreak = kind === "thought" && text.endsWith("\n") ? 1 : 0;
    const held = closedBy === "any" ? Math.max(lineBreak, this.#closeStart(text)) : lineBreak;
    this.#held = text.slice(text.length - held);
    this.#say(text.slice(0, text.length - held));
    return "";
  }

  /** Length of the end of `text` that may begin a spelled-out close, with the line break that belongs to it. */
  #closeStart(text: string): number {
    return longestTagStart(text, [SPECIAL.channelClose, `\n${SPECIAL.channelClose}`]);
  }

  /** Ends the channel after its last words; the line break before the tag of a thought is markup. */
  #close(words: string): void {
    this.#say(this.#place.kind === "thought" ? words.replace(/\n$/, "") : words);
    this.#place = ANSWER_START;
  }

  #readHeader(special: boolean, text: string): string {
    const header = HEADER.exec(text);
    if (header !== null && (header[2] === "\n" || !special)) {
      const name = header[1] ?? "";
      this.#enter(ANSWER_CHANNELS.has(name) ? "text" : "thought", special);
      return text.slice(name.length + (header[2] === "\n" ? 1 : 0));
    }
    const closeStart = special ? 0 : longestTagStart(text, [SPECIAL.channelClose]);
    if (HEADER_SO_FAR.test(text.slice(0, text.length - closeStart))) {
      this.#held = text;
      return "";
    }
    if (!this.#startsThought()) return this.#giveUp() + text;
    this.#enter("thought", special);
    return text;
  }

  #readCall(call: PendingCall, text: string): string {
    if (call.special) call.addText(text);
    else {
      const { closed, rest } = call.addPlain(text);
      if (closed) return this.#endCall(call) + rest;
      this.#held = rest;
    }
    return call.plausible() ? "" : this.#giveUp() + this.#takeHeld();
  }

  #special(tag: string): void {
    if (this.#opening instanceof PendingCall && this.#inCall(this.#opening, tag)) return;
    if (this.#opening !== undefined && this.#inHeader(tag)) return;
    const held = this.#takeHeld();
    if (tag === SPECIAL.channelClose && this.#place.closedBy !== undefined) {
      this.#close(held);
      return;
    }
    this.#say(held);
    if (tag === SPECIAL.channelOpen || tag === SPECIAL.toolCallOpen) this.#open(tag, true);
    else if (tag !== SPECIAL.channelClose || !this.#place.fresh) this.#say(tag);
  }

  /** A special token inside a call. Returns whether that was all it meant. */
  #inCall(call: PendingCall, tag: string): boolean {
    call.addText(this.#takeHeld());
    if (tag === SPECIAL.toolCallClose) {
      this.#plain(this.#endCall(call));
      return true;
    }
    if (tag === SPECIAL.quote) call.addQuote();
    else if (call.inString) call.addText(tag);
    else {
      this.#plain(this.#giveUp());
      return false;
    }
    if (!call.plausible()) this.#plain(this.#giveUp());
    return true;
  }

  /** A special token where a channel's name was expected. Returns whether that was all it meant. */
  #inHeader(tag: string): boolean {
    const name = this.#takeHeld();
    const empty = name === THOUGHT_NAME || (name === "" && this.#startsThought());
    if (tag === SPECIAL.channelClose && empty) {
      this.#opening = undefined;
      this.#place = ANSWER_START;
      return true;
    }
    this.#enterNameless(name);
    return false;
  }

  /** The tag was no channel with a name: a thought without one at the start of an answer, else text. */
  #enterNameless(text: string): void {
    if (this.#startsThought()) {
      this.#enter("thought", true);
      this.#plain(text);
    } else this.#plain(this.#giveUp() + text);
  }

  /** Whether the channel being opened is one even without a name: by a special token, before any answer. */
  #startsThought(): boolean {
    return this.#opening?.special === true && this.#place.fresh;
  }

  #open(tag: string, special: boolean): void {
    this.#opening = tag === SPECIAL.toolCallOpen ? new PendingCall(special) : { special };
  }

  #enter(kind: "thought" | "text", special: boolean): void {
    this.#opening = undefined;
    this.#place = { kind, closedBy: special ? "special" : "any", fresh: false };
  }

  /** Returns text to read again: nothing when it is a call. */
  #endCall(call: PendingCall): string {
    const parsed = call.parse();
    if (parsed === undefined) return this.#giveUp() + SPECIAL.toolCallClose;
    this.#pieces.addCall(parsed);
    this.#opening = undefined;
    this.#place = ANSWER_START;
    return "";
  }

  /** The opening tag was text after all. Returns what followed it, to read again. */
  #giveUp(): string {
    const opening = this.#opening;
    this.#opening = undefined;
    if (opening === undefined) return "";
    const call = opening instanceof PendingCall;
    this.#say(call ? SPECIAL.toolCallOpen : SPECIAL.channelOpen);
    return call ? opening.raw() : "";
  }

  #say(text: string): void {
    this.#pieces.add(this.#place.kind, text);
    if (this.#place.fresh && /\S/.test(text)) this.#place = { ...this.#place, fresh: false };
  }

  #takeHeld(): string {
    const held = this.#held;
    this.#held = "";
    return held;
  }
}
