/**
 * What the completion filters let through, on a model that is scripted: the true continuation must survive
 * unchanged, a flawed answer must not be seen, and nothing shown may break the syntax of its file.
 *
 *   npm run bench -- filters [--verbose] [--write]
 *
 * The cases are text files for people, test/fixtures/completions/LANGUAGE.txt; `--write` makes them anew from the
 * samples, always the same. A flaw counts as blocked when nothing is shown or only a part of the truth is. An added
 * error is any that the file has with the shown text and has not with nothing in its place. Everything goes through
 * the product's own pipeline, syntax worker included; only the worker's time limit is off, so that the figures do
 * not depend on the machine.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { copyGrammars } from "../../scripts/grammars.mjs";
import { DEFAULT_SETTINGS } from "../../src/protocol/settings.ts";
import { type Completed, complete } from "../../src/server/completion/complete.ts";
import { ErrorCounter } from "../../src/server/completion/syntax/errors.ts";
import { WorkerCheck } from "../../src/server/completion/syntax/worker-check.ts";
import { REPOSITORY } from "../fixtures/cache.ts";
import { Random } from "../fixtures/gguf/random.ts";
import { FakeEngine } from "../unit/server/fake-engine.ts";
import { type Case, casesFile, LANGUAGES, read, sample, write } from "./filters/cases.ts";
import { damaged, FLAWS } from "./filters/flaws.ts";
import { holesOf } from "./filters/holes.ts";
import type { Report } from "./report.ts";

const SEED = 4;
const KEPT_OF_LANGUAGE = 60;
const FLAWED_OF_LANGUAGE = 8;
const DAMAGED_OF_LANGUAGE = 60;
const DAMAGED = "damaged";
const KEPT = "kept";
/** Longer than any parse takes. */
const NO_LIMIT_MS = 600_000;
const WORKER = new URL("../../src/server/completion/syntax/syntax.worker.ts", import.meta.url);

export async function run(args: readonly string[]): Promise<Report> {
  const { values } = parseArgs({
    args: [...args],
    options: { verbose: { type: "boolean" }, write: { type: "boolean" } },
  });
  if (values.write === true) writeCases();
  const folder = join(REPOSITORY, ".cache/grammars");
  await copyGrammars(folder);
  const counter = await ErrorCounter.create(folder);
  const syntax = new WorkerCheck({ workerFile: WORKER, grammarsDir: folder, budgetMs: NO_LIMIT_MS });
  const tallies = new Map<string, Tally>();
  let shown = 0;
  let broken = 0;
  for (const each of LANGUAGES.flatMap(read)) {
    const tally = tallies.get(each.kind) ?? { cases: 0, good: 0 };
    tallies.set(each.kind, tally);
    const outcome = await tried(each, syntax, counter);
    tally.cases++;
    if (outcome.good) tally.good++;
    else if (values.verbose === true) console.log(describe(each, outcome));
    if (outcome.completed.text === undefined) continue;
    shown++;
    if (outcome.breaks) broken++;
    if (outcome.breaks && values.verbose === true) console.log(`BREAKS ${describe(each, outcome)}`);
  }
  syntax.dispose();
  return report(tallies, { shown, broken });
}

interface Tally {
  cases: number;
  good: number;
}

interface Tried {
  readonly completed: Completed;
  /** The truth is shown whole, or the flaw is not seen. */
  readonly good: boolean;
  readonly breaks: boolean;
}

async function tried(each: Case, syntax: WorkerCheck, counter: ErrorCounter): Promise<Tried> {
  const { languageId, hole, kind } = each;
  const whole = sample(languageId);
  const text = whole.slice(0, hole.start) + whole.slice(hole.end);
  const truth = whole.slice(hole.start, hole.end);
  const place = { uri: `file:///${languageId}`, languageId, text, offset: hole.start };
  const said = each.said ?? whole.slice(hole.start);
  const engine = FakeEngine.saying(...(said.match(/[^]{1,5}/gu) ?? []));
  const completed = await complete(
    { engine, settings: DEFAULT_SETTINGS.completion, syntax },
    { id: "1", path: `sample.${languageId}`, selectedText: "", ...place },
    new AbortController().signal,
  );
  const seen = completed.text ?? "";
  // Parsed afresh, each as a file of its own: what a parser makes of errors depends on where it comes from.
  const after = await counter.count({ ...place, uri: "file:///after", text: insert(text, hole.start, seen) });
  const before = await counter.count({ ...place, uri: "file:///before" });
  if (after === undefined || before === undefined) throw new Error(`There is no grammar for ${languageId}.`);
  return {
    completed,
    good: kind === KEPT ? seen === truth : kind === DAMAGED || truth.startsWith(seen.trimEnd()),
    breaks: seen !== "" && after > before,
  };
}

function insert(text: string, offset: number, inserted: string): string {
  return text.slice(0, offset) + inserted + text.slice(offset);
}

function report(tallies: ReadonlyMap<string, Tally>, texts: { shown: number; broken: number }): Report {
  const flawed = [...tallies].filter(([kind]) => kind !== KEPT && kind !== DAMAGED);
  const sum = (of: keyof Tally): number => flawed.reduce((total, [, tally]) => total + tally[of], 0);
  const kept = tallies.get(KEPT) ?? { cases: 0, good: 0 };
  const rows = [...tallies].map(([kind, { cases, good }]) => ({
    kind,
    cases,
    good: kind === DAMAGED ? "-" : good,
    share: kind === DAMAGED ? "-" : (good / cases).toFixed(4),
  }));
  return {
    rows,
    result: {
      kept: (kept.good / kept.cases).toFixed(4),
      blocked: (sum("good") / sum("cases")).toFixed(4),
      added_errors: (texts.broken / texts.shown).toFixed(4),
      kept_cases: kept.cases,
      flawed_cases: sum("cases"),
      shown_texts: texts.shown,
    },
  };
}

function describe({ languageId, kind, hole, said }: Case, { completed }: Tried): string {
  const whole = sample(languageId);
  const start = whole.lastIndexOf("\n", hole.start - 1) + 1;
  return [
    `${languageId} ${kind}: ${completed.outcome} ${completed.syntax ?? ""}`,
    `  line  ${JSON.stringify(whole.slice(start, hole.start))}`,
    `  truth ${JSON.stringify(whole.slice(hole.start, hole.end))}`,
    `  said  ${JSON.stringify(said ?? "the truth")}`,
    `  shown ${JSON.stringify(completed.text ?? null)}`,
  ].join("\n");
}

/** The same cases on every machine: a seeded choice of holes for each language and flaw. */
function writeCases(): void {
  for (const languageId of LANGUAGES) {
    const random = new Random(SEED);
    const text = sample(languageId);
    const holes = holesOf(text, random);
    const pick = (): Case["hole"] => holes[random.next() % holes.length] ?? { start: 0, end: 0 };
    const kept = everyNth(holes, KEPT_OF_LANGUAGE).map((hole): Case => ({ languageId, kind: KEPT, hole }));
    const flawed = Object.entries(FLAWS).flatMap(([kind, flaw]) => {
      const made: Case[] = [];
      for (let attempt = 0; attempt < 400 && made.length < FLAWED_OF_LANGUAGE; attempt++) {
        const hole = pick();
        const truth = text.slice(hole.start, hole.end);
        const said = flaw(truth, { text, hole, languageId, random });
        if (said !== undefined && said !== truth) made.push({ languageId, kind, hole, said });
      }
      return made;
    });
    const broken = Array.from({ length: DAMAGED_OF_LANGUAGE }, (): Case => {
      const hole = pick();
      return { languageId, kind: DAMAGED, hole, said: damaged(text.slice(hole.start, hole.end), random) };
    });
    writeFileSync(casesFile(languageId), write([...kept, ...flawed, ...broken], text));
  }
}

function everyNth<T>(values: readonly T[], count: number): T[] {
  const step = Math.max(1, values.length / count);
  return Array.from(
    { length: Math.min(count, values.length) },
    (_unused, index) => values[Math.floor(index * step)],
  ).filter((value) => value !== undefined);
}
