import { expect, test } from "vitest";
import { decode } from "../../../../src/server/context/index/decode.ts";

const TEXT = "const größe = 1;\r\nfn();\n";
const utf16 = Buffer.from(TEXT, "utf16le");
const bom = (bytes: readonly number[], rest: Buffer) => Buffer.concat([Buffer.from(bytes), rest]);

test.each<[string, Buffer]>([
  ["UTF-8", Buffer.from(TEXT)],
  ["UTF-8 with a byte order mark", bom([0xef, 0xbb, 0xbf], Buffer.from(TEXT))],
  ["UTF-16 LE", bom([0xff, 0xfe], utf16)],
  ["UTF-16 BE", bom([0xfe, 0xff], Buffer.from(utf16).swap16())],
  ["Latin-1", Buffer.from(TEXT, "latin1")],
])("%s gives the same text, line ends kept", (_name, bytes) => {
  expect(decode(bytes)).toBe(TEXT);
});

test("odd and empty inputs give some text and never an error", () => {
  for (const bytes of [[], [0xfe, 0xff, 0x41], [0xff, 0xfe, 0x41], [0xef, 0xbb, 0xbf], [0xc3]]) {
    expect(() => decode(Buffer.from(bytes))).not.toThrow();
  }
  expect(decode(Buffer.from([0xed, 0xa0, 0x80]))).toHaveLength(3); // a lone surrogate is no UTF-8
});
