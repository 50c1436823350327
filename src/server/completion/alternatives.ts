/**
 * Further suggestions for a place that the user asked about by key. The first one is the likeliest; these are drawn,
 * each with a seed of its own, until enough differ or the user has waited long enough.
 */
import type { Sampling } from "../../protocol/engine.ts";
import type { Clock } from "../engine/sidecar/clock.ts";

/** Suggestions to cycle through, the first one included. */
export const MOST_SUGGESTIONS = 3;
const MOST_DRAWN = 4;
/** Nobody waits longer for a choice than for an answer. Milliseconds. */
const PATIENCE_MS = 1500;

/** Texts that differ from `first` and from each other; `draw` gives one, or undefined when it is not fit to show. */
export async function alternatives(
  first: string,
  clock: Clock,
  draw: (sampling: Sampling) => Promise<string | undefined>,
): Promise<readonly string[]> {
  const began = clock.now();
  const found: string[] = [];
  for (let seed = 1; seed <= MOST_DRAWN && found.length < MOST_SUGGESTIONS - 1; seed++) {
    if (clock.now() - began > PATIENCE_MS) break;
    const text = await draw({ temperature: 0.9, topP: 0.95, topK: 40, seed });
    if (text !== undefined && ![first, ...found].some((other) => other.trim() === text.trim()))
      found.push(text);
  }
  return found;
}
