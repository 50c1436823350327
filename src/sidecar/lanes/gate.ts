/**
 * One evaluation at a time, over all contexts, in the order of the lanes. A request opens a ticket and takes
 * the gate around every prefill slice and every token. A lower lane gets the gate only while no request of a
 * higher lane is open: otherwise it would slip in between two tokens of a completion. Within a lane the steps
 * of several requests alternate, first come first served.
 */
import { LANES, type Lane } from "../../protocol/engine.ts";

interface Waiter {
  readonly start: () => void;
}

/** A request's right to evaluate. Close it in a `finally`. */
export interface GateTicket {
  readonly lane: Lane;
  /** Runs `work` alone. Rejects with `signal.reason` when aborted before its turn; `work` then never runs. */
  step<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T>;
  close(): void;
}

export class LaneGate {
  readonly #waiting: Record<Lane, Waiter[]> = { completion: [], chat: [], background: [] };
  readonly #open: Record<Lane, number> = { completion: 0, chat: 0, background: 0 };
  #busy = false;

  open(lane: Lane): GateTicket {
    this.#open[lane]++;
    let closed = false;
    return {
      lane,
      step: (signal, work) => this.#step(lane, signal, work),
      close: () => {
        if (closed) return;
        closed = true;
        this.#open[lane]--;
        this.#startNext();
      },
    };
  }

  async #step<T>(lane: Lane, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    if (this.#busy || this.#firstWaiter() !== undefined || this.#higherLaneOpen(lane)) {
      await this.#wait(lane, signal);
    }
    this.#busy = true;
    try {
      return await work();
    } finally {
      this.#busy = false;
      this.#startNext();
    }
  }

  /** Resolves with the gate already taken, so that nobody slips in before the caller runs. */
  #wait(lane: Lane, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        signal.removeEventListener("abort", onAbort);
      };
      const waiter: Waiter = {
        start: () => {
          leave();
          resolve();
        },
      };
      const onAbort = (): void => {
        leave();
        const queue = this.#waiting[lane];
        queue.splice(queue.indexOf(waiter), 1);
        reject(signal.reason as Error);
        this.#startNext();
      };
      this.#waiting[lane].push(waiter);
      signal.addEventListener("abort", onAbort, { once: true });
      this.#startNext();
    });
  }

  #startNext(): void {
    if (this.#busy) return;
    const waiter = this.#firstWaiter();
    if (waiter === undefined) return;
    this.#busy = true;
    for (const lane of LANES) if (this.#waiting[lane][0] === waiter) this.#waiting[lane].shift();
    waiter.start();
  }

  /** The first waiter whose lane has no open request above it. */
  #firstWaiter(): Waiter | undefined {
    for (const lane of LANES) {
      const waiter = this.#waiting[lane][0];
      if (waiter !== undefined) return waiter;
      if (this.#open[lane] > 0) return undefined;
    }
    return undefined;
  }

  #higherLaneOpen(lane: Lane): boolean {
    for (const higher of LANES) {
      if (higher === lane) return false;
      if (this.#open[higher] > 0) return true;
    }
    return false;
  }
}
