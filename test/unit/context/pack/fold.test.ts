import { expect, test } from "vitest";
import { foldFile } from "../../../../src/server/context/pack/fold.ts";

test("the signatures of a file have no gaps, whatever its line ends", () => {
  const text = "function a() {\n  return 1;\n}\n\n\n\nfunction b() {\n  return 2;\n}\n";
  const folded = (whole: string) => {
    const bodies = [...whole.matchAll(/\{[^}]*\}/g)].map(({ index, 0: body }) => ({
      startOffset: index,
      endOffset: index + body.length,
    }));
    return foldFile(whole, bodies, [])?.replaceAll("\r\n", "\n");
  };
  expect(folded(text)).toBe("function a() { … }\n\nfunction b() { … }\n");
  expect(folded(text.replaceAll("\n", "\r\n"))).toBe(folded(text));
});
