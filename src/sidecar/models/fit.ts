/**
 * Which windows to allocate. The chat window is the one asked for, or the largest that memory and the model's
 * training allow; the completion window is small, because its cache keeps every position of the sliding
 * layers (31B: 7.4 GB for 8K tokens).
 */

/** Safe mode, after native crashes, tokens. */
export const SAFE_WINDOW = 8192;
/** A window below this is of no use, tokens. */
const SMALLEST = 512;
/** Sizes tried for an automatic window, largest first, tokens. */
const LADDER = [262_144, 196_608, 131_072, 98_304, 65_536, 49_152, 32_768, 24_576, 16_384, 12_288, 8192];
const SHRINK = 0.75;

/** Chat windows to try, largest first, tokens. `wanted` 0 = automatic. */
export function windowCandidates(wanted: number, trained: number, safeMode: boolean): number[] {
  const limit = Math.max(SMALLEST, Math.min(trained, safeMode ? SAFE_WINDOW : trained));
  const first = wanted > 0 ? Math.max(SMALLEST, Math.min(wanted, limit)) : limit;
  const candidates = new Set([first]);
  if (wanted === 0) for (const size of LADDER) if (size < first) candidates.add(size);
  let smallest = Math.min(...candidates);
  while (smallest * SHRINK >= SMALLEST) {
    smallest = Math.floor((smallest * SHRINK) / 256) * 256 || SMALLEST;
    candidates.add(Math.max(SMALLEST, smallest));
  }
  return [...candidates].toSorted((a, b) => b - a);
}

export interface CompletionWindow {
  readonly tokens: number;
  readonly sequences: number;
}

/** Completion windows to try, best first: two windows of the editor keep their caches apart if memory allows. */
export function completionCandidates(trained: number): CompletionWindow[] {
  const sizes = [8192, 4096, 2048, 1024, 512].map((size) => Math.min(size, Math.max(SMALLEST, trained)));
  const wide = [...new Set(sizes)];
  const [largest = SMALLEST, second = largest] = wide;
  return [
    { tokens: largest, sequences: 2 },
    { tokens: second, sequences: 2 },
    ...wide.map((tokens) => ({ tokens, sequences: 1 })),
  ];
}

/** Memory for one context, bytes. On a CPU all of it is `ram`. */
export interface MemoryNeed {
  readonly ram: number;
  readonly vram: number;
}

/** Shares of the free memory a context may take: a developer's machine has other work. */
const SHARES = { completion: 0.25, chat: 0.6 } as const;

export function fitsMemory(need: MemoryNeed, free: MemoryNeed, purpose: keyof typeof SHARES): boolean {
  const share = SHARES[purpose];
  return need.ram <= free.ram * share && need.vram <= free.vram * (purpose === "chat" ? 0.9 : share);
}
