/**
 * Further suggestions for a place that the user asked about by key. The first one is the likeliest; these are drawn,
 * each with a seed of its own, until enough differ or the user has waited long enough.
 */
import type { Sampling } from "../../protocol/engine.ts";
import { Cancelled } from "../abort.ts";
import type { Clock } from "../engine/sidecar/clock.ts";

/** Suggestions to cycle through, the first one included. */
export const MOST_SUGGESTIONS = 3;
const MOST_DRAWN = 4;
/** After this none is begun when there is one to choose. Milliseconds. */
const PATIENCE_MS = 1500;
/**
 * After this the one under way is given up, milliseconds: while the first suggestion is on the screen, nobody waits
 * longer for a choice than for an answer; while it is not, it must not wait long for the others.
 */
const LIMIT_MS = { shown: 6000, notShown: 400 } as const;

/**
 * Texts that differ from the first one and from each other; `draw` gives one, or undefined when it is not fit to show or
 * `late` was aborted.
 */
export async function alternatives(
  { text: first, shown }: { readonly text: string; readonly shown: boolean },
  clock: Clock,
  draw: (sampling: Sampling, late: AbortSignal) => Promise<string | undefined>,
): Promise<readonly string[]> {
  const began = clock.now();
  const found: string[] = [];
  const late = new AbortController();
  const forget = clock.after(shown ? LIMIT_MS.shown : LIMIT_MS.notShown, () =>
    late.abort(new Cancelled("The choice took too long.")),
  );
  for (let seed = 1; seed <= MOST_DRAWN && found.length < MOST_SUGGESTIONS - 1; seed++) {
    if (late.signal.aborted || (found.length > 0 && clock.now() - began > PATIENCE_MS)) break;
    const text = await draw({ temperature: 0.9, topP: 0.95, topK: 40, seed }, late.signal);
    if (text !== undefined && ![first, ...found].some((other) => other.trim() === text.trim()))
      found.push(text);
  }
  forget();
  return found;
}
