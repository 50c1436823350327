/** `gemwright pack` where something is wrong: the folder, the place, the size, or where its index is kept. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, describe, expect, test } from "vitest";
import { COPIES, openIndex } from "../../src/server/context/index/location.ts";
import { smallDisk, WITHOUT_SMALL_DISK } from "../support/small-disk.ts";
import { type Tree, tree } from "../unit/context/index/tree.ts";

const CLI = join(import.meta.dirname, "../../dist/cli.js");
const FILES = {
  "src/cart.ts": "export function total(cents: number[]) {\n  return cents.length;\n}\n",
  "src/tax.ts": "export const TAX = 0.2;\n",
};

const disk = smallDisk(1);
const WHY = disk === undefined ? WITHOUT_SMALL_DISK : "";
afterAll(() => disk?.[Symbol.dispose]());

async function pack(...args: readonly string[]) {
  const { GEMWRIGHT_MODEL: _none, ...env } = process.env;
  const child = spawn(process.execPath, [CLI, "pack", ...args], { env });
  const exit = once(child, "exit");
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = (await exit) as [number];
  return { code, stdout, stderr };
}

/** As a shell runs it, which can close what the result is written to. */
async function shell(script: string) {
  const { GEMWRIGHT_MODEL: _none, ...env } = process.env;
  const child = spawn("bash", ["-c", `set -o pipefail; ${script}`], {
    env: { ...env, GEMWRIGHT: `${process.execPath} ${CLI}` },
  });
  const exit = once(child, "exit");
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = (await exit) as [number];
  return { code, stdout, stderr };
}

describe.skipIf(process.platform === "win32")("when its output ends", () => {
  const command = (files: Tree, index: Tree): string =>
    `$GEMWRIGHT pack '${files.root}' --budget 60000 --mode repository --index-directory '${index.root}'`;
  const large = () =>
    tree(
      Object.fromEntries(
        ["a", "b", "c", "d", "e", "f"].map((name) => [`${name}.md`, `${name} word\n`.repeat(3000)]),
      ),
    );

  test("because its reader has enough, it ends without a failure", async () => {
    using files = large();
    using index = tree();
    const { code, stdout, stderr } = await shell(`${command(files, index)} | head -c 21`);
    expect(stdout).toBe("# Repository map\n./ a");
    expect(stderr).toMatch(/^\d+ tokens [^\n]*\n$/);
    expect(code).toBe(0);
  });

  test.skipIf(!existsSync("/dev/full"))("because the disk is full, it says so", async () => {
    using files = large();
    using index = tree();
    const { code, stderr } = await shell(`${command(files, index)} > /dev/full`);
    expect(stderr).toMatch(/The result cannot be written: ENOSPC.*\nWrite it to another place/);
    expect(stderr).not.toMatch(/\n {4}at /);
    expect(code).toBe(1);
  });
});

test.each(["--help", "-h"])("%s tells how it is called", async (option) => {
  const { code, stdout } = await pack(option);
  expect(stdout).toMatch(/^gemwright pack DIR /);
  expect(code).toBe(0);
});

interface Case {
  readonly named: string;
  readonly args: (files: Tree) => string[];
  readonly says: RegExp;
}

describe("called wrongly, it says what is wrong", () => {
  const place = (at: string) => (files: Tree) => [
    files.root,
    "--budget",
    "900",
    "--at",
    `${files.root}/${at}`,
  ];
  const budget = (tokens: string) => (files: Tree) => [files.root, `--budget=${tokens}`];
  const cases: readonly Case[] = [
    {
      named: "a folder that does not exist",
      args: () => ["/no/folder", "--budget", "9"],
      says: /no such file/,
    },
    {
      named: "a file as folder",
      args: (files) => [`${files.root}/src/tax.ts`, "--budget", "900"],
      says: /src\/tax\.ts is not a folder\./,
    },
    {
      named: "a line behind the last",
      args: place("src/cart.ts:9999:1"),
      says: /no 9999:1; it has 4 lines, and the nearest place is 4:1/,
    },
    { named: "a column behind the line", args: place("src/tax.ts:1:900"), says: /the nearest place is 1:24/ },
    { named: "a place in a folder", args: place("src:1:1"), says: /cannot be read/ },
    {
      named: "a place outside",
      args: (files) => [files.root, "--budget", "900", "--at", `${CLI}:1:1`],
      says: /cli\.js is not in /,
    },
    { named: "a budget of nothing", args: budget("0"), says: /a whole number of tokens, at least 1/ },
    { named: "a negative budget", args: budget("-5"), says: /a whole number of tokens, at least 1/ },
    { named: "a budget in words", args: budget("many"), says: /a whole number of tokens, at least 1/ },
  ];

  test.each(cases)("$named", async ({ args, says }) => {
    using files = tree(FILES);
    using index = tree();
    const { code, stdout, stderr } = await pack(...args(files), "--index-directory", index.root);
    expect(stderr).toMatch(says);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(readdirSync(index.root)).toEqual([]);
  });
});

test("what cannot be packed is no error, but said", async () => {
  using empty = tree();
  using files = tree({ ".env": "SECRET=1\n", "picture.bin": "\0\0\0\0" });
  using index = tree();
  const place = ["--budget", "900", "--query", "tax", "--index-directory", index.root];
  const nothing = await pack(empty.root, ...place);
  expect(nothing).toMatchObject({ code: 0, stdout: "" });
  expect(nothing.stderr).toContain("Nothing in the folder can be packed: it holds no file.");
  const skipped = await pack(files.root, ...place);
  expect(skipped).toMatchObject({ code: 0, stdout: "" });
  expect(skipped.stderr).toContain("(skipped: 1 binary, 1 may hold secrets)");
});

test("a file whose name begins with two dots is inside its folder", async () => {
  using files = tree({ ...FILES, "..later.ts": "export const LATER = TAX;\n" });
  using index = tree();
  const place = ["--budget", "900", "--index-directory", index.root];
  const found = await pack(files.root, ...place, "--at", `${files.root}/..later.ts:1:24`);
  expect(found).toMatchObject({ code: 0, stdout: expect.stringContaining("TAX = 0.2") as string });
});

test("without a question it says how to ask", async () => {
  using files = tree(FILES);
  using index = tree();
  const place = ["--budget", "99999999999", "--index-directory", index.root];
  const unasked = await pack(files.root, ...place);
  expect(unasked.code).toBe(0);
  expect(unasked.stderr).toContain("Nothing was asked for: use --query or --at, or --mode repository");
  const whole = await pack(files.root, ...place, "--mode", "repository");
  expect(whole.stderr).not.toContain("Nothing was asked for");
  expect(whole.stdout).toContain("return cents.length;");
});

test.each([
  [["--query", "zebra"], "Nothing that was found fits 900 tokens: ask in other words"],
  [["--query", "tax", "--include", "docs/"], "Nothing that --include and --exclude leave was found"],
  [["--mode", "repository", "--exclude", "*"], "Nothing that --include and --exclude leave was found"],
])("when nothing is found for %j it says what to change", async (asked, says) => {
  using files = tree(FILES);
  using index = tree();
  const { code, stderr } = await pack(
    files.root,
    "--budget",
    "900",
    "--index-directory",
    index.root,
    ...asked,
  );
  expect(stderr).toContain(says);
  expect(code).toBe(0);
});

test("a folder that is open in as many processes as may be is not waited for", async () => {
  using files = tree(FILES);
  using index = tree();
  const held = Array.from({ length: COPIES }, () => openIndex(index.root, files.root));
  const place = [files.root, "--budget", "900", "--query", "tax", "--index-directory", index.root];
  const one = await pack(...place);
  expect(one).toMatchObject({ code: 1, stdout: "" });
  expect(one.stderr).toContain(`${files.root} is open in ${COPIES} other windows or terminals`);
  for (const { database } of held) database.close();
  expect(await pack(...place)).toMatchObject({ code: 0, stdout: expect.stringContaining("TAX") as string });
});

describe.skipIf(disk === undefined)(`where the index cannot be written${WHY}`, () => {
  const path = disk?.path ?? "";
  const where = `See to it that the index can be written to ${path}, or name another folder with --index-directory.`;

  test("because the disk is full", async () => {
    using files = tree(FILES);
    const place = [files.root, "--budget", "900", "--query", "tax", "--index-directory", path];
    disk?.fill();
    const failed = await pack(...place);
    expect(failed).toMatchObject({ code: 1, stdout: "" });
    expect(failed.stderr).toContain("The disk is full: ");
    expect(failed.stderr).toContain(where);
    disk?.free();
    expect(await pack(...place)).toMatchObject({ code: 0, stdout: expect.stringContaining("TAX") as string });
  });

  test("because it is read-only", async () => {
    using files = tree(FILES);
    disk?.setReadOnly(true);
    for (const folder of [path, join(path, "new", "place")]) {
      const failed = await pack(files.root, "--budget", "900", "--query", "tax", "--index-directory", folder);
      expect(failed).toMatchObject({ code: 1, stdout: "" });
      expect(failed.stderr).toContain("Nothing can be written to a read-only disk: ");
    }
    disk?.setReadOnly(false);
  });
});

test.runIf(process.platform === "linux")("an index where no folder can be made ends in words", async () => {
  using files = tree(FILES);
  const failed = await pack(files.root, "--budget", "900", "--index-directory", "/proc/no/place");
  expect(failed).toMatchObject({ code: 1, stdout: "" });
  expect(failed.stderr).toMatch(/cannot be built: ENOENT.*mkdir '\/proc\/no'/);
});
