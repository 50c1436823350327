/** "Make this sequence's KV cache equal these tokens": the longest usable prefix stays, the rest is evaluated. */
import type { Token } from "node-llama-cpp";
import type { CachedSequence } from "./cached-sequence.ts";
import type { SliceSize } from "./slice-size.ts";

export interface AlignOptions {
  readonly slice: SliceSize;
  /** Takes the gate around one piece of work; rejects when the request was cancelled. */
  readonly step: <T>(work: () => Promise<T>) => Promise<T>;
  /** Called after every slice with the tokens in the cache; false ends the work early. */
  readonly onSlice?: (done: number) => boolean;
  /**
   * `tail`: leaves the last slice (at least one token) to the caller, who samples from it.
   * `all`: evaluates everything and takes a checkpoint at the end.
   */
  readonly until: "tail" | "all";
}

export interface Aligned {
  /** Tokens found in the cache. */
  readonly reused: number;
  /** Tokens still to be evaluated, in order. */
  readonly rest: readonly Token[];
}

/** Throws a RangeError when the tokens do not fit the cache: callers tell the user before. */
export async function alignCache(
  cache: CachedSequence,
  tokens: readonly Token[],
  options: AlignOptions,
): Promise<Aligned> {
  if (tokens.length > cache.capacity) {
    throw new RangeError(`${tokens.length} tokens do not fit into ${cache.capacity}`);
  }
  const keep = options.until === "tail" ? tokens.length - 1 : tokens.length;
  const reused = await options.step(() => cache.rewind(Math.min(cache.commonPrefix(tokens), keep)));
  const tailLimit = (): number => (options.until === "tail" ? options.slice.tokens : 0);
  while (tokens.length - cache.length > tailLimit()) {
    await evaluateSlice(cache, tokens, options);
    if (options.onSlice?.(cache.length) === false) break;
  }
  const rest = tokens.slice(cache.length);
  if (options.until === "all" && rest.length === 0) await options.step(() => cache.checkpoint());
  return { reused, rest };
}

async function evaluateSlice(
  cache: CachedSequence,
  tokens: readonly Token[],
  { slice, step }: AlignOptions,
): Promise<void> {
  const start = cache.length;
  const border =
    cache.checkpointEvery > 0
      ? (Math.floor(start / cache.checkpointEvery) + 1) * cache.checkpointEvery
      : Number.POSITIVE_INFINITY;
  const end = Math.min(tokens.length, start + slice.tokens, border);
  await step(async () => {
    const begun = performance.now();
    await cache.append(tokens.slice(start, end));
    slice.learn(end - start, performance.now() - begun);
    if (end === border) await cache.checkpoint();
  });
}
