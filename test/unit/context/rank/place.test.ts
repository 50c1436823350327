import { expect, it } from "vitest";
import { lookAround } from "../../../../src/server/context/rank/place.ts";

it("sees the names of six hundred lines before and after the cursor, with their distance in lines", () => {
  const lines = Array.from({ length: 1400 }, (_, at) => `name${at}`);
  const offset = lines.slice(0, 700).join("\n").length + 1;
  const { names, distances, counts } = lookAround(lines.join("\n"), offset);
  const of = (name: string) => {
    const at = names.indexOf(name);
    return at === -1 ? undefined : { distance: distances[at], count: counts[at] };
  };
  expect(of("name700")).toEqual({ distance: 1, count: 1 });
  expect(of("name699")).toEqual({ distance: 1, count: 1 });
  expect([of("name99"), of("name100")]).toEqual([undefined, { distance: 600, count: 1 }]);
  expect([of("name1300"), of("name1301")]).toEqual([{ distance: 601, count: 1 }, undefined]);
});

it("lists a name once, with its nearest place and how often it stands there", () => {
  const text = "far\ncart item\nitem\nitem far";
  expect(lookAround(text, text.indexOf("item"))).toMatchObject({
    names: ["far", "cart", "item"],
    distances: [1, 1, 1],
    counts: [2, 1, 3],
  });
});
