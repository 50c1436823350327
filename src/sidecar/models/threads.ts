/**
 * How many threads llama.cpp gets. Its threads spin at every barrier: with all cores taken and one other busy
 * process, generation fell from 91 to 6 tokens/s (measured). One physical core always stays free.
 */
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";

export interface Cores {
  /** Hardware threads this process may use. */
  readonly logical: number;
  /** Physical cores among them. */
  readonly physical: number;
  /** Performance cores; undefined = all alike, or not known. */
  readonly performance?: number;
}

/** Threads for evaluation. `wanted` 0 = choose; a wish is granted up to the hardware threads. */
export function politeThreads(wanted: number, cores: Cores): number {
  if (wanted > 0) return Math.max(1, Math.min(Math.floor(wanted), cores.logical));
  const fast = Math.min(cores.performance ?? cores.physical, cores.physical);
  return Math.max(1, Math.min(fast, cores.physical - 1));
}

/**
 * Looks at this machine. `mathCores` is llama.cpp's own count of cores useful for arithmetic (performance
 * cores where it can tell), used where the system files say nothing.
 */
export function detectCores(mathCores: number, read: (path: string) => string = readText): Cores {
  const logical = availableParallelism();
  const known = linuxCores(read);
  const physical = Math.max(1, Math.min(logical, known ?? Math.max(1, mathCores)));
  return mathCores > 0 && mathCores < physical
    ? { logical, physical, performance: mathCores }
    : { logical, physical };
}

/** Physical cores from the kernel's topology files, counted as distinct sets of sibling threads. */
function linuxCores(read: (path: string) => string): number | undefined {
  try {
    const online = cpuList(read("/sys/devices/system/cpu/online"));
    const siblings = online.map((cpu) =>
      read(`/sys/devices/system/cpu/cpu${cpu}/topology/thread_siblings_list`).trim(),
    );
    return new Set(siblings).size;
  } catch {
    // Not Linux, or a container without these files.
    return undefined;
  }
}

/** `0-3,8` → 0, 1, 2, 3, 8. */
function cpuList(text: string): number[] {
  return text
    .trim()
    .split(",")
    .flatMap((range) => {
      const [first = 0, last = first] = range.split("-").map(Number);
      return Array.from({ length: last - first + 1 }, (_, index) => first + index);
    });
}

function readText(path: string): string {
  return readFileSync(path, "utf8");
}
