/**
 * Between a stream of tokens and something slower (a page, a disk): joins appended texts for a while, and
 * passes everything else at once, in order.
 */
import type { ChatChange } from "../../protocol/chat-entries.ts";

type Append = Extract<ChatChange, { kind: "append" }>;

export class AppendBuffer {
  readonly #delayMs: number;
  readonly #emit: (change: ChatChange) => void;
  #waiting: Append | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** `delayMs`: how long an appended text may wait for the next one. */
  constructor(delayMs: number, emit: (change: ChatChange) => void) {
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
    this.#waiting = this.#waiting === undefined ? change : joined(this.#waiting, change);
    this.#timer ??= setTimeout(() => this.flush(), this.#delayMs);
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting !== undefined) this.#emit(waiting);
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
