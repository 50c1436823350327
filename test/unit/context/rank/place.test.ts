import { expect, it } from "vitest";
import { lookAround } from "../../../../src/server/context/rank/place.ts";

it("sees the names of six hundred lines before and after the cursor, with their distance in lines", () => {
  const lines = Array.from({ length: 1400 }, (_, at) => `name${at}`);
  const offset = lines.slice(0, 700).join("\n").length + 1;
  const seen = lookAround(lines.join("\n"), offset);
  expect(seen.get("name700")).toEqual({ distance: 1, count: 1 });
  expect(seen.get("name699")).toEqual({ distance: 1, count: 1 });
  expect([seen.has("name99"), seen.has("name100")]).toEqual([false, true]);
  expect([seen.has("name1300"), seen.has("name1301")]).toEqual([true, false]);
});
