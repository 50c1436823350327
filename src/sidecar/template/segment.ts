/**
 * A prompt as it goes to the tokenizer: what the template writes is marked as special token by token, and
 * everything people, files and tools wrote is text. The encoder makes plain characters of text whatever it
 * spells, so no content can open a turn, close a thought or call a tool.
 */

/** A special segment is exactly one special token's text; a text segment never yields special tokens. */
export type Segment =
  | { readonly kind: "special"; readonly text: string }
  | { readonly kind: "text"; readonly text: string };

/** Collects segments; adjacent texts become one, so that they are tokenised as one. */
export class SegmentBuilder {
  readonly #segments: Segment[] = [];
  #text = "";

  special(text: string): this {
    this.#flush();
    this.#segments.push({ kind: "special", text });
    return this;
  }

  text(text: string): this {
    this.#text += text;
    return this;
  }

  /** The segments so far. The builder is done after it. */
  build(): Segment[] {
    this.#flush();
    return this.#segments;
  }

  #flush(): void {
    if (this.#text === "") return;
    this.#segments.push({ kind: "text", text: this.#text });
    this.#text = "";
  }
}
