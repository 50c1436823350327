import { expect, test } from "vitest";
import { answerAround } from "../../../../src/server/context/answers.ts";
import { openFolder } from "../index/folder.ts";
import { tree } from "../index/tree.ts";

test("definitions for a completion are never longer than they may be, with their fence", async () => {
  const names = Array.from({ length: 40 }, (_, at) => `refundOfStep${at}`);
  const functions = names.map(
    (name) => `export function ${name}(cents: number): number {\n  return cents;\n}\n`,
  );
  using files = tree({
    "refund.ts": functions.join(""),
    "fence.ts": 'export const refundFence = "``````";\n',
    "main.ts": "",
  });
  using caches = tree();
  await using open = await openFolder(files.root, caches.root);
  await open.index.settled();
  const text = `import { ${names.join(", ")} } from "./refund";\nimport { refundFence } from "./fence";\nrefund`;
  const cursor = { path: "main.ts", text, offset: text.length };
  const around = (maxChars: number) => open.index.read((graph) => answerAround(graph, { cursor, maxChars }));
  expect(await around(4000)).toMatch(/^`{7}\n[^]*refundOfStep39[^]*\n`{7}$/);
  for (let maxChars = 0; maxChars < 900; maxChars++)
    expect((await around(maxChars))?.length).toBeLessThanOrEqual(maxChars);
});
