/** Model output written down for the parser's tests, and what the parser makes of all of it. */
import {
  ChannelParser,
  type OutputPiece,
  type ParsedPiece,
} from "../../../src/sidecar/template/channel-parser.ts";
import { SPECIAL_TOKENS } from "../../../src/sidecar/template/special-tokens.ts";

export const thought = (text: string): ParsedPiece => ({ kind: "thought", text });
export const text = (content: string): ParsedPiece => ({ kind: "text", text: content });
export const call = (name: string, args: Record<string, unknown>): ParsedPiece => ({
  kind: "toolCall",
  call: { name, arguments: args },
});
export const plain = (content: string): OutputPiece => ({ text: content, special: false });
export const special = (token: string): OutputPiece => ({ text: token, special: true });

/** `{<|channel>}` in braces is the special token, everything else plain text. */
export function said(script: string): OutputPiece[] {
  const parts = script.split(/\{(<[^{}\s]+>)\}/);
  return parts.flatMap((part, index) => {
    if (index % 2 === 1) {
      if (!SPECIAL_TOKENS.includes(part)) throw new Error(`Not a special token: ${part}`);
      return [special(part)];
    }
    return part === "" ? [] : [plain(part)];
  });
}

export function parse(pieces: readonly OutputPiece[], parser = new ChannelParser()): ParsedPiece[] {
  const out: ParsedPiece[] = [];
  for (const piece of [...pieces.flatMap((each) => parser.push(each)), ...parser.finish()]) {
    const last = out.at(-1);
    if (piece.kind !== "toolCall" && last?.kind === piece.kind) {
      out[out.length - 1] = { kind: piece.kind, text: last.text + piece.text };
    } else out.push(piece);
  }
  return out;
}

/** The same output with every plain text cut into its UTF-16 units. */
export const shredded = (pieces: readonly OutputPiece[]): OutputPiece[] =>
  pieces.flatMap((piece) => (piece.special ? [piece] : piece.text.split("").map(plain)));
