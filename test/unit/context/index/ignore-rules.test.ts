/** Which ignore file wins over which, by the walk and for a single file: both must say the same. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { admit } from "../../../../src/server/context/index/scan/admit.ts";
import { ScopeMemory } from "../../../../src/server/context/index/scan/ignore-files.ts";
import { walk } from "../../../../src/server/context/index/scan/walk.ts";
import { tree } from "./tree.ts";

const IGNORES_CASE = process.platform === "darwin" || process.platform === "win32";

afterEach(() => vi.unstubAllEnvs());

/** The files of `all` that the index takes, without the ignore files themselves. */
function taken(root: string, all: readonly string[], exclude: readonly string[] = []): string[] {
  const walked = [...walk(root, { exclude, maxFiles: 1000 })]
    .flatMap(({ files }) => files.map(({ path }) => path))
    .filter((path) => all.includes(path))
    .sort();
  const scopes = new ScopeMemory(root);
  const admitted = all.filter((path) => admit(root, path, { exclude, scopes }).kind === "file").sort();
  expect(admitted).toEqual(walked);
  return walked;
}

const CODE = "export const a = 1;\n";

test("what settings hide, no ignore file shows again", () => {
  using files = tree({
    ".gitignore": "!secret.ts\n!hidden/\n",
    "sub/.gitignore": "!secret.ts\n",
    "secret.ts": CODE,
    "sub/secret.ts": CODE,
    "hidden/a.ts": CODE,
    "open.ts": CODE,
  });
  const all = ["secret.ts", "sub/secret.ts", "hidden/a.ts", "open.ts"];
  expect(taken(files.root, all, ["**/secret.ts", "/hidden"])).toEqual(["open.ts"]);
});

test("what .gemwrightignore hides, no .gitignore shows again, but a deeper .gemwrightignore does", () => {
  using files = tree({
    ".gemwrightignore": "*.plan.ts\n",
    ".gitignore": "dist/\n",
    "sub/.gitignore": "!*.plan.ts\n",
    "sub/a.plan.ts": CODE,
    "deep/.gemwrightignore": "!b.plan.ts\n",
    "deep/a.plan.ts": CODE,
    "deep/b.plan.ts": CODE,
    "dist/a.ts": CODE,
  });
  const all = ["sub/a.plan.ts", "deep/a.plan.ts", "deep/b.plan.ts", "dist/a.ts"];
  expect(taken(files.root, all)).toEqual(["deep/b.plan.ts"]);
});

test(".gemwrightignore shows what .gitignore beside it hides", () => {
  using files = tree({
    ".gitignore": "/generated/\n*.gen.ts\n",
    ".gemwrightignore": "!/generated/\n!api.gen.ts\n",
    "generated/a.ts": CODE,
    "api.gen.ts": CODE,
    "other.gen.ts": CODE,
  });
  const all = ["generated/a.ts", "api.gen.ts", "other.gen.ts"];
  expect(taken(files.root, all)).toEqual(["api.gen.ts", "generated/a.ts"]);
});

test("the ignore files above a folder hold in it, up to the repository and no further", () => {
  using files = tree({
    ".gitignore": "*.ts\n",
    "repo/.gitignore": "dist/\n/packages/app/local.ts\n",
    "repo/packages/.gemwrightignore": "private/\n",
    "repo/packages/app/src/a.ts": CODE,
    "repo/packages/app/local.ts": CODE,
    "repo/packages/app/dist/b.ts": CODE,
    "repo/packages/app/private/c.ts": CODE,
  });
  mkdirSync(join(files.root, "repo/.git"));
  const all = ["src/a.ts", "local.ts", "dist/b.ts", "private/c.ts"];
  expect(taken(join(files.root, "repo/packages/app"), all)).toEqual(["src/a.ts"]);
  // Changed while the index is open: seen without a restart.
  const scopes = new ScopeMemory(join(files.root, "repo/packages/app"));
  const kind = () => admit(join(files.root, "repo/packages/app"), "src/a.ts", { exclude: [], scopes }).kind;
  expect(kind()).toBe("file");
  files.write("repo/.gitignore", "src/\nlonger\n");
  expect(kind()).toBe("hidden");
});

test("what a deeper ignore file shows again, a pattern for a folder above does not hide", () => {
  using files = tree({
    ".gitignore": "[Bb]uild/\n**/out/\n/vendor/*\n!*.md\n",
    "tools/.gitignore": "!build/\n!out/\n",
    "tools/build/a.ts": CODE,
    "tools/build/deep/a.ts": CODE,
    "tools/build/out/build/b.ts": CODE,
    "tools/out/c.ts": CODE,
    "vendor/.gitignore": "!mine[1]/\n!mine\\[1\\]/\n",
    "vendor/mine[1]/d.ts": CODE,
    "vendor/mine[1]/sub/d.ts": CODE,
    "vendor/other/e.ts": CODE,
    "build/f.ts": CODE,
  });
  const all = ["tools/build/a.ts", "tools/build/deep/a.ts", "tools/build/out/build/b.ts", "tools/out/c.ts"];
  const vendored = ["vendor/mine[1]/d.ts", "vendor/mine[1]/sub/d.ts"];
  expect(taken(files.root, [...all, ...vendored, "vendor/other/e.ts", "build/f.ts"])).toEqual([
    ...all,
    ...vendored,
  ]);
});

test("a folder that is itself ignored and was opened all the same is not empty", () => {
  using files = tree({ ".gitignore": "/dist/\n*.log\n", "dist/a.ts": CODE, "dist/sub/b.ts": CODE });
  mkdirSync(join(files.root, ".git"));
  expect(taken(join(files.root, "dist"), ["a.ts", "sub/b.ts"])).toEqual(["a.ts", "sub/b.ts"]);
});

test("upper and lower case are the same only where the file system says so", () => {
  using files = tree({ ".gitignore": "Build/\n*.Log\n/Docs/*.md\n" });
  for (const path of ["build/a.ts", "x.log", "docs/b.md"]) files.write(path, CODE);
  expect(taken(files.root, ["build/a.ts", "x.log", "docs/b.md"])).toHaveLength(IGNORES_CASE ? 0 : 3);
});

test("the .git file of a submodule or a worktree is no file of the workspace", () => {
  using files = tree({ "sub/.git": "gitdir: ../.git/modules/sub\n", "sub/a.ts": CODE });
  expect(taken(files.root, ["sub/.git", "sub/a.ts"])).toEqual(["sub/a.ts"]);
});

test("what git excludes for this repository alone is excluded, in a worktree, too", () => {
  using files = tree({
    "main/.git/info/exclude": "notes.ts\n",
    "main/notes.ts": CODE,
    "main/a.ts": CODE,
    "main/.git/worktrees/other/commondir": "../..\n",
    "other/notes.ts": CODE,
    "other/a.ts": CODE,
  });
  files.write("other/.git", `gitdir: ${files.root}/main/.git/worktrees/other\n`);
  for (const name of ["main", "other"]) {
    expect(taken(join(files.root, name), ["a.ts", "notes.ts"])).toEqual(["a.ts"]);
  }
});

test.each([
  ["its usual place", { "home/.config/git/ignore": "scratch.ts\n" }],
  [
    "the place of core.excludesFile",
    {
      "home/.gitconfig": "[user]\n\tname = a\n[Core]\n\texcludesfile = ~/mine\n",
      "home/mine": "scratch.ts\n",
    },
  ],
])("what the user excludes everywhere is excluded: %s", (_where, config) => {
  using files = tree({
    ...config,
    "repo/scratch.ts": CODE,
    "repo/a.ts": CODE,
    "repo/b/.gitignore": "!scratch.ts\n",
  });
  files.write("repo/b/scratch.ts", CODE);
  mkdirSync(join(files.root, "repo/.git"));
  vi.stubEnv("HOME", join(files.root, "home"));
  vi.stubEnv("USERPROFILE", join(files.root, "home"));
  vi.stubEnv("XDG_CONFIG_HOME", "");
  const all = ["a.ts", "scratch.ts", "b/scratch.ts"];
  expect(taken(join(files.root, "repo"), all)).toEqual(["a.ts", "b/scratch.ts"]);
});
