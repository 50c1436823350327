/** Markup and prose that a model leaks, told apart from those that people write. */
import { describe, expect, test } from "vitest";
import { answered } from "./answered.ts";

describe("elements are no template markup", () => {
  test.each([
    ["html", "<body>\n  ¦\n</body>\n", '<video>\n    <source src="a.mp4">\n  </video>'],
    ["html", "<p>\n  ¦\n</p>\n", "<audio>"],
    ["xml", '<rss version="2.0">\n  ¦\n</rss>\n', "<channel>\n    <title>x</title>\n  </channel>"],
    ["xml", "<a>\n  ¦\n</a>\n", "<image>"],
    ["xml", "<a>\n  ¦\n</a>\n", "<pad>"],
    ["typescript", "const x = ¦\n", "new Map<pad>();"],
    ["typescript", "type pad = string;\nlet x: ¦\n", "Set<pad>"],
    ["python", "names = [¦]\n", '"<eos>", "<bos>"'],
    ["python", 'END = "<end_of_turn>"\nx = ¦\n', 'text.split("<end_of_turn>")'],
  ])("%s: %j and %j", (languageId, text, raw) => {
    expect(answered(text, raw, languageId)).toBe(text.replace("¦", `[${raw}]`));
  });

  test.each([
    ["xml", "<a>\n  ¦\n</a>\n", "<channel|>", "notCode"],
    ["html", "<p>¦\n", "x<|turn>model", "<p>[x]\n"],
    ["html", "<p>¦\n", "x<turn|>", "<p>[x]\n"],
    ["html", "<p>¦\n", "<|image|>", "notCode"],
    ["typescript", "a = ¦\n", "b;<eos>", "a = [b;]\n"],
    ["typescript", "a = ¦\n", "b;<eos><eos>", "a = [b;]\n"],
    ["html", "<p>¦\n", "x<eos></eos> ", "<p>[x]\n"],
    ["typescript", "a = ¦\n", "<pad><pad><pad>", "notCode"],
    ["typescript", "a = ¦\n", "<eos>b;", "notCode"],
    ["python", "a = ¦\n", "<think>", "notCode"],
  ])("%s: %j and %j leaks", (languageId, text, raw, expected) => {
    expect(answered(text, raw, languageId)).toBe(expected);
  });
});

describe("prose", () => {
  test.each([
    ["markdown", "# Plan\n\n¦\n", "I will write this down."],
    ["plaintext", "¦\n", "I can come on Monday."],
    ["restructuredtext", "¦\n", "Here is an example::"],
    ["html", "<p>¦</p>\n", "I am a paragraph"],
    ["typescript", "// ¦\n", "I will not be called twice."],
    ["typescript", "/**\n * ¦\n */\n", "Here's the order of the steps."],
    ["python", "x = 1  # ¦\n", "I can be changed"],
    ["python", 'def f():\n    """\n    ¦\n    """\n', "Here is a list of names."],
    ["python", 'say("¦")\n', "I cannot do that"],
    ["lua", "-- ¦\n", "I am the default"],
  ])("%s: %j and %j is wanted", (languageId, text, raw) => {
    expect(answered(text, raw, languageId)).toBe(text.replace("¦", `[${raw}]`));
  });

  test.each([
    ["typescript", "¦\n", "I will write the function."],
    ["python", "x = 1\n¦\n", "Here is a function that adds:"],
    ["python", '"""Adds."""\n¦\n', "I can add."],
    ["c", "/* Adds. */\n¦\n", "I can add."],
    ["python", 'say("a")\n¦\n', "I cannot do that"],
    ["markdown", "# Plan\n\n¦\n", "Sure, here is the missing text:"],
    ["markdown", "# Plan\n\n¦\n", "The completed code is:"],
    ["typescript", "// ¦\n", "Here is the missing code:"],
  ])("%s: %j and %j is the model's own", (languageId, text, raw) => {
    expect(answered(text, raw, languageId)).toBe("notCode");
  });
});
