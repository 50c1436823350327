import { array, assert, constantFrom, oneof, property, string } from "fast-check";
import { expect, test } from "vitest";
import { countIdentifiers, nameKey } from "../../../../src/server/context/index/identifiers.ts";
import { NameTable } from "../../../../src/server/context/index/name-table.ts";

function counted(table: NameTable, text: string): Map<string, number> {
  const counts = table.read(text);
  return new Map(counts.ids.map((id) => [counts.name(id), counts.count(id)]));
}

const piece = oneof(
  string({ unit: "binary" }),
  constantFrom("alpha", "beta", "x", "9lives", "_a$", "naïve", "日本", "\u007f", "\u00a9", " ", "\n", "-"),
  constantFrom("a".repeat(80), "a".repeat(81)),
);

test("a table that has seen other files counts what the regular expression counts", () => {
  const table = new NameTable();
  assert(
    property(array(piece, { maxLength: 40 }), (pieces) => {
      const text = pieces.join("");
      expect([...counted(table, text)]).toEqual([...countIdentifiers(text)]);
    }),
    { numRuns: 500 },
  );
});

test("ids carry the key of their name", () => {
  const counts = new NameTable().read("export const größe = parseHttp(größe);");
  expect(counts.ids.map((id) => counts.key(id))).toEqual(
    ["export", "const", "größe", "parseHttp"].map(nameKey),
  );
});

test("a file of data keeps its first names, and a full table starts anew", () => {
  const table = new NameTable();
  for (let part = 0; part < 12; part++) {
    const names = Array.from({ length: 21_000 }, (_, at) => `name${part}x${at}`);
    const text = [...names, "name0x0", names[0], names[20_500]].join(" ");
    expect(counted(table, text)).toEqual(countIdentifiers(text));
  }
});
