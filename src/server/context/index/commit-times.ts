/**
 * When each file was last committed, from git, without running anything of the repository: hooks, file system
 * monitors, pagers, external diffs and remotes are switched off, and the caller asks only in trusted workspaces.
 */
import { execFile } from "node:child_process";

const COMMITS = 1000;
const TIMEOUT_MS = 20_000;
const MAX_OUTPUT = 64 * 1024 * 1024;

const SAFE = [
  "-c",
  "core.fsmonitor=false",
  "-c",
  "core.hooksPath=/dev/null",
  "-c",
  "core.quotePath=false",
  "-c",
  "log.showSignature=false",
];

const SAFE_ENVIRONMENT = {
  GIT_OPTIONAL_LOCKS: "0",
  GIT_TERMINAL_PROMPT: "0",
  // An object that a partial clone lacks would be fetched, with whatever command the repository calls its remote.
  GIT_NO_LAZY_FETCH: "1",
  GIT_ALLOW_PROTOCOL: "",
  LC_ALL: "C",
};

/**
 * Path relative to `root` → time in ms since 1970 of the last commit that touched it. Empty when git is missing,
 * the folder is no repository, or anything else goes wrong: the order of the index is then by file time.
 */
export function commitTimes(root: string): Promise<Map<string, number>> {
  const command = ["log", "--format=%x00%ct", "--name-only", "--relative", "--no-renames", "--no-ext-diff"];
  const { PATH, HOME, SystemRoot } = process.env;
  const env = { PATH, HOME, SystemRoot, ...SAFE_ENVIRONMENT };
  return new Promise((resolve) => {
    execFile(
      "git",
      [...SAFE, "--no-pager", ...command, "-n", String(COMMITS), "--", "."],
      { cwd: root, timeout: TIMEOUT_MS, maxBuffer: MAX_OUTPUT, encoding: "utf8", env, windowsHide: true },
      (error, stdout) => resolve(error === null ? parseLog(stdout) : new Map()),
    );
  });
}

/** Output of the command above; the newest commit comes first and wins. */
export function parseLog(output: string): Map<string, number> {
  const times = new Map<string, number>();
  for (const entry of output.split("\0").slice(1)) {
    const [seconds = "", ...paths] = entry.split("\n");
    const time = Number(seconds) * 1000;
    if (!Number.isFinite(time)) continue;
    for (const path of paths) if (path !== "" && !times.has(path)) times.set(path, time);
  }
  return times;
}
