/**
 * Between a stream of tokens and something slower (a page, a disk): joins appended texts for a while, and
 * passes everything else at once, in order.
 */
import type { ChatChange } from "../../protocol/chat-entries.ts";

/** Something else goes first now and then. */
export interface Yielding {
  /** Asked whenever a text is due. */
  readonly yields: () => boolean;
  /** Then it is asked again so often, ms. */
  readonly everyMs: number;
  /** A text waits no longer than this, ms. */
  readonly mostMs: number;
}

type Append = Extract<ChatChange, { kind: "append" }>;

export class AppendBuffer {
  readonly #delayMs: number;
  readonly #emit: (change: ChatChange) => void;
  readonly #yielding: Yielding | undefined;
  #waiting: Append | undefined;
  #since = 0;
  #timer: NodeJS.Timeout | undefined;

  /** `delayMs`: how long an appended text may wait for the next one; 0: not at all, unless something goes first. */
  constructor(delayMs: number, emit: (change: ChatChange) => void, yielding?: Yielding) {
    this.#yielding = yielding;
    this.#delayMs = delayMs;
    this.#emit = emit;
  }

  push(change: ChatChange): void {
    if (change.kind !== "append") {
      this.flush();
      this.#emit(change);
      return;
    }
    if (this.#waiting !== undefined && this.#waiting.id !== change.id) this.flush();
    if (this.#waiting === undefined) this.#since = performance.now();
    this.#waiting = this.#waiting === undefined ? change : joined(this.#waiting, change);
    if (this.#timer !== undefined) return;
    if (this.#delayMs === 0) this.#due();
    else this.#timer = setTimeout(() => this.#due(), this.#delayMs);
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting !== undefined) this.#emit(waiting);
  }

  #due(): void {
    const other = this.#yielding;
    const waits = other?.yields() === true && performance.now() - this.#since < other.mostMs;
    if (waits) this.#timer = setTimeout(() => this.#due(), other.everyMs);
    else this.flush();
  }

  /** Drops what waits. */
  clear(): void {
    this.#waiting = undefined;
    this.flush();
  }
}

function joined(first: Append, second: Append): Append {
  const thought = (first.thought ?? "") + (second.thought ?? "");
  const text = (first.text ?? "") + (second.text ?? "");
  return {
    kind: "append",
    id: first.id,
    ...(thought !== "" && { thought }),
    ...(text !== "" && { text }),
  };
}
