/**
 * Tokenises text and remembers it by blocks of lines. A prompt grows by a character per keystroke; tokenising
 * all of it each time would cost more than evaluating the new tokens.
 */
import type { Token } from "node-llama-cpp";

/** Shorter texts are not worth remembering, characters. */
const BLOCK = 1024;
/** Characters remembered at most; the oldest blocks go first. */
const CAPACITY = 4_000_000;

export class TextTokens {
  readonly #tokenize: (text: string) => Token[];
  readonly #byLines: boolean;
  readonly #blocks = new Map<string, readonly Token[]>();
  #characters = 0;

  /** `byLines`: a token never spans the border between a line break and another character. */
  constructor(tokenize: (text: string) => Token[], byLines: boolean) {
    this.#tokenize = tokenize;
    this.#byLines = byLines;
  }

  encode(text: string): Token[] {
    if (!this.#byLines) return text.length < BLOCK ? this.#tokenize(text) : [...this.#remembered(text)];
    const tokens: Token[] = [];
    let start = 0;
    while (start < text.length) {
      const end = blockEnd(text, start);
      const block = text.slice(start, end);
      for (const token of end - start < BLOCK ? this.#tokenize(block) : this.#remembered(block)) {
        tokens.push(token);
      }
      start = end;
    }
    return tokens;
  }

  #remembered(block: string): readonly Token[] {
    const known = this.#blocks.get(block);
    if (known !== undefined) {
      this.#blocks.delete(block);
      this.#blocks.set(block, known);
      return known;
    }
    const tokens = this.#tokenize(block);
    this.#blocks.set(block, tokens);
    this.#characters += block.length;
    for (const oldest of this.#blocks.keys()) {
      if (this.#characters <= CAPACITY) break;
      this.#blocks.delete(oldest);
      this.#characters -= oldest.length;
    }
    return tokens;
  }
}

/** The first place at least a block after `start` where a line begins with something else than a line break. */
function blockEnd(text: string, start: number): number {
  let at = text.indexOf("\n", start + BLOCK - 1);
  if (at === -1) return text.length;
  while (text[at] === "\n") at++;
  return at;
}
