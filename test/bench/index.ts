/**
 * `npm run bench -- index`: how fast the index of a folder is built and kept. Each figure is taken from the real
 * server over its protocol, so it holds everything a user would wait for. `--files N` sets the size of the large
 * generated tree (default 100,000; 0 leaves it out), `--corpus DIR` the folder with real repositories. Other work on
 * the machine stretches every figure in milliseconds, so processor time stands beside them.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { checkout, REPOSITORIES } from "./context/corpus.ts";
import { type Cold, cold, type Reopened, reopen } from "./index/cold.ts";
import { generatedTree } from "./index/generated-tree.ts";
import { edits, type Saves } from "./index/saves.ts";
import { type Benchmark, median, quantile } from "./report.ts";

/** An odd number, so that one of them is the median. */
const STARTS = 5;

type Row = Record<string, string | number>;

interface Report {
  readonly rows: Row[];
  readonly result: Record<string, number>;
}

async function measureRepositories(report: Report, cache: string, corpus: string | undefined): Promise<void> {
  let [files, parserSeconds] = [0, 0];
  for (const repository of REPOSITORIES) {
    const root = checkout(repository, corpus);
    const first = await cold(root, join(cache, repository.name));
    const again = await reopen(root, join(cache, repository.name));
    report.rows.push(rowOf(repository.name, first, again));
    const key = repository.name.replaceAll("-", "_");
    report.result[`${key}_files_per_s`] = Math.round(first.status.files / (first.totalMs / 1000));
    report.result[`${key}_files_per_parser_s`] = Math.round(first.status.files / first.total.parse);
    report.result[`${key}_usable_ms`] = Math.round(first.usableMs);
    files += first.status.files;
    parserSeconds += first.total.parse;
  }
  report.rows.push({ what: "all five", files, "per parser cpu s": Math.round(files / parserSeconds) });
  report.result["files_per_parser_s"] = Math.round(files / parserSeconds);
}

function rowOf(name: string, first: Cold, again: Reopened): Row {
  const { status, usableMs, totalMs, p99, megabytes, peakMegabytes, usable, total } = first;
  const { files } = status;
  return {
    what: name,
    files,
    "usable ms": Math.round(usableMs),
    "its index cpu": Math.round(usable.index * 1000),
    "all ms": Math.round(totalMs),
    "files/s": Math.round(files / (totalMs / 1000)),
    "per parser cpu s": Math.round(files / total.parse),
    "per index cpu s": Math.round(files / total.index),
    "reopen ms": Math.round(again.milliseconds),
    "reopen cpu": Math.round(again.processor),
    "disk MB": Math.round(status.bytes / 1e6),
    "process MB": Math.round(megabytes),
    "peak MB": Math.round(peakMegabytes),
    "loop p99 ms": tenths(p99),
  };
}

async function measureEdits(report: Report, cache: string, corpus: string | undefined): Promise<void> {
  const [, repository] = REPOSITORIES;
  if (repository === undefined) throw new Error("The list of repositories is empty.");
  const done = await edits(checkout(repository, corpus), join(cache, "edits"));
  const { first, later } = done;
  const share = first.milliseconds.length / (first.milliseconds.length + later.milliseconds.length);
  addSaves(report, "save", "save", {
    milliseconds: [...first.milliseconds, ...later.milliseconds],
    processor: share * first.processor + (1 - share) * later.processor,
  });
  addSaves(report, "first save of a file", "first_save", first);
  addSaves(report, "later save of a file", "later_save", later);
  report.rows.push({ what: "branch switch of 200 files", "all ms": Math.round(done.branchMs) });
  report.rows.push({ what: "its processor time", "all ms": Math.round(done.branchProcessor) });
  report.result["branch_200_ms"] = Math.round(done.branchMs);
}

function addSaves(report: Report, what: string, key: string, { milliseconds, processor }: Saves): void {
  const [p50, p95] = [tenths(quantile(milliseconds, 0.5)), tenths(quantile(milliseconds, 0.95))];
  report.rows.push({ what: `${what}, p50 / p95`, "all ms": `${p50} / ${p95}` });
  report.rows.push({ what: `${what}, processor`, "all ms": tenths(processor) });
  report.result[`${key}_p50_ms`] = p50;
  report.result[`${key}_p95_ms`] = p95;
  report.result[`${key}_cpu_ms`] = tenths(processor);
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}

/** The sizes the targets are set for, each the middle one of some starts from nothing. */
async function measureSizes(report: Report, cache: string): Promise<void> {
  for (const files of [3000, 5000]) {
    const root = generatedTree(files);
    const starts: Cold[] = [];
    for (let start = 0; start < STARTS; start++)
      starts.push(await cold(root, join(cache, `generated-${files}-${start}`)));
    const usableMs = median(starts.map((start) => start.usableMs));
    const first = starts.find((start) => start.usableMs === usableMs) ?? starts[0];
    if (first === undefined) throw new Error("Nothing was indexed.");
    const again = await reopen(root, join(cache, `generated-${files}-0`));
    report.rows.push(rowOf(`${files} generated files`, first, again));
    report.result[`usable_${files}_ms`] = Math.round(usableMs);
    report.result[`reopen_${files}_ms`] = Math.round(again.milliseconds);
  }
}

async function measureLarge(report: Report, cache: string, files: number): Promise<void> {
  const root = generatedTree(files);
  const large = await cold(root, join(cache, "large"));
  const again = await reopen(root, join(cache, "large"));
  report.rows.push(rowOf(`${files} generated files`, large, again));
  report.result["large_s"] = Math.round(large.totalMs / 1000);
  report.result["large_rss_mb"] = Math.round(large.megabytes);
  report.result["large_peak_mb"] = Math.round(large.peakMegabytes);
  report.result["loop_p99_ms"] = tenths(large.p99);
}

export const run: Benchmark = async (args) => {
  const options = {
    files: { type: "string" },
    corpus: { type: "string" },
    "large-only": { type: "boolean" },
  } as const;
  const { values } = parseArgs({ args: [...args], options });
  const corpus = values.corpus ?? process.env["GEMWRIGHT_CORPUS"];
  const cache = mkdtempSync(join(tmpdir(), "gw-bench-index-"));
  const report: Report = { rows: [], result: {} };
  try {
    if (values["large-only"] !== true) {
      await measureRepositories(report, cache, corpus);
      await measureEdits(report, cache, corpus);
      await measureSizes(report, cache);
    }
    const files = Number(values.files ?? 100_000);
    if (files > 0) await measureLarge(report, cache, files);
  } finally {
    rmSync(cache, { recursive: true, force: true });
  }
  return report;
};
