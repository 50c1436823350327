/**
 * The public repositories that are measured, each at one commit. They are taken from a folder that holds them by
 * name (`--corpus DIR` or GEMWRIGHT_CORPUS), or cloned into `.cache/corpus`.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY } from "../../fixtures/cache.ts";

export interface Repository {
  readonly name: string;
  readonly language: string;
  readonly url: string;
  readonly commit: string;
}

export const REPOSITORIES: readonly Repository[] = [
  {
    name: "aider",
    language: "Python",
    url: "https://github.com/Aider-AI/aider",
    commit: "5dc9490bb35f9729ef2c95d00a19ccd30c26339c",
  },
  {
    name: "continue",
    language: "TypeScript",
    url: "https://github.com/continuedev/continue",
    commit: "d0a3c0b626b5bebc3bef4742eec05a0242be0bab",
  },
  {
    name: "rust-analyzer",
    language: "Rust",
    url: "https://github.com/rust-lang/rust-analyzer",
    commit: "d2e55da49132fa70a13dfbdc99122432b02cf464",
  },
  {
    name: "gson",
    language: "Java",
    url: "https://github.com/google/gson",
    commit: "9835b6f90192f79cdf5300c528fc6212455fb6c1",
  },
  {
    name: "hugo",
    language: "Go",
    url: "https://github.com/gohugoio/hugo",
    commit: "7b5199fdeff7d7682e9f979f468d55bc7b67b934",
  },
];

function git(folder: string, ...parameters: string[]): string {
  return execFileSync("git", ["-C", folder, ...parameters], {
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
    stdio: ["ignore", "pipe", "pipe"],
  });
}

function clone(repository: Repository, folder: string): void {
  mkdirSync(folder, { recursive: true });
  git(folder, "init", "--quiet");
  git(folder, "remote", "add", "origin", repository.url);
  // History without file contents: the times of the last commits order the pack.
  git(folder, "fetch", "--quiet", "--filter=blob:none", "origin", repository.commit);
  git(folder, "checkout", "--quiet", repository.commit);
}

/** Absolute folder of the repository's files; throws a sentence that says what to do when there is none. */
export function checkout(repository: Repository, corpus: string | undefined): string {
  if (corpus !== undefined) {
    const folder = join(corpus, repository.name);
    if (existsSync(folder)) return folder;
    throw new Error(
      `The corpus folder ${corpus} has no folder ${repository.name}. Put ${repository.url} at commit ` +
        `${repository.commit} there, or run without --corpus and GEMWRIGHT_CORPUS to clone it.`,
    );
  }
  const folder = join(REPOSITORY, ".cache", "corpus", `${repository.name}-${repository.commit.slice(0, 10)}`);
  if (existsSync(join(folder, ".git", "index"))) return folder;
  rmSync(folder, { recursive: true, force: true });
  try {
    clone(repository, folder);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw new Error(
      `Could not clone ${repository.url} at ${repository.commit} (${error instanceof Error ? error.message.split("\n")[0] : String(error)}). ` +
        `Check the network, or give a folder that holds the repositories by name: --corpus DIR.`,
      { cause: error },
    );
  }
  return folder;
}

export interface Commit {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly paths: readonly string[];
}

/** The last commits, newest first, with the files they changed; empty when the folder has no history. */
export function history(folder: string, limit: number): Commit[] {
  if (!existsSync(join(folder, ".git"))) return [];
  const out = git(
    folder,
    "-c",
    "core.quotePath=false",
    "log",
    "--no-merges",
    "--no-renames",
    "--format=%x00%ct",
    "--name-only",
    `-n${limit}`,
  );
  return out
    .split("\0")
    .slice(1)
    .map((entry) => {
      const [time = "0", ...paths] = entry.split("\n").filter((line) => line !== "");
      return { time: Number(time) * 1000, paths };
    });
}
