/** What a server process costs, from Linux's /proc: memory, and processor time by thread. Zero elsewhere. */
import { readdirSync, readFileSync } from "node:fs";

/** Ticks of processor time in a second; the same on every Linux Node.js runs on. */
const TICKS_PER_SECOND = 100;

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
      const stat = readFileSync(`/proc/${pid}/task/${thread}/stat`, "utf8");
      // The name stands in brackets and may hold anything; user and system time are the 12th and 13th field after it.
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      const seconds = (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
      times.all += seconds;
      if (Number(thread) === pid) times.main += seconds;
      else if (stat.includes("(gemwright-index")) times.index += seconds;
      else if (stat.includes("(gemwright-parse")) times.parse += seconds;
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
