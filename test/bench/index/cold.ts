/** Indexing by the real server process, from its start to an index that knows everything. */
import { performance } from "node:perf_hooks";
import type { IndexStatus } from "../../../src/protocol/context.ts";
import * as lsp from "../../../src/protocol/lsp.ts";
import { type IndexedServer, startIndexedServer } from "../../process/context-server.ts";
import { median, quantile } from "../report.ts";
import { residentMegabytes, type ThreadTimes, threadTimes } from "./process-figures.ts";

/** Runs of which a reopening is the median. */
const REOPENINGS = 3;
/** Milliseconds between two looks at the phase: each costs the index worker some of the time that is measured. */
const PAUSE_MS = 20;

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

/** Waits until files can be found by their identifiers. */
async function usable(server: IndexedServer): Promise<void> {
  for (;;) {
    const { phase, failure } = await server.status();
    if (failure !== undefined) throw new Error(failure.message);
    if (phase === "parsing" || phase === "ready") return;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

/** Waits until the index knows all that was reported. */
export async function settled(server: IndexedServer): Promise<IndexStatus> {
  const status = await server.settled();
  if (status.phase === "ready") return status;
  throw new Error(status.failure?.message ?? `The index is ${status.phase}.`);
}

export interface Cold {
  /** From the start of the process. */
  readonly usableMs: number;
  readonly totalMs: number;
  readonly status: IndexStatus;
  /** Milliseconds. */
  readonly p99: number;
  readonly megabytes: number;
  readonly peakMegabytes: number;
  /** Processor seconds of each thread until files could be found by their identifiers, and until the end. */
  readonly usable: ThreadTimes;
  readonly total: ThreadTimes;
}

/** Indexes a folder from nothing; the index is left in `indexDirectory`. */
export async function cold(root: string, indexDirectory: string): Promise<Cold> {
  const start = performance.now();
  await using server = await startIndexedServer({ root, indexDirectory });
  const pulse = new Pulse(server);
  await usable(server);
  const usableMs = performance.now() - start;
  const usableTimes = threadTimes(server.pid);
  const status = await settled(server);
  return {
    usableMs,
    totalMs: performance.now() - start,
    status,
    p99: await pulse.stop(),
    megabytes: residentMegabytes(server.pid, "VmRSS"),
    peakMegabytes: residentMegabytes(server.pid, "VmHWM"),
    usable: usableTimes,
    total: threadTimes(server.pid),
  };
}

export interface Reopened {
  readonly milliseconds: number;
  /** Processor milliseconds of the whole process. */
  readonly processor: number;
}

/** From the start of the process to a finished index when nothing changed: the median of some runs. */
export async function reopen(root: string, indexDirectory: string): Promise<Reopened> {
  const runs: Reopened[] = [];
  for (let run = 0; run < REOPENINGS; run++) {
    const start = performance.now();
    await using server = await startIndexedServer({ root, indexDirectory });
    await settled(server);
    const milliseconds = performance.now() - start;
    runs.push({ milliseconds, processor: 1000 * threadTimes(server.pid).all });
  }
  return {
    milliseconds: median(runs.map((run) => run.milliseconds)),
    processor: median(runs.map((run) => run.processor)),
  };
}
