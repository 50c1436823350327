/**
 * Which KV sequence a request takes. One that it continues (at least half of what is cached there is a prefix
 * of the prompt) is worth waiting for while its last request leaves; otherwise the least recently used free one, so
 * that two editor windows do not evict each other.
 */
import type { Token } from "node-llama-cpp";
import type { CachedSequence } from "../cache/cached-sequence.ts";
import type { Slot } from "../lanes/lease.ts";

/**
 * Tokens that may be evicted although another sequence is still empty: a few, or a small part of what is kept, such
 * as an answer that was not taken. Another window shares no more than the first part of its prompt.
 */
const FEW = 8;
const SMALL_PART = 0.25;

export function chooseSequence(
  slots: readonly Slot<CachedSequence>[],
  tokens: readonly Token[],
): CachedSequence | undefined {
  const rated = slots
    .map((slot) => ({ ...slot, shared: slot.item.commonPrefix(tokens) }))
    .toSorted((a, b) => b.shared - a.shared);
  const empty = rated.find((slot) => slot.item.length === 0 && !slot.busy);
  const best = rated.find(({ item, shared }) => {
    const evicted = item.length - shared;
    return (
      shared > 0 &&
      shared >= evicted &&
      (evicted <= Math.max(FEW, shared * SMALL_PART) || empty === undefined)
    );
  });
  if (best !== undefined && (!best.busy || best.leaving)) return best.busy ? undefined : best.item;
  const free = rated.filter((slot) => !slot.busy);
  return free.toSorted((a, b) => a.item.lastUsed - b.item.lastUsed)[0]?.item;
}
