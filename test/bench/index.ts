/**
 * `npm run bench -- index`: how fast the index of a folder is built and kept. Each figure is taken from the real
 * server over its protocol, so it holds everything a user would wait for. `--files N` sets the size of the large
 * generated tree (default 100,000; 0 leaves it out), `--corpus DIR` the folder with real repositories. Other work on
 * the machine stretches every figure in milliseconds, so processor time stands beside them.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { parseArgs } from "node:util";
import type { IndexStatus } from "../../src/protocol/context.ts";
import * as lsp from "../../src/protocol/lsp.ts";
import { type IndexedServer, startIndexedServer } from "../process/context-server.ts";
import { checkout, REPOSITORIES } from "./context/corpus.ts";
import { generatedTree } from "./index/generated-tree.ts";
import { residentMegabytes, type ThreadTimes, threadTimes } from "./index/process-figures.ts";
import { type Benchmark, median, quantile } from "./report.ts";

/** Runs of which a reopening is the median. */
const REOPENINGS = 3;
const SAVES = 60;

/** Round trips of a trivial request while the index works: the delay of the server's event loop and more. */
class Pulse {
  readonly delays: number[] = [];
  #on = true;
  readonly #done: Promise<void>;

  constructor(server: IndexedServer) {
    this.#done = this.#run(server);
  }

  async #run(server: IndexedServer): Promise<void> {
    while (this.#on) {
      const start = performance.now();
      await server.client.sendRequest(lsp.status);
      this.delays.push(performance.now() - start);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  async stop(): Promise<number> {
    this.#on = false;
    await this.#done;
    return quantile(this.delays, 0.99);
  }
}

/** Asks for the state until it is as `wanted`, `pause` milliseconds apart. */
async function until(
  server: IndexedServer,
  wanted: (status: IndexStatus) => boolean,
  pause = 5,
): Promise<IndexStatus> {
  for (;;) {
    const status = await server.status();
    if (status.failure !== undefined) throw new Error(status.failure.message);
    if (wanted(status)) return status;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

interface Cold {
  readonly usableMs: number;
  readonly totalMs: number;
  readonly status: IndexStatus;
  readonly p99: number;
  readonly megabytes: number;
  readonly peakMegabytes: number;
  /** Processor seconds of each thread until files could be found by their identifiers, and until the end. */
  readonly usable: ThreadTimes;
  readonly total: ThreadTimes;
}

async function cold(root: string, indexDirectory: string): Promise<Cold> {
  const start = performance.now();
  await using server = await startIndexedServer({ root, indexDirectory });
  const pulse = new Pulse(server);
  await until(server, ({ phase }) => phase === "parsing" || phase === "ready");
  const usableMs = performance.now() - start;
  const usable = threadTimes(server.pid);
  const status = await until(server, ({ phase }) => phase === "ready");
  return {
    usableMs,
    totalMs: performance.now() - start,
    status,
    p99: await pulse.stop(),
    megabytes: residentMegabytes(server.pid, "VmRSS"),
    peakMegabytes: residentMegabytes(server.pid, "VmHWM"),
    usable,
    total: threadTimes(server.pid),
  };
}

interface Reopened {
  readonly milliseconds: number;
  /** Processor milliseconds of the whole process. */
  readonly processor: number;
}

/** From the start of the process to a finished index when nothing changed: the median of some runs. */
async function reopen(root: string, indexDirectory: string): Promise<Reopened> {
  const runs: Reopened[] = [];
  for (let run = 0; run < REOPENINGS; run++) {
    const start = performance.now();
    await using server = await startIndexedServer({ root, indexDirectory });
    await until(server, ({ phase }) => phase === "ready");
    const milliseconds = performance.now() - start;
    runs.push({ milliseconds, processor: 1000 * threadTimes(server.pid).all });
  }
  return {
    milliseconds: median(runs.map((run) => run.milliseconds)),
    processor: median(runs.map((run) => run.processor)),
  };
}

function sourceFiles(root: string, limit: number): string[] {
  const found: string[] = [];
  const visit = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      if (found.length >= limit || entry.name.startsWith(".")) continue;
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) visit(path);
      else if (/\.(?:ts|py|rs|go|java)$/.test(entry.name) && statSync(join(root, path)).size < 50_000)
        found.push(path);
    }
  };
  visit("");
  return found;
}

interface Edits {
  /** Milliseconds from an editor's message to an index that has the new text and its definitions. */
  readonly save: readonly number[];
  /** Processor milliseconds of one save, in the index worker and the parser. */
  readonly saveProcessor: number;
  readonly branchMs: number;
  readonly branchProcessor: number;
}

/** Processor milliseconds that both threads of the index spent on `work`. */
async function processorOf(server: IndexedServer, work: () => Promise<void>): Promise<number> {
  const before = threadTimes(server.pid);
  await work();
  const after = threadTimes(server.pid);
  return 1000 * (after.index + after.parse - before.index - before.parse);
}

/** Appends to files and waits for the index; the files are restored. */
async function edits(root: string, indexDirectory: string): Promise<Edits> {
  await using server = await startIndexedServer({ root, indexDirectory });
  const ready = () => until(server, ({ phase }) => phase === "ready", 0);
  await ready();
  const paths = sourceFiles(root, 200);
  const before = paths.map((path) => ({
    path,
    text: readFileSync(join(root, path)),
    stats: statSync(join(root, path)),
  }));
  const save: number[] = [];
  const saveSome = async (files: typeof before, ending: string): Promise<void> => {
    for (const { path, text } of files) {
      writeFileSync(join(root, path), `${text.toString()}${ending}`);
      const start = performance.now();
      await server.changed(path);
      await ready();
      save.push(performance.now() - start);
    }
  };
  try {
    // The first saves load the parser.
    await saveSome(before.slice(0, 10), "\n");
    save.length = 0;
    const saveProcessor = await processorOf(server, () => saveSome(before.slice(0, SAVES), "\n\n"));
    for (const { path, text } of before) writeFileSync(join(root, path), `${text.toString()}\n\n\n`);
    const start = performance.now();
    const branchProcessor = await processorOf(server, async () => {
      await server.changed(...paths);
      await ready();
    });
    const branchMs = performance.now() - start;
    return { save, saveProcessor: saveProcessor / SAVES, branchMs, branchProcessor };
  } finally {
    for (const { path, text, stats } of before) {
      writeFileSync(join(root, path), text);
      utimesSync(join(root, path), stats.atime, stats.mtime);
    }
  }
}

type Row = Record<string, string | number>;

interface Report {
  readonly rows: Row[];
  readonly result: Record<string, number>;
}

async function measureRepositories(report: Report, cache: string, corpus: string | undefined): Promise<void> {
  for (const repository of REPOSITORIES) {
    const root = checkout(repository, corpus);
    const first = await cold(root, join(cache, repository.name));
    const again = await reopen(root, join(cache, repository.name));
    report.rows.push(rowOf(repository.name, first, again));
    const key = repository.name.replaceAll("-", "_");
    report.result[`${key}_files_per_s`] = Math.round(first.status.files / (first.totalMs / 1000));
    report.result[`${key}_files_per_parser_s`] = Math.round(first.status.files / first.total.parse);
    report.result[`${key}_usable_ms`] = Math.round(first.usableMs);
  }
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
    "loop p99 ms": Math.round(p99 * 10) / 10,
  };
}

async function measureEdits(report: Report, cache: string, corpus: string | undefined): Promise<void> {
  const [, repository] = REPOSITORIES;
  if (repository === undefined) throw new Error("The list of repositories is empty.");
  const done = await edits(checkout(repository, corpus), join(cache, "edits"));
  const [p50, p95] = [quantile(done.save, 0.5), quantile(done.save, 0.95)].map(
    (ms) => Math.round(ms * 10) / 10,
  );
  report.rows.push({ what: "one save, p50 / p95", "all ms": `${p50} / ${p95}` });
  report.rows.push({ what: "one save, processor", "all ms": Math.round(done.saveProcessor * 10) / 10 });
  report.rows.push({ what: "branch switch of 200 files", "all ms": Math.round(done.branchMs) });
  report.rows.push({ what: "its processor time", "all ms": Math.round(done.branchProcessor) });
  report.result["save_p50_ms"] = p50 ?? 0;
  report.result["save_p95_ms"] = p95 ?? 0;
  report.result["save_cpu_ms"] = Math.round(done.saveProcessor * 10) / 10;
  report.result["branch_200_ms"] = Math.round(done.branchMs);
}

/** The sizes the targets are set for. */
async function measureSizes(report: Report, cache: string): Promise<void> {
  for (const files of [3000, 5000]) {
    const root = generatedTree(files);
    const first = await cold(root, join(cache, `generated-${files}`));
    const again = await reopen(root, join(cache, `generated-${files}`));
    report.rows.push(rowOf(`${files} generated files`, first, again));
    report.result[`usable_${files}_ms`] = Math.round(first.usableMs);
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
  report.result["loop_p99_ms"] = Math.round(large.p99 * 10) / 10;
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
