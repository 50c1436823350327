/**
 * A parse pool that exists only while there is something to parse: its workers and their grammars cost up to
 * 100 MB each, and an index that is up to date needs none of them.
 */
import { capacityOf, ParsePool, type ParsePoolOptions, type ParseRequestOptions } from "./pool.ts";
import type { ParsedFile } from "./types.ts";

/**
 * A pool without work is closed after this time. Starting one again makes a save wait until a grammar is loaded, so
 * it stays while somebody is at work.
 */
const REST_AFTER_MS = 60_000;

export class RestingPool {
  readonly #options: ParsePoolOptions;
  readonly #restAfterMs: number;
  #pool: ParsePool | undefined;
  #running = 0;
  /** A pool that lost a worker remembers which grammar did it, so it stays. */
  #crashed = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ParsePoolOptions, restAfterMs = REST_AFTER_MS) {
    this.#restAfterMs = restAfterMs;
    this.#options = {
      ...options,
      onCrash: (crash) => {
        this.#crashed = true;
        options.onCrash?.(crash);
      },
    };
  }

  /** Files worth handing over at once, as {@link ParsePool.capacity}. */
  get capacity(): number {
    return capacityOf(this.#options.workers);
  }

  /** Whether workers are alive now. */
  get awake(): boolean {
    return this.#pool !== undefined;
  }

  /** As {@link ParsePool.parse}; starts the workers first when they rest. */
  async parse(text: string, languageId: string, options?: ParseRequestOptions): Promise<ParsedFile> {
    clearTimeout(this.#timer);
    this.#pool ??= new ParsePool(this.#options);
    this.#running += 1;
    try {
      return await this.#pool.parse(text, languageId, options);
    } finally {
      this.#running -= 1;
      if (this.#running === 0) this.#restLater();
    }
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    const pool = this.#pool;
    this.#pool = undefined;
    await pool?.close();
  }

  #restLater(): void {
    if (this.#crashed || this.#pool === undefined) return;
    this.#timer = setTimeout(() => void this.close(), this.#restAfterMs);
    this.#timer.unref();
  }
}
