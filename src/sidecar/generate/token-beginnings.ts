/**
 * Finds the tokens whose text begins with given letters. Built once for a vocabulary, in one pass; special tokens
 * and bytes are not in it.
 */
import type { LlamaModel, Token } from "node-llama-cpp";

export class TokenBeginnings {
  readonly #model: LlamaModel;
  readonly #textOf: readonly string[];
  /** By the first two characters; tokens of one character by that. */
  readonly #byStart = new Map<string, Token[]>();

  constructor(model: LlamaModel) {
    this.#model = model;
    this.#textOf = plainTexts(model);
    for (const [id, text] of this.#textOf.entries()) {
      if (text === "") continue;
      const start = text.slice(0, 2);
      const bucket = this.#byStart.get(start);
      if (bucket === undefined) this.#byStart.set(start, [id as Token]);
      else bucket.push(id as Token);
    }
  }

  /** Tokens that begin with `text`, itself included; undefined when there are more than `most`. */
  find(text: string, most: number): readonly Token[] | undefined {
    const found: Token[] = [];
    for (const bucket of this.#buckets(text)) {
      for (const token of bucket) {
        if (this.#textOf[token]?.startsWith(text) !== true || !this.#isWord(token)) continue;
        if (found.length === most) return undefined;
        found.push(token);
      }
    }
    return found;
  }

  textOf(token: Token): string {
    return this.#textOf[token] ?? "";
  }

  #buckets(text: string): Token[][] {
    if (text.length >= 2) return [this.#byStart.get(text.slice(0, 2)) ?? []];
    return [...this.#byStart].filter(([start]) => start.startsWith(text)).map(([, bucket]) => bucket);
  }

  #isWord(token: Token): boolean {
    const { control, unknown, unused } = this.#model.getTokenAttributes(token);
    return !control && !unknown && !unused;
  }
}

/** Texts by token id; empty for bytes, markup and what this reading of the vocabulary cannot tell. */
function plainTexts(model: LlamaModel): string[] {
  const { model: kind, tokens } = model.fileInfo.metadata.tokenizer.ggml;
  const bytes = kind === "gpt2";
  return tokens.map((token) => {
    if (/^<.+>$/.test(token)) return "";
    if (!bytes) return token.replaceAll("\u2581", " ");
    // GPT-2's alphabet shows bytes as letters; beyond ASCII one letter is not one character.
    const text = token.replaceAll("\u0120", " ").replaceAll("\u010A", "\n").replaceAll("\u0109", "\t");
    return /^[\t\n\x20-\x7E]*$/.test(text) ? text : "";
  });
}
