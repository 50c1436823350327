/**
 * Golden tests: texts that real programs printed, next to what is read out of them. Regenerate the expected
 * files with `vitest run --project unit golden -u` and read the difference.
 */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { RawError } from "../../../src/server/traceback/parser.ts";
import { parseTraceback } from "../../../src/server/traceback/registry.ts";

const folder = new URL("../../fixtures/tracebacks/", import.meta.url);
const names = readdirSync(folder)
  .filter((name) => name.endsWith(".txt"))
  .map((name) => name.slice(0, -".txt".length));

function describeParse(text: string): string {
  const parsed = parseTraceback(text);
  if (parsed === undefined) return "nothing\n";
  const lines = parsed.text.split("\n");
  return [
    `language ${parsed.language}`,
    ...describeError("error", parsed.failure),
    ...parsed.failure.causes.flatMap((cause) => describeError("cause", cause)),
    `text from ${JSON.stringify(lines[0])}`,
    `text to ${JSON.stringify(lines.at(-1))}`,
    "",
  ].join("\n");
}

function describeError(kind: string, { error, message, frames }: RawError): string[] {
  return [
    `${kind} ${error} ${JSON.stringify(message)}`,
    ...frames.map(({ path, line, column, function: name }) => {
      return `  ${path}:${line}${column === undefined ? "" : `:${column}`}${name === undefined ? "" : ` in ${name}`}`;
    }),
  ];
}

describe("texts of real programs", () => {
  test("there are at least 40", () => {
    expect(names.length).toBeGreaterThanOrEqual(40);
  });

  test.each(names)("%s", async (name) => {
    const text = readFileSync(new URL(`${name}.txt`, folder), "utf8");
    await expect(describeParse(text)).toMatchFileSnapshot(new URL(`${name}.expected`, folder).pathname);
  });
});
