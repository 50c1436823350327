import { expect, test } from "vitest";
import { hasHiddenCharacters, showHiddenCharacters } from "../../../src/server/hidden-unicode.ts";

test.each([
  ["tag block", "a\u{E0069}b", "a\\u{E0069}b"],
  ["right-to-left override", "a\u202Eb", "a\\u{202E}b"],
  ["isolates", "\u2066x\u2069", "\\u{2066}x\\u{2069}"],
  ["zero-width space and joiner", "a\u200B\u200Db", "a\\u{200B}\\u{200D}b"],
  ["byte order mark", "\uFEFFa", "\\u{FEFF}a"],
  ["Hangul filler", "a\u3164b", "a\\u{3164}b"],
  ["escape", "\u001B[31m", "\\u{1B}[31m"],
  ["variation selectors supplement", "\u{E0101}", "\\u{E0101}"],
])("%s is shown as an escape", (_name, text, shown) => {
  expect(hasHiddenCharacters(text)).toBe(true);
  expect(showHiddenCharacters(text)).toBe(shown);
});

test.each(["plain\ttext\r\n\f", "naïve Ünïcode 日本語 العربية עברית", "emoji 😀 and ☀\uFE0F"])(
  "%j stays",
  (text) => {
    expect(hasHiddenCharacters(text)).toBe(false);
    expect(showHiddenCharacters(text)).toBe(text);
  },
);
