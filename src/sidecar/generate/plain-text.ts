/**
 * Plain text stays plain. llama.cpp finds a token of type "user defined" in text even with special tokens
 * off; in Gemma 4's vocabulary those are `<|channel>`, `<channel|>`, `<|tool_call>` and others, so a file
 * that quotes them could open a thought or call a tool. Text is cut inside each of them before the tokenizer
 * sees it; the pieces then give the ids of their characters.
 */
import type { LlamaModel } from "node-llama-cpp";

/** Texts of user-defined tokens that look like markup. */
export function markupTokens(model: LlamaModel): string[] {
  const texts = model.fileInfo.metadata.tokenizer.ggml.tokens;
  const found: string[] = [];
  for (const token of model.iterateAllTokens()) {
    const text = texts[token];
    if (text === undefined || !/^<.+>$/.test(text)) continue;
    if (model.getTokenAttributes(token).userDefined) found.push(text);
  }
  return found;
}

/** Cuts text inside every markup, after its first character. Joined, the pieces are the text. */
export function cutMarkup(markup: readonly string[]): (text: string) => string[] {
  if (markup.length === 0) return (text) => [text];
  const alternatives = markup
    .toSorted((a, b) => b.length - a.length)
    .map((text) => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  const pattern = new RegExp(alternatives.join("|"), "g");
  return (text) => {
    const pieces: string[] = [];
    let start = 0;
    for (const match of text.matchAll(pattern)) {
      pieces.push(text.slice(start, match.index + 1));
      start = match.index + 1;
    }
    pieces.push(text.slice(start));
    return pieces;
  };
}
