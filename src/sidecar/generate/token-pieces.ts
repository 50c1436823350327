/**
 * The bytes of each token, read from the file's own vocabulary. llama.cpp's detokenizer "cleans up" what it gives
 * (`a ? b` becomes `a? b`, ` ,` becomes `,`), which is wrong for code; and one call for each token is slow.
 */
import type { LlamaModel, Token } from "node-llama-cpp";

/** SentencePiece writes a blank like this. */
const BLANK = /\u2581/g;
const BYTE = /^<0x([0-9A-F]{2})>$/i;

export class TokenPieces {
  readonly #model: LlamaModel;
  readonly #texts: readonly string[];
  readonly #bytesOf: (text: string, token: Token) => Uint8Array;
  readonly #known = new Map<Token, Uint8Array>();

  private constructor(model: LlamaModel, bytesOf: (text: string, token: Token) => Uint8Array) {
    this.#model = model;
    this.#texts = model.fileInfo.metadata.tokenizer.ggml.tokens;
    this.#bytesOf = bytesOf;
  }

  /** Undefined for a vocabulary whose writing is not known: its own detokenizer must do. */
  static of(model: LlamaModel): TokenPieces | undefined {
    switch (model.fileInfo.metadata.tokenizer.ggml.model) {
      case "gemma4":
      case "llama":
        return new TokenPieces(model, sentencePiece);
      case "gpt2":
        return new TokenPieces(model, (text, token) =>
          model.getTokenAttributes(token).userDefined ? utf8(text) : byteLetters(text),
        );
      default:
        return undefined;
    }
  }

  /** The text of tokens as it is; control tokens have none, bytes of an unfinished character become U+FFFD. */
  text(tokens: readonly Token[]): string {
    return Buffer.concat(tokens.map((token) => this.#piece(token))).toString("utf8");
  }

  #piece(token: Token): Uint8Array {
    const known = this.#known.get(token);
    if (known !== undefined) return known;
    const { control, unknown } = this.#model.getTokenAttributes(token);
    const piece = control || unknown ? utf8("") : this.#bytesOf(this.#texts[token] ?? "", token);
    this.#known.set(token, piece);
    return piece;
  }
}

function utf8(text: string): Uint8Array {
  return Buffer.from(text, "utf8");
}

function sentencePiece(text: string): Uint8Array {
  const byte = BYTE.exec(text)?.[1];
  return byte === undefined ? utf8(text.replaceAll(BLANK, " ")) : Uint8Array.of(Number.parseInt(byte, 16));
}

/** GPT-2's alphabet: printable Latin-1 letters are their own bytes, the others follow from U+0100 on, in order. */
function byteAlphabet(): ReadonlyMap<string, number> {
  const letters = new Map<string, number>();
  let next = 0x100;
  for (let byte = 0; byte < 0x100; byte++) {
    const printable = (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad);
    letters.set(String.fromCodePoint(printable ? byte : next++), byte);
  }
  return letters;
}

const BYTE_OF_LETTER = byteAlphabet();

function byteLetters(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const letter of text) {
    const byte = BYTE_OF_LETTER.get(letter);
    if (byte === undefined) bytes.push(...utf8(letter));
    else bytes.push(byte);
  }
  return Uint8Array.from(bytes);
}
