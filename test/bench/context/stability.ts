/**
 * The `repository` pack of a whole repository, and how much of its token prefix survives a one-file edit. The edits
 * are those of the history: for each of the last commits, newest first, the pack is made with the commit times
 * from before it, and one file that the commit changed and that is in the pack (in full or by its signatures),
 * drawn at random, is edited: a statement is inserted on a random line, the file is parsed again and counts as
 * saved just now, so it also moves to its new place in the order. Commits of more than 30 files are renames and
 * reformattings, no edits. Files that only the map names do not count: editing them changes nothing.
 */
import type { PackResult } from "../../../src/protocol/context.ts";
import type { IndexView } from "../../../src/server/context/index/view.ts";
import { TokenCounts } from "../../../src/server/context/pack/counts.ts";
import { packRepository } from "../../../src/server/context/pack/repository-pack.ts";
import type { FileParser } from "../../../src/server/context/parse/parser.ts";
import { NameGraph } from "../../../src/server/context/rank/name-graph.ts";
import type { Commit } from "./corpus.ts";
import { EditedView } from "./edited-view.ts";
import type { Random } from "./random.ts";
import type { TokenCounter } from "./tokens.ts";

const OPTIONS = { budgetTokens: 262_144, allowed: () => true };

/** As many commits as the index reads for the order. */
const KNOWN_COMMITS = 1000;
const MAX_COMMIT_FILES = 30;

function timesOf(commits: readonly Commit[]): Map<string, number> {
  const times = new Map<string, number>();
  for (const { time, paths } of commits)
    for (const path of paths) if (!times.has(path)) times.set(path, time);
  return times;
}

/** Languages whose statements end with a line. */
const NO_SEMICOLON: ReadonlySet<string> = new Set([
  "python",
  "go",
  "ruby",
  "kotlin",
  "markdown",
  "shellscript",
]);

function insertLine(text: string, language: string, random: Random): string {
  const lines = text.split("\n");
  const at = random.below(lines.length);
  const indent = /^\s*/.exec(lines[at] ?? "")?.[0] ?? "";
  return [
    ...lines.slice(0, at),
    `${indent}touched = edited_now(42)${NO_SEMICOLON.has(language) ? "" : ";"}`,
    ...lines.slice(at),
  ].join("\n");
}

/** Share of the tokens of `before` that are a prefix of `after`: by characters, then the rest of the tokens. */
function prefixKept(before: PackResult, after: PackResult, counter: TokenCounter): number {
  let same = 0;
  while (same < before.text.length && before.text[same] === after.text[same]) same++;
  if (same === before.text.length) return 1;
  // The last line before the difference may be tokenised differently: it does not count.
  const kept = before.text.lastIndexOf("\n", same) + 1;
  let tokens = 0;
  for (let at = 0; at < kept; at += 65_536)
    tokens += counter.count(before.text.slice(at, Math.min(kept, at + 65_536)));
  return Math.min(1, tokens / before.tokens);
}

export interface StabilityFigures {
  readonly milliseconds: number;
  readonly warmMilliseconds: number;
  readonly tokens: number;
  readonly levels: Readonly<Record<string, number>>;
  readonly files: number;
  /** Edits of files that are in the pack with their whole text, and by their signatures. */
  readonly editsFull: number;
  readonly editsSignatures: number;
  /** Share of the prefix kept, one per edit. */
  readonly kept: readonly number[];
  readonly keptFull: readonly number[];
  /** Bringing the name graph up to date after each save, milliseconds. */
  readonly forget: readonly number[];
}

interface Setup {
  readonly view: IndexView;
  readonly parser: FileParser;
  readonly commits: readonly Commit[];
  readonly counter: TokenCounter;
  readonly random: Random;
}

class Replay {
  readonly kept: number[] = [];
  readonly keptFull: number[] = [];
  readonly forget: number[] = [];
  readonly view: EditedView;
  readonly graph: NameGraph;
  readonly counts: TokenCounts;
  readonly #setup: Setup;

  constructor(setup: Setup) {
    this.#setup = setup;
    this.view = new EditedView(setup.view, setup.parser);
    this.graph = new NameGraph(this.view);
    this.graph.warm();
    this.counts = new TokenCounts(setup.counter.countAll);
  }

  pack(): PackResult {
    return packRepository(this.graph, this.counts, OPTIONS);
  }

  /** Edits one of the files of a commit that are in the pack, if any is. */
  async commit({ time, paths }: Commit, earlier: readonly Commit[]): Promise<void> {
    this.view.setTimes(timesOf(earlier));
    const before = this.pack();
    const shown = before.files.filter(({ path, level }) => level !== "path" && paths.includes(path));
    if (shown.length === 0) return;
    const { path, level } = this.#setup.random.pick(shown);
    const kept = await this.#edit(path, time, before);
    if (kept === undefined) return;
    this.kept.push(kept);
    if (level === "full") this.keptFull.push(kept);
  }

  async #edit(path: string, time: number, before: PackResult): Promise<number | undefined> {
    const file = this.view.fileAt(path);
    const text = file === undefined ? undefined : this.view.text(file.id);
    if (file === undefined || text === undefined) return undefined;
    await this.view.save(file, insertLine(text, file.language, this.#setup.random), time);
    const started = performance.now();
    this.graph.forget(new Set([file.id]));
    this.forget.push(performance.now() - started);
    const kept = prefixKept(before, this.pack(), this.#setup.counter);
    this.view.undo();
    this.graph.forget(new Set([file.id]));
    return kept;
  }
}

export async function measureStability(setup: Setup, edits: number): Promise<StabilityFigures> {
  const { commits } = setup;
  const replay = new Replay(setup);
  replay.view.setTimes(timesOf(commits.slice(0, KNOWN_COMMITS)));
  const started = performance.now();
  const pack = replay.pack();
  const milliseconds = performance.now() - started;
  const again = performance.now();
  replay.pack();
  const warmMilliseconds = performance.now() - again;
  const inPack = new Set(pack.files.filter(({ level }) => level !== "path").map(({ path }) => path));
  for (const [at, commit] of commits.entries()) {
    if (replay.kept.length >= edits) break;
    if (commit.paths.length > MAX_COMMIT_FILES || !commit.paths.some((path) => inPack.has(path))) continue;
    await replay.commit(commit, commits.slice(at + 1, at + 1 + KNOWN_COMMITS));
  }
  const levels: Record<string, number> = {};
  for (const { level } of pack.files) levels[level] = (levels[level] ?? 0) + 1;
  return {
    milliseconds,
    warmMilliseconds,
    tokens: pack.tokens,
    levels,
    files: setup.view.fileCount(),
    editsFull: replay.keptFull.length,
    editsSignatures: replay.kept.length - replay.keptFull.length,
    kept: replay.kept,
    keptFull: replay.keptFull,
    forget: replay.forget,
  };
}
