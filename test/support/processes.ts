/** Looks at the processes of one test run through /proc: which are alive, what they are, what they weigh. */
import { readdir, readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";

export interface ProcessInfo {
  readonly pid: number;
  readonly parent: number;
  /** Arguments joined by spaces. */
  readonly command: string;
  /** Resident memory not shared with other processes, bytes. */
  readonly privateBytes: number;
}

/** Every living process whose environment holds `marker` (a run's private directory); [] where there is no /proc. */
export async function processesOf(marker: string): Promise<ProcessInfo[]> {
  const names = await readdir("/proc").catch((): string[] => []);
  const found = await Promise.all(
    names.filter((name) => /^\d+$/.test(name)).map((name) => look(Number(name), marker)),
  );
  return found.filter((info) => info !== undefined);
}

async function look(pid: number, marker: string): Promise<ProcessInfo | undefined> {
  try {
    const environment = await readFile(`/proc/${pid}/environ`, "utf8");
    if (!environment.includes(marker)) return undefined;
    const command = (await readFile(`/proc/${pid}/cmdline`, "utf8")).replaceAll("\0", " ").trim();
    const status = await readFile(`/proc/${pid}/status`, "utf8");
    if (/^State:\s+Z/m.test(status)) return undefined;
    const parent = Number(/^PPid:\s+(\d+)/m.exec(status)?.[1] ?? 0);
    return { pid, parent, command, privateBytes: await privateBytes(pid) };
  } catch {
    // It ended while it was being looked at, or belongs to someone else.
    return undefined;
  }
}

/** Private pages from smaps_rollup: weights mapped from the same file by two processes count for neither. */
async function privateBytes(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, "utf8");
  let kilobytes = 0;
  for (const match of text.matchAll(/^Private_(?:Clean|Dirty):\s+(\d+) kB/gm)) kilobytes += Number(match[1]);
  return kilobytes * 1024;
}

/** Waits until `done` holds; returns whether it did before the time was up. */
export async function waitFor(done: () => Promise<boolean> | boolean, limitMs: number): Promise<boolean> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    if (await done()) return true;
    if (Date.now() > deadline) return false;
    await delay(200);
  }
}
