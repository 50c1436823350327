/** Turns the events of one running answer into changes of its entry. Pure but for the clock it is given. */
import type { ChatChange, EntryFields } from "../../protocol/chat-entries.ts";
import type { Failure } from "../../protocol/failure.ts";
import type { ChatEvent, ChatResult } from "../../protocol/lsp.ts";

/** Why an answer ended without a result. */
export type AnswerEnd =
  | { readonly kind: "stopped" }
  /** The process that answered is gone. */
  | { readonly kind: "lost" }
  | { readonly kind: "failure"; readonly failure: Failure };

export class AnswerStream {
  readonly #id: string;
  readonly #emit: (change: ChatChange) => void;
  readonly #now: () => number;
  #thoughtStartedAt: number | undefined;
  #thoughtEnded = false;
  #begun = false;

  constructor(id: string, emit: (change: ChatChange) => void, now: () => number) {
    this.#id = id;
    this.#emit = emit;
    this.#now = now;
  }

  onEvent(event: ChatEvent): void {
    switch (event.kind) {
      case "waiting":
        this.#update({ progress: { kind: event.reason } });
        break;
      case "prefill":
        this.#update({ progress: { kind: "prefill", done: event.done, total: event.total } });
        break;
      case "sources":
        this.#update({ sources: event.sources });
        break;
      case "thought":
        this.#begin(true);
        this.#emit({ kind: "append", id: this.#id, thought: event.text });
        break;
      case "text":
        this.#begin(false);
        this.#endThought();
        this.#emit({ kind: "append", id: this.#id, text: event.text });
        break;
    }
  }

  done(result: ChatResult): void {
    this.#endThought();
    const { usage, finishReason, contextTokens } = result;
    this.#update({ state: "done", usage, finishReason, contextTokens });
  }

  /** A partial answer stays and is marked; without a single token there is only the failure to show. */
  ended(end: AnswerEnd): void {
    this.#endThought();
    if (end.kind === "stopped") this.#update({ state: "stopped" });
    else if (end.kind === "lost") this.#update({ state: "interrupted" });
    else this.#update({ state: this.#begun ? "interrupted" : "failed", failure: end.failure });
  }

  #begin(thinking: boolean): void {
    if (!this.#begun) this.#update({ state: "streaming" });
    this.#begun = true;
    if (!thinking || this.#thoughtStartedAt !== undefined) return;
    this.#thoughtStartedAt = this.#now();
    this.#update({ thoughtStartedAt: this.#thoughtStartedAt });
  }

  #endThought(): void {
    if (this.#thoughtStartedAt === undefined || this.#thoughtEnded) return;
    this.#thoughtEnded = true;
    this.#update({ thoughtMs: this.#now() - this.#thoughtStartedAt });
  }

  #update(fields: EntryFields): void {
    this.#emit({ kind: "update", id: this.#id, fields });
  }
}
