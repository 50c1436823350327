/** Streams tokens as text without ever passing on half a character. */
import type { Token } from "node-llama-cpp";

/** A character has at most four bytes, so at most four byte tokens; then U+FFFD is what the model said. */
const LONGEST_CHARACTER = 4;
/** Tokens before the new ones that some tokenizers need to decide about a leading space. */
const CONTEXT = 2;
const REPLACEMENT = "\uFFFD";

export class TokenText {
  readonly #decode: (tokens: readonly Token[], before: readonly Token[]) => string;
  #before: Token[];
  #pending: Token[] = [];

  /** `before`: what the tokens follow, when it is text. */
  constructor(
    decode: (tokens: readonly Token[], before: readonly Token[]) => string,
    before: readonly Token[] = [],
  ) {
    this.#decode = decode;
    this.#before = before.slice(-CONTEXT);
  }

  /** The text that this token completes; empty while a character is unfinished. */
  push(token: Token): string {
    this.#pending.push(token);
    const text = this.#decode(this.#pending, this.#before);
    if (text.endsWith(REPLACEMENT) && this.#pending.length < LONGEST_CHARACTER) return "";
    this.#settle();
    return text;
  }

  /** What is left when no more tokens come. */
  finish(): string {
    if (this.#pending.length === 0) return "";
    const text = this.#decode(this.#pending, this.#before);
    this.#settle();
    return text;
  }

  #settle(): void {
    this.#before = [...this.#before, ...this.#pending].slice(-CONTEXT);
    this.#pending = [];
  }
}
