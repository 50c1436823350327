/** What a server process costs, from Linux's /proc: memory, and processor time by thread. Zero elsewhere. */
import { readdirSync, readFileSync } from "node:fs";

/** Resident memory of the process with its threads, MB: now, or at its highest. */
export function residentMegabytes(pid: number | undefined, what: "VmRSS" | "VmHWM"): number {
  try {
    const line = new RegExp(`${what}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, "utf8"));
    return Number(line?.[1] ?? 0) / 1000;
  } catch {
    return 0;
  }
}

/** Processor seconds so far. */
export interface ThreadTimes {
  /** The event loop of the language server. */
  readonly main: number;
  /** The index worker. */
  readonly index: number;
  /** All parse workers. */
  readonly parse: number;
  /** With what V8 compiles and collects in the background. */
  readonly all: number;
}

/** Threads carry the name of their worker, cut to 15 characters. */
export function threadTimes(pid: number | undefined): ThreadTimes {
  const times = { main: 0, index: 0, parse: 0, all: 0 };
  for (const thread of threadsOf(pid)) {
    try {
      const read = (file: string): string => readFileSync(`/proc/${pid}/task/${thread}/${file}`, "utf8");
      const name = read("comm");
      // Nanoseconds: the ticks of the better known file are as long as two saves.
      const seconds = Number(read("schedstat").split(" ")[0]) / 1e9;
      times.all += seconds;
      if (Number(thread) === pid) times.main += seconds;
      else if (name.startsWith("gemwright-index")) times.index += seconds;
      else if (name.startsWith("gemwright-parse")) times.parse += seconds;
    } catch {
      // The thread ended while the list was read.
    }
  }
  return times;
}

function threadsOf(pid: number | undefined): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}
