/** How many requests evaluate or wait in each lane: the `queued` figures of the status. */
import type { Lane } from "../../protocol/engine.ts";

export class QueueCounter {
  readonly #counts: Record<Lane, number> = { completion: 0, chat: 0, background: 0 };

  get counts(): Readonly<Record<Lane, number>> {
    return { ...this.#counts };
  }

  /** Counts a request until the result is called, or at once until its signal aborts. */
  enter(lane: Lane, signal: AbortSignal): () => void {
    if (signal.aborted) return () => undefined;
    this.#counts[lane]++;
    let inside = true;
    const leave = (): void => {
      if (!inside) return;
      inside = false;
      this.#counts[lane]--;
      signal.removeEventListener("abort", leave);
    };
    signal.addEventListener("abort", leave, { once: true });
    return leave;
  }
}
