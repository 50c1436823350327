import { describe, expect, it } from "vitest";
import { ChannelParser, type ParsedPiece } from "../../../src/sidecar/template/channel-parser.ts";
import { call, parse, plain, said, shredded, text, thought } from "./output.ts";

const READ = 'call:read{path:{<|"|>}a.py{<|"|>},n:1}';

const CASES: readonly (readonly [name: string, script: string, ParsedPiece[]])[] = [
  ["an answer", "Hello, world", [text("Hello, world")]],
  ["nothing", "", []],
  ["a thought and an answer", "{<|channel>}thought\nHm.\n{<channel|>}Yes.", [thought("Hm."), text("Yes.")]],
  [
    "a thought closed on its last line",
    "{<|channel>}thought\nHm.{<channel|>}Yes.",
    [thought("Hm."), text("Yes.")],
  ],
  ["an empty thought", "{<|channel>}thought\n{<channel|>}Yes.", [text("Yes.")]],
  ["an empty thought without header", "{<|channel>}{<channel|>}Yes.", [text("Yes.")]],
  ["an empty thought on one line", "{<|channel>}thought{<channel|>}Yes.", [text("Yes.")]],
  [
    "line breaks inside a thought",
    "{<|channel>}thought\n\na\n\nb\n\n{<channel|>}c",
    [thought("\na\n\nb\n"), text("c")],
  ],
  ["a missing close", "{<|channel>}thought\nHm.\nOr", [thought("Hm.\nOr")]],
  ["a missing close after a line break", "{<|channel>}thought\nHm.\n", [thought("Hm.\n")]],
  ["an end inside the header", "{<|channel>}thou", []],
  [
    "a second thought",
    "{<|channel>}thought\na\n{<channel|>}{<|channel>}thought\nb\n{<channel|>}c",
    [thought("ab"), text("c")],
  ],
  [
    "a second thought after words",
    "{<|channel>}thought\na\n{<channel|>}b{<|channel>}thought\nc\n{<channel|>}d",
    [thought("a"), text("b"), thought("c"), text("d")],
  ],
  [
    "a thought in the middle of a thought",
    "{<|channel>}thought\na\n{<|channel>}thought\nb\n{<channel|>}c",
    [thought("a\nb"), text("c")],
  ],
  [
    "a thought without header",
    "{<|channel>}Let me see.{<channel|>}Yes",
    [thought("Let me see."), text("Yes")],
  ],
  ["a one-word thought without header", "{<|channel>}Well{<channel|>}Yes", [thought("Well"), text("Yes")]],
  ["another channel", "{<|channel>}analysis\nHm.\n{<channel|>}Yes", [thought("Hm."), text("Yes")]],
  ["a channel for the answer", "{<|channel>}final\nYes.\n{<channel|>}", [text("Yes.\n")]],
  ["spelled-out tags", "<|channel>thought\nHm.\n<channel|>Yes.", [thought("Hm."), text("Yes.")]],
  [
    "spelled-out tags after white space",
    " \n<|channel>thought\nHm.<channel|>Yes.",
    [text(" \n"), thought("Hm."), text("Yes.")],
  ],
  [
    "two spelled-out thoughts",
    "<|channel>thought\na<channel|><|channel>thought\nb\n<channel|>c",
    [thought("ab"), text("c")],
  ],
  ["a spelled-out thought without end", "<|channel>thought\nHm. <chan", [thought("Hm. <chan")]],
  ["a spelled-out tag without end", "<|channel>thou", [text("<|channel>thou")]],
  ["half a tag", "<|chan", [text("<|chan")]],
  ["an open tag with a spelled-out empty thought", "<|channel>thought<channel|>a", [text("a")]],
  [
    "spelled-out open, special close",
    "<|channel>thought\nHm.\n{<channel|>}Yes",
    [thought("Hm."), text("Yes")],
  ],
  ["what begins like a tag", "<|channels are nice", [text("<|channels are nice")]],
  ["a tag as the subject", "<|channel> opens a channel", [text("<|channel> opens a channel")]],
  [
    "tags in the answer",
    "The tag `<channel|>` ends `<|channel>thought\nx<channel|>`.",
    [text("The tag `<channel|>` ends `<|channel>thought\nx<channel|>`.")],
  ],
  [
    "tags in code after a thought",
    "{<|channel>}thought\na\n{<channel|>}```\n<|channel>thought\n<channel|>\n```",
    [thought("a"), text("```\n<|channel>thought\n<channel|>\n```")],
  ],
  [
    "spelled-out tags in a thought",
    "{<|channel>}thought\nIs `<channel|>` text?\n{<channel|>}Yes",
    [thought("Is `<channel|>` text?"), text("Yes")],
  ],
  [
    "special tokens as the subject",
    "The token `{<|channel>}` opens, `{<channel|>}` closes.",
    [text("The token `<|channel>` opens, `<channel|>` closes.")],
  ],
  ["a close too much", "{<|channel>}thought\na\n{<channel|>}{<channel|>}b", [thought("a"), text("b")]],
  ["other special tokens", 'a {<|"|>} {<|think|>}', [text('a <|"|> <|think|>')]],
  ["a tool call", `{<|tool_call>}${READ}{<tool_call|>}`, [call("read", { path: "a.py", n: 1 })]],
  [
    "words and two calls",
    `Look.{<|tool_call>}${READ}{<tool_call|>}{<|tool_call>}call:ls{}{<tool_call|>}`,
    [text("Look."), call("read", { path: "a.py", n: 1 }), call("ls", {})],
  ],
  [
    "a call after a thought",
    `{<|channel>}thought\na\n{<channel|>}{<|tool_call>}${READ}{<tool_call|>}`,
    [thought("a"), call("read", { path: "a.py", n: 1 })],
  ],
  [
    "a call inside an open thought",
    `{<|channel>}thought\na{<|tool_call>}${READ}{<tool_call|>}b`,
    [thought("a"), call("read", { path: "a.py", n: 1 }), text("b")],
  ],
  [
    "a spelled-out call",
    '<|tool_call>call:w{t:<|"|>a <tool_call|> } b<|"|>}<tool_call|>',
    [call("w", { t: "a <tool_call|> } b" })],
  ],
  [
    "a spelled-out call in the answer",
    "See: <|tool_call>call:ls{}<tool_call|>",
    [text("See: <|tool_call>call:ls{}<tool_call|>")],
  ],
  [
    "tags in a string",
    '{<|tool_call>}call:w{t:{<|"|>}<|"|>}<tool_call|> {<|turn>}{<|"|>}}{<tool_call|>}',
    [call("w", { t: '<|"|>}<tool_call|> <|turn>' })],
  ],
  [
    "every value",
    '{<|tool_call>}call:v{ a : {<|"|>}{<|"|>}, b:-1.5e3,c:true,d:false,e:null,f:None,g:[1,[],{<|"|>}x{<|"|>}],h:{i:{},{<|"|>}j:k{<|"|>}:2}\n}{<tool_call|>}',
    [
      call("v", {
        a: "",
        b: -1500,
        c: true,
        d: false,
        e: null,
        f: null,
        g: [1, [], "x"],
        h: { i: {}, "j:k": 2 },
      }),
    ],
  ],
  [
    "a call without its name",
    "{<|tool_call>}call:{}{<tool_call|>}",
    [text("<|tool_call>call:{}<tool_call|>")],
  ],
  [
    "a call in JSON",
    '{<|tool_call>}{"name": "x"}{<tool_call|>}',
    [text('<|tool_call>{"name": "x"}<tool_call|>')],
  ],
  [
    "a bare word as value",
    "{<|tool_call>}call:x{a:b}{<tool_call|>}",
    [text("<|tool_call>call:x{a:b}<tool_call|>")],
  ],
  [
    "an argument twice",
    "{<|tool_call>}call:x{a:1,a:2}{<tool_call|>}",
    [text("<|tool_call>call:x{a:1,a:2}<tool_call|>")],
  ],
  ["a missing brace", "{<|tool_call>}call:x{a:1{<tool_call|>}", [text("<|tool_call>call:x{a:1<tool_call|>")]],
  [
    "words after the brace",
    "{<|tool_call>}call:x{} y{<tool_call|>}",
    [text("<|tool_call>call:x{} y<tool_call|>")],
  ],
  [
    "an open string",
    '{<|tool_call>}call:x{a:{<|"|>}b}{<tool_call|>}',
    [text('<|tool_call>call:x{a:<|"|>b}<tool_call|>')],
  ],
  ["a call without end", `{<|tool_call>}${READ}`, [text('<|tool_call>call:read{path:<|"|>a.py<|"|>,n:1}')]],
  ["a spelled-out call without end", "<|tool_call>call:ls{}<tool_", [text("<|tool_call>call:ls{}<tool_")]],
  [
    "a malformed call, then a good one",
    `{<|tool_call>}call:x{a{<tool_call|>}{<|tool_call>}${READ}{<tool_call|>}`,
    [text("<|tool_call>call:x{a<tool_call|>"), call("read", { path: "a.py", n: 1 })],
  ],
  [
    "a call cut by another",
    `{<|tool_call>}call:x{a{<|tool_call>}${READ}{<tool_call|>}`,
    [text("<|tool_call>call:x{a"), call("read", { path: "a.py", n: 1 })],
  ],
  [
    "a malformed call in a thought",
    "{<|channel>}thought\na{<|tool_call>}no{<tool_call|>}b\n{<channel|>}c",
    [thought("a<|tool_call>no<tool_call|>b"), text("c")],
  ],
  [
    "text of many bytes",
    "{<|channel>}thought\n考え中 👩‍💻\n{<channel|>}Grüße 🙂",
    [thought("考え中 👩‍💻"), text("Grüße 🙂")],
  ],
];

describe("ChannelParser", () => {
  it.each(CASES)("reads %s", (_name, script, expected) => {
    expect(parse(said(script))).toEqual(expected);
  });

  it.each(CASES)("reads %s, cut into single characters", (_name, script, expected) => {
    expect(parse(shredded(said(script)))).toEqual(expected);
  });

  it("passes answer text on at once", () => {
    const parser = new ChannelParser();
    expect(parser.push(plain("Hel"))).toEqual([text("Hel")]);
    expect(parser.push(plain("lo <"))).toEqual([text("lo <")]);
    expect(parser.push(plain("|channel>\n"))).toEqual([text("|channel>\n")]);
    expect(parser.finish()).toEqual([]);
  });

  it("holds back no more than a possible tag", () => {
    const parser = new ChannelParser();
    expect(parser.push(plain("<|cha"))).toEqual([]);
    expect(parser.push(plain("t is"))).toEqual([text("<|chat is")]);
    const thinker = new ChannelParser();
    thinker.push(plain("<|channel>thought\n"));
    expect(thinker.push(plain("a <chan"))).toEqual([thought("a ")]);
    expect(thinker.push(plain("ge\n"))).toEqual([thought("<change")]);
    expect(thinker.push(plain("b"))).toEqual([thought("\nb")]);
  });

  it("never passes half a surrogate pair on", () => {
    const parser = new ChannelParser();
    expect(parser.push(plain("a\ud83d"))).toEqual([text("a")]);
    expect(parser.push(plain("\ude42b"))).toEqual([text("🙂b")]);
    parser.push(plain("\ud83d"));
    expect(parser.finish()).toEqual([text("\ud83d")]);
  });

  it("takes spelled-out tags for text when the answer was begun for the model", () => {
    const parser = new ChannelParser({ answerBegun: true });
    expect(parse(said("<|channel>thought\nx"), parser)).toEqual([text("<|channel>thought\nx")]);
  });

  it("keeps hostile argument names as data", () => {
    const [piece] = parse(
      said("{<|tool_call>}call:x{__proto__:{polluted:true},constructor:1}{<tool_call|>}"),
    );
    expect(piece?.kind).toBe("toolCall");
    if (piece?.kind !== "toolCall") return;
    expect(Object.keys(piece.call.arguments)).toEqual(["__proto__", "constructor"]);
    expect(Object.getPrototypeOf(piece.call.arguments)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  it("refuses nesting without end instead of overflowing the stack", () => {
    const deep = `{<|tool_call>}call:x{a:${"[".repeat(200_000)}${"]".repeat(200_000)}}{<tool_call|>}`;
    expect(parse(said(deep)).map((piece) => piece.kind)).toEqual(["text"]);
  });
});
