/** Whatever a question consists of, pasted output and broken characters included, it is answered. */
import { assert, asyncProperty, constantFrom, string } from "fast-check";
import { expect, test } from "vitest";
import { answerPack } from "../../../../src/server/context/answers.ts";
import { estimateTokens } from "../../../../src/server/context/index/token-counts.ts";
import { openFolder } from "../index/folder.ts";
import { tree } from "../index/tree.ts";

test("a question of any characters gets a pack that fits", { timeout: 60_000 }, async () => {
  using files = tree({
    "src/refund.ts": "/** Books a refund. */\nexport function refund() {\n  return 1;\n}\n",
  });
  using caches = tree();
  await using open = await openFolder(files.root, caches.root);
  await open.index.settled();
  const packOf = (query: string, mode: "focus" | "repository") =>
    open.index.read((graph) => {
      const params = { root: "", query, budgetTokens: 200, mode };
      const order = { params, model: undefined, cursor: undefined, mentions: [], open: [], shown: [] };
      return answerPack(graph, order, estimateTokens);
    });
  expect((await packOf("refund\0\u001b[0m", "focus"))?.text).toContain("export function refund");
  const unit = constantFrom(
    "\0",
    "\u001B",
    "\uD800",
    '"',
    "*",
    ":",
    "^",
    "(",
    "-",
    "`",
    "NEAR",
    "refund",
    " ",
  );
  for (const question of [string({ unit, maxLength: 12 }), string({ unit: "binary", maxLength: 12 })]) {
    await assert(
      asyncProperty(question, constantFrom("focus", "repository"), async (query, mode) => {
        expect((await packOf(query, mode))?.tokens).toBeLessThanOrEqual(200);
      }),
      { numRuns: 150 },
    );
  }
});
