/**
 * The index on disk holds words as they were split when it was written, and a search splits its question anew. So
 * another way of splitting needs another version of the schema, or old indexes answer wrongly.
 */
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { countIdentifiers, encodeCount } from "../../../../src/server/context/index/identifiers.ts";
import { SCHEMA_VERSION } from "../../../../src/server/context/index/schema.ts";
import { bodyWords, plainDoc, WordMemory, words } from "../../../../src/server/context/index/search-text.ts";

const TEXT = `
/** Parses HTTP/2 responses_v2; organizations, organization, relations and relation, statements.
 * Happiness, surprisingly repeatedly, classes, queries, question, indexing, users, indexed, indexer, boxes, quickly,
 * class, status, analysis, files, query, cache. naïve größe 日本語 42 x1y2 ABCDef XMLHttpRequest2 __init__ $scope a b
 */
export class ParseHTTPResponse_v2 extends Base64Encoder { tokenBudget = loyaltyDiscount(kebab-case, SCREAMING_SNAKE); }
# shell comment
-- sql comment
`;

test("the words of the index change only with its version", () => {
  const counts = countIdentifiers(TEXT);
  const encoded = [...counts].map(([name, count]) => encodeCount(name, count)).join("");
  const stored = [
    encoded,
    bodyWords(counts, new WordMemory()),
    words([TEXT, plainDoc(TEXT)]),
    plainDoc(TEXT),
  ];
  const digest = createHash("sha256").update(stored.join("\0")).digest("hex").slice(0, 16);
  // Differs? Raise SCHEMA_VERSION in schema.ts, then record the new pair here.
  expect({ version: SCHEMA_VERSION, digest }).toEqual({ version: 11, digest: "a25dcf9552b5dfa7" });
});
