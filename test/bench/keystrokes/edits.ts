/** Real edits: what commits changed in files that existed before them, as a person would type it. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY } from "../../fixtures/cache.ts";

/** Text that takes the place of other text. */
export interface Change {
  /** UTF-16 offset in the old file. */
  readonly offset: number;
  readonly removed: string;
  readonly typed: string;
}

/** Changes of one file, from its beginning to its end. */
export interface Edit {
  readonly repository: string;
  readonly path: string;
  readonly languageId: string;
  readonly text: string;
  readonly changes: readonly Change[];
}

const LANGUAGES: Readonly<Record<string, string>> = {
  ts: "typescript",
  py: "python",
  go: "go",
  java: "java",
  rs: "rust",
};
/** Cloned when no corpus is given. */
const PUBLIC = [
  "Aider-AI/aider",
  "continuedev/continue",
  "google/gson",
  "gohugoio/hugo",
  "rust-lang/rust-analyzer",
];
const LONGEST_FILE = 200_000;
/** Of one hunk; longer ones are not typed but pasted, or written by a tool. */
const MOST_LINES = 12;
/** Hunks of one file. */
const MOST_HUNKS = 3;
/** A change of a line that leaves less of it is a new line. */
const LEAST_KEPT = 0.3;

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
  const hunks = diff
    .split(/^(?=@@ )/m)
    .slice(1)
    .map(hunkOf)
    .filter((hunk) => hunk !== undefined)
    .slice(0, MOST_HUNKS);
  if (hunks.length === 0) return undefined;
  const text = git(repository, ["show", `${commit}~1:${path}`]);
  if (text.length > LONGEST_FILE || text.includes("\r")) return undefined;
  const starts = [0];
  for (const { index } of text.matchAll(/\n/g)) starts.push(index + 1);
  const changes = hunks.flatMap((hunk) => changesOf(hunk, starts, text.length));
  return changes.length === 0 ? undefined : { repository, path, languageId, text, changes };
}

interface Hunk {
  /** 0-based line of the old file where it begins. */
  readonly line: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/** Undefined when it adds nothing, or too many lines to be typed. */
function hunkOf(text: string): Hunk | undefined {
  const [heading = "", ...lines] = text.split("\n");
  const [, start, count = "1"] = /^@@ -(\d+)(?:,(\d+))? \+/.exec(heading) ?? [];
  const of = (sign: string): string[] =>
    lines.filter((line) => line.startsWith(sign)).map((line) => line.slice(1));
  const added = of("+");
  if (start === undefined || added.length === 0 || added.length > MOST_LINES) return undefined;
  // Git counts the line before an insertion, and the first line of a replacement.
  return { line: Number(count) === 0 ? Number(start) : Number(start) - 1, removed: of("-"), added };
}

function changesOf(hunk: Hunk, starts: readonly number[], length: number): Change[] {
  const { line, removed, added } = hunk;
  const start = starts[line] ?? length;
  if (removed.length === 0) {
    // Enter at the end of the line above.
    if (line > 0) return [{ offset: start - 1, removed: "", typed: `\n${added.join("\n")}` }];
    return [{ offset: 0, removed: "", typed: `${added.join("\n")}\n` }];
  }
  const isPaired =
    removed.length === added.length && removed.every((old, index) => isReworked(old, added[index] ?? ""));
  if (!isPaired) return [within(start, removed.join("\n"), added.join("\n"))];
  return removed
    .map((old, index) => within(starts[line + index] ?? length, old, added[index] ?? ""))
    .filter(({ removed: gone, typed }) => gone !== typed);
}

function isReworked(old: string, now: string): boolean {
  const { removed } = within(0, old, now);
  return old.length - removed.length >= LEAST_KEPT * old.length;
}

/** The change of `old` to `now` without what both begin and end with. */
function within(start: number, old: string, now: string): Change {
  const most = Math.min(old.length, now.length);
  let head = 0;
  while (head < most && old[head] === now[head]) head++;
  let tail = 0;
  while (tail < most - head && old.at(-1 - tail) === now.at(-1 - tail)) tail++;
  return {
    offset: start + head,
    removed: old.slice(head, old.length - tail),
    typed: now.slice(head, now.length - tail),
  };
}

function git(directory: string, args: readonly string[]): string {
  return execFileSync("git", ["-C", directory, ...args], {
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
    stdio: ["ignore", "pipe", "ignore"],
    env: { ...process.env, GIT_NO_LAZY_FETCH: "1" },
  });
}
