/** Why an index cannot be written: the exact errors of SQLite and of the system, and what they mean. */
import type * as fs from "node:fs";
import { readdirSync } from "node:fs";
import { constants } from "node:os";
import { afterEach, describe, expect, test, vi } from "vitest";
import {
  isBusy,
  isDamage,
  isUnwritable,
  obstacleIn,
  probe,
} from "../../../../src/server/context/index/database-errors.ts";
import { obstacleOf } from "../../../../src/server/context/index/failures.ts";
import { tree } from "./tree.ts";

type Name = "EDQUOT" | "ENOSPC" | "EROFS" | "EIO" | "EACCES";

const system = vi.hoisted(() => ({ refuses: undefined as Name | undefined }));

vi.mock("node:fs", async (original) => {
  const real = await original<typeof fs>();
  return {
    ...real,
    writeFileSync: (...order: Parameters<typeof real.writeFileSync>) => {
      if (system.refuses !== undefined) throw ofSystem(system.refuses);
      real.writeFileSync(...order);
    },
  };
});

afterEach(() => {
  system.refuses = undefined;
});

/** As Node throws it; it has no name for `EDQUOT`. */
function ofSystem(name: Name): Error {
  const errno = -constants.errno[name];
  const code = name === "EDQUOT" ? `Unknown system error ${errno}` : name;
  return Object.assign(new Error(`${code}: refused, write`), { errno, code, syscall: "write" });
}

/** As `node:sqlite` throws it: `errcode` is the extended result code. */
function ofSqlite(errcode: number, errstr: string): Error {
  return Object.assign(new Error(errstr), { code: "ERR_SQLITE_ERROR", errcode, errstr });
}

const WRITE = ofSqlite(778, "disk I/O error");
const LOCK = ofSqlite(3850, "disk I/O error");
const READ = ofSqlite(266, "disk I/O error");
const CANNOT_OPEN = ofSqlite(14, "unable to open database file");
const READ_ONLY = ofSqlite(8, "attempt to write a readonly database");

describe("an index that cannot be written", () => {
  test.each<[Name, Error, string]>([
    ["EDQUOT", WRITE, "quota"],
    ["ENOSPC", WRITE, "full"],
    ["EROFS", LOCK, "readOnly"],
    ["EROFS", CANNOT_OPEN, "readOnly"],
    ["EROFS", READ_ONLY, "readOnly"],
    ["EIO", WRITE, "failing"],
    ["EIO", READ, "failing"],
  ])("where the system says %s, for %s, is %s", (code, error, obstacle) => {
    using directory = tree();
    system.refuses = code;
    expect(obstacleIn(directory.root, error)).toBe(obstacle);
  });

  test.each<[Name, string]>([
    ["EDQUOT", "quota"],
    ["ENOSPC", "full"],
    ["EROFS", "readOnly"],
    ["EIO", "failing"],
  ])("told by the system itself: %s is %s", (code, obstacle) => {
    expect(obstacleIn("/nowhere", ofSystem(code))).toBe(obstacle);
  });

  test.each<[string, number, string]>([
    ["ENOSPC", -4055, "full"],
    ["EROFS", -4043, "readOnly"],
    ["EIO", -4070, "failing"],
  ])("%s is known by its name, as Node numbers it otherwise on Windows", (code, errno, obstacle) => {
    const error = Object.assign(new Error(code), { code, errno });
    expect(obstacleIn("C:\\nowhere", error)).toBe(obstacle);
    expect(isUnwritable(error)).toBe(true);
  });

  test("is damaged where the directory can be written", () => {
    using directory = tree();
    for (const error of [WRITE, READ, LOCK, CANNOT_OPEN, READ_ONLY]) {
      expect(obstacleIn(directory.root, error)).toBeUndefined();
    }
    expect(readdirSync(directory.root)).toEqual([]);
  });

  test("is full when SQLite says so, whatever can be written meanwhile", () => {
    using directory = tree();
    expect(obstacleIn(directory.root, ofSqlite(13, "database or disk is full"))).toBe("full");
  });

  test("has other reasons, too", () => {
    using directory = tree();
    system.refuses = "EDQUOT";
    for (const error of [ofSqlite(11, "malformed"), ofSqlite(5, "locked"), ofSystem("EACCES"), "EDQUOT"])
      expect(obstacleIn(directory.root, error)).toBeUndefined();
    expect(isDamage(ofSqlite(11, "malformed"))).toBe(true);
    expect(isBusy(ofSqlite(261, "locked"))).toBe(true);
  });

  test("can be read after a failed write, not after a failed reading", () => {
    for (const error of [WRITE, LOCK, READ_ONLY, ofSqlite(13, "full"), ofSystem("EDQUOT")])
      expect(isUnwritable(error)).toBe(true);
    for (const error of [READ, ofSqlite(522, "short read"), ofSqlite(11, "malformed"), new Error("else")])
      expect(isUnwritable(error)).toBe(false);
  });
});

test("a directory that can be written has no obstacle, and keeps nothing of the look", () => {
  using directory = tree();
  expect(probe(directory.root)).toBeUndefined();
  expect(readdirSync(directory.root)).toEqual([]);
});

test.each<[Name, string, RegExp]>([
  ["EDQUOT", "index.diskFull", /^Your disk quota is used up: .* \/shop /],
  ["ENOSPC", "index.diskFull", /^The disk is full: /],
  ["EROFS", "index.readOnly", /^Nothing can be written to a read-only disk: /],
  ["EIO", "index.diskFails", /^The disk reports an input\/output error: /],
])("%s is said in words, with what to do", (name, code, words) => {
  const failure = obstacleOf(ofSystem(name), { root: "/shop", directory: "/cache/index" });
  expect(failure?.code).toBe(code);
  expect(failure?.message).toMatch(words);
  expect(failure?.nextStep).toContain("/cache/index; the index then goes on by itself.");
});
