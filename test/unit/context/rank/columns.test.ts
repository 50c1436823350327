import { describe, expect, it } from "vitest";
import { Definers } from "../../../../src/server/context/rank/definers.ts";
import { headOf, heaviest } from "../../../../src/server/context/rank/head.ts";
import { IdLists } from "../../../../src/server/context/rank/id-lists.ts";
import { Marks, SEEN_HERE, TAKEN } from "../../../../src/server/context/rank/marks.ts";
import { PackedLists } from "../../../../src/server/context/rank/packed-lists.ts";
import { Rows } from "../../../../src/server/context/rank/rows.ts";
import { Sums } from "../../../../src/server/context/rank/sums.ts";

/** Beyond the room that every column begins with. */
const FAR = 70_000;
const ascending = (a: number, b: number) => a - b;

describe("columns by id", () => {
  it("list each number once, wherever it is, and forget them all", () => {
    const sums = new Sums();
    sums.add(3, 1);
    sums.add(FAR, 2);
    sums.add(3, 4);
    sums.raise(7, 3);
    sums.raise(7, 1);
    expect(sums.divide(2).ids.map((id) => [id, sums.get(id)])).toEqual([
      [3, 2.5],
      [FAR, 1],
      [7, 1.5],
    ]);
    sums.clear().add(FAR, 1);
    expect([sums.ids, sums.get(3), sums.get(FAR), sums.get(2 * FAR)]).toEqual([[FAR], 0, 1, 0]);
  });

  it("keep the rows of a query, more than there is room for at first, and none of the one before", () => {
    const rows = new Rows(2);
    for (let id = 0; id < 3000; id++) rows.add(FAR - id, Float64Array.of(0, id, -id), 1);
    const place = rows.find(FAR - 2999);
    expect([rows.get(place), rows.get(place + 1)]).toEqual([2999, -2999]);
    const copy = new Float64Array(4);
    rows.read(rows.find(FAR - 8), 2, copy, 1);
    expect([...copy]).toEqual([0, 8, -8, 0]);
    rows.clear().add(5, Float64Array.of(1, 2), 0);
    expect([rows.find(FAR), rows.find(5)]).toEqual([-1, 0]);
  });

  it("keep marks apart", () => {
    const marks = new Marks().add(SEEN_HERE, [1, FAR]);
    marks.mark(FAR, TAKEN);
    expect([marks.of(FAR), marks.has(1, TAKEN), marks.has(2, SEEN_HERE)]).toEqual([17, false, false]);
    expect(marks.clear().of(FAR)).toBe(0);
  });
});

describe("lists by id", () => {
  it("know how long they are after every change", () => {
    const lists = new IdLists();
    for (const entry of [4, 5, 6]) lists.add(FAR, entry);
    lists.remove(FAR, 4);
    lists.remove(FAR, 9);
    expect([lists.of(FAR).toSorted(ascending), lists.length(FAR), lists.length(0)]).toEqual([[5, 6], 2, 0]);
  });

  it("can lie in one array", () => {
    const lists = new PackedLists();
    for (let id = 0; id < 2000; id++) lists.add(id % 2 === 0 ? [] : [id, id + 1]);
    const sums = new Sums();
    sums.set(2000, 5);
    sums.set(1999, 2);
    expect([[...lists.of(1999)], lists.length(1998), lists.sum(1999, sums)]).toEqual([[1999, 2000], 0, 7]);
  });

  it("keep the definers of a name in order while there are none, one and several", () => {
    const definers = new Definers(ascending);
    expect([definers.first(FAR), definers.of(FAR)]).toEqual([-1, []]);
    const seen: Array<readonly number[]> = [];
    for (const file of [7, 3, 5]) {
      definers.add(FAR, file);
      seen.push([...definers.of(FAR)]);
    }
    for (const file of [3, 9, 7, 5]) {
      definers.remove(FAR, file);
      seen.push([...definers.of(FAR)]);
    }
    expect(seen).toEqual([[7], [3, 7], [3, 5, 7], [5, 7], [5, 7], [5], []]);
    expect([definers.count(FAR), definers.first(FAR)]).toEqual([0, -1]);
  });
});

describe("the head of a list", () => {
  it("is that of the sorted one", () => {
    const ids = Array.from({ length: 500 }, (_, at) => (at * 7919) % 503);
    for (const count of [1, 24, 500, 600])
      expect(headOf(ids, count, (a, b) => a < b)).toEqual(ids.toSorted(ascending).slice(0, count));
  });

  it("has equal ones in the order asked for, and weights as shares of the largest", () => {
    const weights = new Sums();
    for (const id of [5, 1, 4, 2]) weights.set(id, id === 4 ? 8 : 2);
    const best = heaviest(weights, weights.ids, { count: 3, order: ascending });
    expect([...best]).toEqual([
      [4, 1],
      [1, 0.25],
      [2, 0.25],
    ]);
    expect(heaviest(weights, [], { count: 3, order: ascending }).size).toBe(0);
  });
});
