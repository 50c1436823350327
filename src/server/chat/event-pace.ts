/**
 * Between the tokens of an answer and the editor: what is written within a short time becomes one event, because
 * every message costs the editor's extension host more than the token in it. The first one goes at once.
 */
import type { ChatEvent } from "../../protocol/lsp.ts";
import { type Clock, systemClock } from "../engine/sidecar/clock.ts";

/** Between two events of text. Milliseconds. */
const JOIN_MS = 100;

type Written = Extract<ChatEvent, { kind: "text" | "thought" }>;

export class EventPace {
  readonly #emit: (event: ChatEvent) => void;
  readonly #clock: Clock;
  #waiting: Written | undefined;
  /** Set while an event of text is so young that the next one waits. */
  #forget: (() => void) | undefined;

  constructor(emit: (event: ChatEvent) => void, clock: Clock = systemClock) {
    this.#emit = emit;
    this.#clock = clock;
  }

  push(event: ChatEvent): void {
    if (event.kind !== "text" && event.kind !== "thought") {
      this.flush();
      this.#emit(event);
      return;
    }
    if (this.#waiting !== undefined && this.#waiting.kind !== event.kind) this.flush();
    const before = this.#waiting?.text ?? "";
    this.#waiting = { ...event, text: before + event.text };
    if (this.#forget === undefined) this.#send();
  }

  /** Sends what waits; to be called when the answer ends, however it ends. */
  flush(): void {
    this.#forget?.();
    this.#forget = undefined;
    if (this.#waiting !== undefined) this.#emit(this.#waiting);
    this.#waiting = undefined;
  }

  #send(): void {
    this.flush();
    this.#forget = this.#clock.after(JOIN_MS, () => {
      this.#forget = undefined;
      if (this.#waiting !== undefined) this.#send();
    });
  }
}
