/**
 * Who may write to which KV sequence. A request holds its sequence from the first slice to the last token;
 * others wait in the order of the lanes. The caller says which sequence suits it best, busy ones included.
 */
import { LANES, type Lane } from "../../protocol/engine.ts";

export interface Slot<T> {
  readonly item: T;
  readonly busy: boolean;
  /** Its holder was cancelled and leaves within one token or slice. */
  readonly leaving: boolean;
}

export interface LeaseRequest<T> {
  readonly lane: Lane;
  readonly signal: AbortSignal;
  /** The slot to take now (must not be busy), or undefined to go on waiting. */
  readonly choose: (slots: readonly Slot<T>[]) => T | undefined;
}

export interface Lease<T> {
  readonly item: T;
  /** A request of a higher lane waits for a sequence of this pool. */
  readonly contested: boolean;
  release(): void;
}

interface Waiter<T> {
  readonly request: LeaseRequest<T>;
  readonly grant: (lease: Lease<T>) => void;
}

export class LeasePool<T> {
  readonly #holders = new Map<T, LeaseRequest<T> | undefined>();
  #waiting: Waiter<T>[] = [];

  constructor(items: readonly T[]) {
    for (const item of items) this.#holders.set(item, undefined);
  }

  get items(): readonly T[] {
    return [...this.#holders.keys()];
  }

  acquire(request: LeaseRequest<T>): Promise<Lease<T>> {
    return new Promise((resolve, reject) => {
      if (request.signal.aborted) {
        reject(request.signal.reason as Error);
        return;
      }
      const onAbort = (): void => {
        this.#waiting = this.#waiting.filter((other) => other !== waiter);
        reject(request.signal.reason as Error);
      };
      const waiter: Waiter<T> = {
        request,
        grant: (lease) => {
          request.signal.removeEventListener("abort", onAbort);
          resolve(lease);
        },
      };
      request.signal.addEventListener("abort", onAbort, { once: true });
      this.#waiting.push(waiter);
      this.#serve();
    });
  }

  #serve(): void {
    for (const lane of LANES) {
      for (const waiter of this.#waiting.filter((other) => other.request.lane === lane)) {
        const item = waiter.request.choose(this.#slots());
        if (item === undefined || this.#holders.get(item) !== undefined) continue;
        this.#holders.set(item, waiter.request);
        this.#waiting = this.#waiting.filter((other) => other !== waiter);
        waiter.grant(this.#lease(item, waiter.request));
      }
    }
  }

  #slots(): Slot<T>[] {
    return [...this.#holders].map(([item, holder]) => ({
      item,
      busy: holder !== undefined,
      leaving: holder?.signal.aborted === true,
    }));
  }

  #lease(item: T, request: LeaseRequest<T>): Lease<T> {
    const isContested = (): boolean => this.#isContested(request.lane);
    return {
      item,
      get contested() {
        return isContested();
      },
      release: () => {
        if (this.#holders.get(item) !== request) return;
        this.#holders.set(item, undefined);
        this.#serve();
      },
    };
  }

  #isContested(lane: Lane): boolean {
    const rank = LANES.indexOf(lane);
    return this.#waiting.some((waiter) => LANES.indexOf(waiter.request.lane) < rank);
  }
}
