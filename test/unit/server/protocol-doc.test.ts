/** The page for other editors may not fall behind the types. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import * as lsp from "../../../src/protocol/lsp.ts";
import { DEFAULT_SETTINGS } from "../../../src/protocol/settings.ts";

const page = readFileSync(new URL("../../../docs/protocol.md", import.meta.url), "utf8");
const source = readFileSync(new URL("../../../src/protocol/lsp.ts", import.meta.url));

const methods = Object.values(lsp).flatMap((value) =>
  typeof value === "object" && "method" in value ? [value.method] : [],
);

test("every message is found in the types", () => {
  expect(methods.length).toBeGreaterThanOrEqual(10);
});

test.each(methods)("%s is described", (method) => {
  expect(page).toMatch(new RegExp(`^## .*\`${method}\``, "m"));
});

test.each(lsp.COMPLETION_OUTCOMES)("the outcome %s is listed", (outcome) => {
  expect(page).toContain(`\`${outcome}\``);
});

test("every setting is listed with its default", () => {
  for (const [section, values] of Object.entries(DEFAULT_SETTINGS)) {
    for (const [key, value] of Object.entries(values as Record<string, unknown>)) {
      const shown = JSON.stringify(value).replaceAll(",", ", ").replaceAll(":", ": ");
      expect(page).toContain(`| \`${section}.${key}\` | \`${shown}\` |`);
    }
  }
});

test("the page was touched with the types: record the new hash after reading it once more", () => {
  const recorded = /`src\/protocol\/lsp\.ts` sha256: `([0-9a-f]{64})`/.exec(page)?.[1];
  expect(recorded).toBe(createHash("sha256").update(source).digest("hex"));
});
