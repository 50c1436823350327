import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { OutputPiece, ParsedPiece } from "../../../src/sidecar/template/channel-parser.ts";
import { renderChat } from "../../../src/sidecar/template/render.ts";
import { SPECIAL } from "../../../src/sidecar/template/special-tokens.ts";
import { hostileOutput, hostileText, PAYLOAD, readableCall } from "./arbitraries.ts";
import { parse, plain, shredded, special, text, thought } from "./output.ts";

/** Everything said, tool calls as JSON. */
const allWords = (pieces: readonly ParsedPiece[]): string =>
  pieces.map((piece) => (piece.kind === "toolCall" ? JSON.stringify(piece.call) : piece.text)).join("");

/** Output as a model says it: special tokens around texts. */
const spoken = (words: { thought: string | null; answer: string }): OutputPiece[] => [
  ...(words.thought === null
    ? []
    : [special(SPECIAL.channelOpen), plain(`thought\n${words.thought}\n`), special(SPECIAL.channelClose)]),
  plain(words.answer),
];

/** Cuts every plain text at the given places. */
function cut(pieces: readonly OutputPiece[], lengths: readonly number[]): OutputPiece[] {
  let next = 0;
  return pieces.flatMap((piece) => {
    if (piece.special) return [piece];
    const parts: OutputPiece[] = [];
    let rest = piece.text;
    while (rest !== "") {
      const length = lengths[next++ % lengths.length] ?? 1;
      parts.push(plain(rest.slice(0, length)));
      rest = rest.slice(length);
    }
    return parts;
  });
}

const cuts = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 8 });
const startsLikeMarkup = (words: string): boolean => words.trimStart().startsWith("<|");

describe("ChannelParser over arbitrary output", () => {
  it("finds thought and answer again, however the text is cut", () => {
    const words = fc.record({ thought: fc.option(hostileText), answer: hostileText });
    fc.assert(
      fc.property(words, cuts, (said, lengths) => {
        fc.pre(!startsLikeMarkup(said.answer));
        const expected = [
          ...(said.thought ? [thought(said.thought)] : []),
          ...(said.answer === "" ? [] : [text(said.answer)]),
        ];
        expect(parse(cut(spoken(said), lengths))).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  it("reads back every tool call that the template writes", () => {
    const turn = fc.record({
      thought: hostileText.filter((words) => words !== ""),
      toolCalls: fc.array(readableCall, { minLength: 1, maxLength: 3 }),
    });
    fc.assert(
      fc.property(turn, cuts, ({ thought: words, toolCalls }, lengths) => {
        const segments = renderChat(
          {
            kind: "chat",
            thinking: false,
            messages: [{ role: "assistant", content: "", thought: words, toolCalls }],
          },
          { emptyThought: false },
        );
        // Without `<bos><|turn>model\n` before and `<|tool_response>` after it.
        const output = segments.slice(3, -1);
        const pieces = output.map(({ kind, text: words_ }) => ({
          text: words_,
          special: kind === "special",
        }));
        const expected = toolCalls.map((call) => ({ kind: "toolCall", call }));
        expect(parse(cut(pieces, lengths))).toEqual([thought(words), ...expected]);
      }),
      { numRuns: 500 },
    );
  });

  it("says the same however hostile output is cut", () => {
    fc.assert(
      fc.property(hostileOutput, cuts, (pieces, lengths) => {
        expect(parse(cut(pieces, lengths))).toEqual(parse(pieces));
        expect(parse(shredded(pieces))).toEqual(parse(pieces));
      }),
      { numRuns: 3000 },
    );
  });

  it("loses no word of hostile output", () => {
    fc.assert(
      fc.property(hostileOutput, (pieces) => {
        const before = pieces.map((piece) => piece.text).join("");
        expect(allWords(parse(pieces)).match(PAYLOAD)).toEqual(before.match(PAYLOAD));
      }),
      { numRuns: 3000 },
    );
  });

  it("passes any answer through unchanged that does not begin with a tag", () => {
    fc.assert(
      fc.property(hostileText, cuts, (answer, lengths) => {
        fc.pre(!startsLikeMarkup(answer));
        expect(allWords(parse(cut([plain(answer)], lengths)))).toBe(answer);
      }),
    );
  });
});
