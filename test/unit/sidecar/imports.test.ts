/** The sidecar's bundle is CommonJS and node-llama-cpp an ES module with top-level await: no require() loads it. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";

const SIDECAR = join(import.meta.dirname, "../../../src/sidecar");
const STATIC_IMPORT = /^(?:import|export)\s(?!type\s)[^;]*?from "node-llama-cpp"/gmu;

test("the sidecar imports node-llama-cpp only while it runs, or for its types", async () => {
  const names = (await readdir(SIDECAR, { recursive: true })).filter((name) => name.endsWith(".ts"));
  expect(names.length).toBeGreaterThan(20);
  const texts = await Promise.all(
    names.map(async (name) => ({ name, text: await readFile(join(SIDECAR, name), "utf8") })),
  );
  const wrong = texts.flatMap(({ name, text }) =>
    Array.from(text.matchAll(STATIC_IMPORT), ([line]) => `${name}: ${line}`),
  );
  expect(wrong).toEqual([]);
});

test("such an import would be seen", () => {
  expect('import { type Token, TokenBias } from "node-llama-cpp";').toMatch(new RegExp(STATIC_IMPORT, "mu"));
  expect('import type { Token } from "node-llama-cpp";').not.toMatch(new RegExp(STATIC_IMPORT, "mu"));
});
