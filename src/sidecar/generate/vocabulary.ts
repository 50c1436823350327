/**
 * Words to token ids and back. A special segment becomes the id of exactly that special token; a text segment
 * is tokenised with special tokens off, so nothing a person wrote can become one.
 */
import type { LlamaModel, Token, TokenBias } from "node-llama-cpp";
import { FailureError } from "../../protocol/failure.ts";
import type { Segment } from "../template/segment.ts";
import { SPECIAL, SPECIAL_TOKENS } from "../template/special-tokens.ts";
import { type Healing, heal } from "./healing.ts";
import { cutMarkup, markupTokens } from "./plain-text.ts";
import { TextTokens } from "./text-tokens.ts";
import { TokenBeginnings } from "./token-beginnings.ts";
import { TokenPieces } from "./token-pieces.ts";

/** Above every logit a model gives; small enough to keep their differences in 32 bits. */
const CERTAIN = 1000;

export class Vocabulary {
  readonly #model: LlamaModel;
  readonly #name: string;
  readonly #idOf = new Map<string, Token>();
  readonly #textOf = new Map<Token, string>();
  readonly #texts: TextTokens;
  #beginnings: TokenBeginnings | undefined;
  readonly #pieces: TokenPieces | undefined;
  readonly #addsBlank: boolean;
  /** For text that does not begin the tokenizer's input: without the blank some tokenizers put there. */
  readonly #inner: TextTokens;
  /** Tokens after which the model has nothing more to say. */
  readonly #ends: ReadonlySet<Token>;

  /** `name`: the model's, for messages. `markers`: texts that must not become the tokens of that text. */
  constructor(model: LlamaModel, name: string, markers: readonly string[] = []) {
    this.#model = model;
    this.#name = name;
    const cut = cutMarkup([...markupTokens(model), ...markers]);
    const outer = (text: string): Token[] => model.tokenize(text, false);
    const inner = insideTokenizer(model);
    const byLines = splitsAtLines(model);
    this.#inner = new TextTokens((text) => cut(text).flatMap(inner), byLines);
    this.#pieces = TokenPieces.of(model);
    this.#addsBlank = addsBlank(model);
    this.#texts = !this.#addsBlank
      ? this.#inner
      : new TextTokens((text) => {
          const [first = "", ...rest] = cut(text);
          return [...outer(first), ...rest.flatMap(inner)];
        }, byLines);
    for (const text of SPECIAL_TOKENS) this.#find(text);
    const ends = [SPECIAL.turnClose, SPECIAL.toolResponseOpen].map((text) => this.#idOf.get(text));
    this.#ends = new Set(ends.filter((id) => id !== undefined));
  }

  /** It has Gemma 4's turn tokens, so that its own template fits. */
  get speaksGemma4(): boolean {
    return this.#idOf.has(SPECIAL.turnOpen) && this.#idOf.has(SPECIAL.turnClose);
  }

  /** Token ids of a rendered prompt. */
  encode(segments: readonly Segment[]): Token[] {
    const tokens: Token[] = [];
    for (const segment of segments) {
      if (segment.kind === "special") tokens.push(this.special(segment.text));
      else for (const token of this.#texts.encode(segment.text)) tokens.push(token);
    }
    return tokens;
  }

  /** Token ids of plain text. */
  encodeText(text: string): readonly Token[] {
    return this.#texts.encode(text);
  }

  /** Token ids of text that goes on from other tokens. */
  encodeInside(text: string): readonly Token[] {
    return this.#inner.encode(text);
  }

  /** The id of a special token. Throws a failure when the vocabulary lacks it. */
  special(text: string): Token {
    const id = this.#idOf.get(text) ?? this.#find(text);
    if (id !== undefined) return id;
    throw new FailureError({
      code: "model.no-special-token",
      message: `The vocabulary of ${this.#name} has no special token ${text}, which the prompt needs.`,
      nextStep: "Choose a Gemma 4 GGUF file whose vocabulary is complete.",
    });
  }

  /** The text of a special token that carries meaning in the output, or undefined for any other token. */
  specialText(token: Token): string | undefined {
    return this.#textOf.get(token);
  }

  /** Takes the last, perhaps unfinished word of `text` back, with which `tokens` end; undefined to leave it. */
  heal(tokens: readonly Token[], text: string | undefined): Healing | undefined {
    if (text === undefined) return undefined;
    this.#beginnings ??= new TokenBeginnings(this.#model);
    const decode = (tail: readonly Token[], before: readonly Token[]): string => this.decode(tail, before);
    return heal(tokens, text, { decode, beginnings: this.#beginnings });
  }

  /** Whether a token's text begins with `text`. */
  begins(token: Token, text: string): boolean {
    return this.specialText(token) === undefined && this.#beginnings?.textOf(token).startsWith(text) === true;
  }

  /** A sampler bias under which only these tokens are chosen; none = all. */
  async only(tokens: readonly Token[]): Promise<TokenBias> {
    // An ES module with top-level await: the bundle, which is none, can only import it when it runs.
    const { TokenBias } = await import("node-llama-cpp");
    const bias = new TokenBias(this.#model.tokenizer);
    for (const token of tokens) bias.set(token, { logit: CERTAIN });
    return bias;
  }

  /** A token that is never text, whatever it means. */
  isControl(token: Token): boolean {
    return this.#model.getTokenAttributes(token).control;
  }

  isEnd(token: Token): boolean {
    return this.#ends.has(token) || this.#model.isEogToken(token);
  }

  /** Text of tokens after others; control tokens have none, bytes of an unfinished character become U+FFFD. */
  decode(tokens: readonly Token[], before: readonly Token[]): string {
    if (this.#pieces === undefined) return this.#model.detokenize(tokens, false, before);
    const text = this.#pieces.text(tokens);
    return this.#addsBlank && before.length === 0 ? text.replace(/^ /, "") : text;
  }

  #find(text: string): Token | undefined {
    const [id, ...more] = this.#model.tokenize(text, true);
    if (id === undefined || more.length > 0 || this.#model.detokenize([id], true) !== text) return undefined;
    const attributes = this.#model.getTokenAttributes(id);
    if (!attributes.control && !attributes.userDefined) return undefined;
    this.#idOf.set(text, id);
    this.#textOf.set(id, text);
    return id;
  }
}

/** Gemma 4's tokenizer splits between a line break and what follows, so text can be tokenised by lines. */
function splitsAtLines(model: LlamaModel): boolean {
  return model.fileInfo.metadata.tokenizer.ggml.model === "gemma4";
}

/** SentencePiece vocabularies of the Llama family put a blank before their input. */
function addsBlank(model: LlamaModel): boolean {
  const { ggml } = model.fileInfo.metadata.tokenizer;
  return ggml.model === "llama" && ggml.add_space_prefix !== false;
}

/** Not in any vocabulary, so that it joins no neighbour; Code Llama's own tokenizer does the same. */
const ANCHOR = "☺";

function insideTokenizer(model: LlamaModel): (text: string) => Token[] {
  if (!addsBlank(model)) return (text) => model.tokenize(text, false);
  const anchor = model.tokenize(ANCHOR, false);
  return (text) => (text === "" ? [] : model.tokenize(ANCHOR + text, false).slice(anchor.length));
}
