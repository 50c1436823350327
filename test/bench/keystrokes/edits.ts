/** Real edits: stretches of lines that one commit added to a file that existed before it. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY } from "../../fixtures/cache.ts";

/** Lines typed into a file, one after the other. */
export interface Edit {
  readonly repository: string;
  readonly path: string;
  readonly languageId: string;
  /** The file without the lines the commit removed here, and with an empty line opened for the new ones. */
  readonly before: string;
  /** UTF-16 offset of the empty line. */
  readonly offset: number;
  readonly typed: string;
}

const LANGUAGES: Readonly<Record<string, string>> = {
  ts: "typescript",
  py: "python",
  go: "go",
  java: "java",
  rs: "rust",
};
/** Cloned when no corpus is given. */
const PUBLIC = ["Aider-AI/aider", "google/gson"];
const LONGEST_FILE = 200_000;
const LINES = { least: 2, most: 12 } as const;

/** Bare repositories below `corpus`, or clones of public ones. */
export function repositories(corpus: string | undefined): readonly string[] {
  if (corpus !== undefined) {
    const found = readdirSync(corpus).flatMap((name) =>
      ["", "repo", ".git"]
        .map((part) => join(corpus, name, part))
        .filter((path) => existsSync(join(path, "HEAD"))),
    );
    if (found.length === 0) throw new Error(`${corpus} holds no git repositories.`);
    return found;
  }
  return PUBLIC.map((name) => {
    const path = join(REPOSITORY, ".cache/bench", `${name.replace("/", "+")}.git`);
    mkdirSync(join(REPOSITORY, ".cache/bench"), { recursive: true });
    if (!existsSync(path)) {
      git(".", ["clone", "--quiet", "--bare", "--depth", "200", `https://github.com/${name}.git`, path]);
    }
    return path;
  });
}

/** Edits of the newest commits of `repository`, at most `count`, at most one per file and commit. */
export function editsOf(repository: string, count: number): Edit[] {
  const commits = git(repository, ["rev-list", "--no-merges", "--max-count=120", "--all"])
    .split("\n")
    .filter(Boolean);
  const edits: Edit[] = [];
  for (const commit of commits) {
    if (edits.length >= count) break;
    const diff = git(repository, ["show", "--format=", "--unified=0", "--diff-filter=M", commit]);
    for (const file of diff.split(/^diff --git /m).slice(1)) {
      const edit = editOf(repository, commit, file);
      if (edit !== undefined) edits.push(edit);
    }
  }
  return edits.slice(0, count);
}

function editOf(repository: string, commit: string, diff: string): Edit | undefined {
  const path = /^\+\+\+ b\/(.+)$/m.exec(diff)?.[1];
  const languageId = LANGUAGES[path?.split(".").at(-1) ?? ""];
  if (path === undefined || languageId === undefined) return undefined;
  const hunk = diff
    .split(/^(?=@@ )/m)
    .slice(1)
    .map(hunkOf)
    .find((found) => found !== undefined);
  if (hunk === undefined) return undefined;
  const old = git(repository, ["show", `${commit}~1:${path}`]);
  if (old.length > LONGEST_FILE || old.includes("\r")) return undefined;
  const lines = old.split("\n");
  const head = lines
    .slice(0, hunk.line)
    .map((line) => `${line}\n`)
    .join("");
  const before = `${head}\n${lines.slice(hunk.line + hunk.removed).join("\n")}`;
  return { repository, path, languageId, before, offset: head.length, typed: hunk.added.join("\n") };
}

interface Hunk {
  /** 0-based line of the old file where it begins. */
  readonly line: number;
  readonly removed: number;
  readonly added: readonly string[];
}

/** Undefined when it adds too few or too many lines to be typed. */
function hunkOf(text: string): Hunk | undefined {
  const [heading = "", ...lines] = text.split("\n");
  const [, start, count = "1"] = /^@@ -(\d+)(?:,(\d+))? \+/.exec(heading) ?? [];
  const added = lines.filter((line) => line.startsWith("+")).map((line) => line.slice(1));
  if (start === undefined || added.length < LINES.least || added.length > LINES.most) return undefined;
  const removed = Number(count);
  // Git counts the line before an insertion, and the first line of a replacement.
  return { line: removed === 0 ? Number(start) : Number(start) - 1, removed, added };
}

function git(directory: string, args: readonly string[]): string {
  return execFileSync("git", ["-C", directory, ...args], {
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
    stdio: ["ignore", "pipe", "ignore"],
    env: { ...process.env, GIT_NO_LAZY_FETCH: "1" },
  });
}
