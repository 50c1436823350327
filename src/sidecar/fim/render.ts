/** A fill-in-the-middle prompt as token ids: the format's markers as tokens, everything else as plain text. */
import type { Token } from "node-llama-cpp";
import type { FimFile, FimPrompt } from "../../protocol/engine.ts";
import type { FimTokens } from "./detect.ts";

export interface TextEncoder {
  /** Text at the beginning of a part, with the blank that some tokenizers put there. */
  encodeText(text: string): readonly Token[];
  /** Text that goes on from other tokens. */
  encodeInside(text: string): readonly Token[];
}

/** Without the token that begins a sequence. */
export function renderFim(prompt: FimPrompt, fim: FimTokens, encoder: TextEncoder): Token[] {
  return [...fileTokens(prompt, fim, encoder), ...partTokens(prompt, fim, encoder)];
}

/** The text that the prompt ends with; undefined when it ends with a marker, before which words may be cut. */
export function lastText(
  { prefix, begun = "" }: FimPrompt,
  { format, middle }: FimTokens,
): string | undefined {
  if (format.order === "prefixFirst") return begun;
  return format.order === "joined" || middle === undefined ? prefix + begun : undefined;
}

function partTokens(prompt: FimPrompt, fim: FimTokens, encoder: TextEncoder): Token[] {
  const { begun = "", path } = prompt;
  const middle = fim.middle === undefined ? [] : [fim.middle];
  const head = fim.format.files === "inside" && path !== undefined ? `${path}\n` : "";
  const before = head + prompt.prefix;
  const suffix = encoder.encodeInside(prompt.suffix);
  switch (fim.format.order) {
    case "prefixFirst": {
      const prefix = encoder.encodeText(before);
      return [fim.prefix, ...prefix, fim.suffix, ...suffix, ...middle, ...encoder.encodeInside(begun)];
    }
    case "suffixFirst":
      return [fim.suffix, ...suffix, fim.prefix, ...encoder.encodeText(before + begun), ...middle];
    case "joined":
      return [fim.prefix, fim.suffix, ...suffix, ...middle, ...encoder.encodeText(before + begun)];
  }
}

/** Other files and the path of this one, where the format has a place for them. */
function fileTokens({ files = [], path }: FimPrompt, fim: FimTokens, encoder: TextEncoder): Token[] {
  const { file, repository, format } = fim;
  if (format.files === undefined || file === undefined || path === undefined) return [];
  const tokens: Token[] = [];
  if (repository !== undefined && format.repositoryLine !== undefined) {
    tokens.push(repository, ...encoder.encodeInside(format.repositoryLine));
  }
  for (const other of files) {
    const text = encoder.encodeInside(fileText(other, format.files === "headed"));
    tokens.push(...(format.files === "between" ? [...text, file] : [file, ...text]));
  }
  if (format.files === "inside") tokens.push(file);
  else if (format.files === "headed") tokens.push(file, ...encoder.encodeInside(`${path}\n`));
  else tokens.push(...encoder.encodeInside(`${path}\n`));
  return tokens;
}

function fileText({ path, text }: FimFile, endsLine: boolean): string {
  return `${path}\n${text}${endsLine && !text.endsWith("\n") ? "\n" : ""}`;
}
