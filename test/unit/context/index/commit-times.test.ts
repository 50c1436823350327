/** Git is asked when files were committed, and runs nothing that the repository names. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { commitTimes } from "../../../../src/server/context/index/commit-times.ts";
import { tree } from "./tree.ts";

function repository(root: string) {
  const git = (args: readonly string[], day = 1): string => {
    const date = `2026-01-0${day}T00:00:00Z`;
    const env = { ...process.env, GIT_COMMITTER_DATE: date, GIT_AUTHOR_DATE: date };
    return spawnSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...args], {
      cwd: root,
      env,
      encoding: "utf8",
    }).stdout.trim();
  };
  git(["init", "-q"]);
  return git;
}

test("the newest commit of each file counts", async () => {
  using files = tree({ "a.ts": "1", "sub/ä b.ts": "1" });
  const git = repository(files.root);
  git(["add", "."]);
  git(["commit", "-qm", "one"], 1);
  files.write("a.ts", "2");
  git(["commit", "-qam", "two"], 2);
  expect(await commitTimes(files.root)).toEqual(
    new Map([
      ["a.ts", Date.parse("2026-01-02T00:00:00Z")],
      ["sub/ä b.ts", Date.parse("2026-01-01T00:00:00Z")],
    ]),
  );
  expect(await commitTimes(join(files.root, "sub"))).toEqual(
    new Map([["ä b.ts", Date.parse("2026-01-01T00:00:00Z")]]),
  );
});

test("objects that are missing are not fetched with a command of the repository's own", async () => {
  using files = tree({ "sub/a.ts": "1" });
  const git = repository(files.root);
  git(["add", "."]);
  git(["commit", "-qm", "one"], 1);
  files.write("sub/a.ts", "2");
  git(["commit", "-qam", "two"], 2);
  const lost = git(["rev-parse", "HEAD~1:sub"]);
  rmSync(join(files.root, ".git/objects", lost.slice(0, 2), lost.slice(2)));
  const trace = join(files.root, "command-ran");
  for (const [name, value] of [
    ["core.repositoryFormatVersion", "1"],
    ["extensions.partialClone", "origin"],
    ["remote.origin.promisor", "true"],
    ["remote.origin.url", `ext::sh -c touch% ${trace}`],
    ["protocol.ext.allow", "always"],
  ] as const) {
    git(["config", name, value]);
  }
  // The trap works: a plain git falls into it.
  git(["log", "--name-only"]);
  expect(existsSync(trace)).toBe(true);
  rmSync(trace);
  await commitTimes(files.root);
  expect(readdirSync(files.root)).toEqual([".git", "sub"]);
});
