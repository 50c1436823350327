/** The page: holds the state, draws it, and turns what the user does into messages. */
import { repeat } from "lit/directives/repeat.js";
import { html, nothing, render, type TemplateResult } from "lit/html.js";
import type { ChatEntry } from "../protocol/chat-entries.ts";
import type { HostMessage } from "../protocol/chat-view.ts";
import { DrawPace } from "./draw-pace.ts";
import type { Host } from "./host.ts";
import { handleClicks } from "./page-clicks.ts";
import { createScroller, type Scroller } from "./scroller.ts";
import {
  INITIAL_STATE,
  isThinking,
  lastQuestion,
  type PageAction,
  type PageState,
  reduce,
  runningEntry,
  thoughtIsOpen,
} from "./state.ts";
import { type AnswerActions, answerView } from "./views/answer.ts";
import { type ComposerActions, composerView } from "./views/composer.ts";
import { failureCard } from "./views/failure-card.ts";
import { icon } from "./views/icon.ts";
import { questionView } from "./views/question.ts";
import { welcomeView } from "./views/welcome.ts";

/** The timer of a running thought moves this often, ms. */
const TICK_MS = 100;
/** The draft reaches the host at most this often, ms. */
const DRAFT_DELAY_MS = 300;

export class App {
  readonly #host: Host;
  readonly #root: HTMLElement;
  readonly #scroller: Scroller;
  readonly #pace = new DrawPace(() => {
    render(this.#page(), this.#root);
    this.#scroller.follow();
  });
  #state: PageState = INITIAL_STATE;
  #ticker = 0;
  #draftTimer = 0;

  constructor(root: HTMLElement, host: Host) {
    this.#root = root;
    this.#host = host;
    this.#scroller = createScroller(root, () => this.#pace.atOnce());
  }

  /** Draws the empty page and asks the host for the conversation. */
  start(): void {
    const host = this.#host;
    handleClicks(this.#root, host);
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && runningEntry(this.#state) !== undefined) host.post({ kind: "stop" });
    });
    host.onMessage((message) => this.#receive(message));
    this.#pace.atOnce();
    host.post({ kind: "ready" });
  }

  #receive(message: HostMessage): void {
    if (message.kind === "snapshot" || (message.kind === "change" && message.change.kind === "add")) {
      this.#scroller.pin();
    }
    this.#dispatch(message);
  }

  #dispatch(action: PageAction): void {
    const { focus } = this.#state;
    this.#state = reduce(this.#state, action);
    this.#tick();
    if (isStream(action)) this.#pace.soon();
    else this.#pace.atOnce();
    if (this.#state.focus !== focus) requestAnimationFrame(() => this.#box()?.focus());
  }

  /** A clock runs only while a thought does. */
  #tick(): void {
    const thinking = isThinking(this.#state);
    if (thinking && this.#ticker === 0) this.#ticker = window.setInterval(() => this.#pace.soon(), TICK_MS);
    if (!thinking && this.#ticker !== 0) {
      clearInterval(this.#ticker);
      this.#ticker = 0;
    }
  }

  #page(): TemplateResult {
    const { entries, context, draft, announcement } = this.#state;
    const running = runningEntry(this.#state) !== undefined;
    return html`${this.#banners()}
      <main class="transcript" role="log" aria-live="off" aria-label="Conversation" tabindex="-1">
        ${
          context === undefined || entries.length > 0
            ? repeat(
                entries,
                (entry) => entry.id,
                (entry, index) => this.#entry(entry, index === entries.length - 1),
              )
            : welcomeView(context, {
                command: (command) => this.#host.post({ kind: "command", command }),
                suggest: (text, attach) => this.#suggest(text, attach),
              })
        }
      </main>
      ${
        this.#scroller.pinned
          ? nothing
          : html`<button type="button" class="to-end" title="Go to the end" aria-label="Go to the end" @click=${() => this.#toEnd()}>
              ${icon("arrow-down")}
            </button>`
      }
      ${composerView({ draft, running, context }, this.#composerActions())}
      <div class="unseen" role="status" aria-live="polite">${announcement}</div>`;
  }

  #banners() {
    const { context } = this.#state;
    const practice = context?.engine.kind === "ready" && context.engine.practice;
    return html`${
      practice
        ? html`<p class="banner">
            ${icon("beaker")}
            <span
              >Practice model: fixed answers, no AI.
              <button
                type="button"
                class="text"
                @click=${() => this.#host.post({ kind: "command", command: "chooseModelFile" })}
              >
                Choose a real one…
              </button></span
            >
          </p>`
        : nothing
    }${
      context?.storageProblem === undefined
        ? nothing
        : html`<p class="banner warning" role="alert">${icon("warning")} <span>${context.storageProblem}</span></p>`
    }`;
  }

  #entry(entry: ChatEntry, last: boolean): TemplateResult {
    switch (entry.kind) {
      case "question":
        return questionView(entry);
      case "failure":
        return failureCard(entry, (error, frame) =>
          this.#host.post({ kind: "openFrame", entry: entry.id, error, frame }),
        );
      case "answer": {
        const context = {
          thoughtOpen: thoughtIsOpen(this.#state, entry),
          last,
          engine: this.#state.context?.engine,
          now: Date.now(),
        };
        return answerView(entry, context, this.#answerActions(entry.id, entry.text));
      }
    }
  }

  #answerActions(id: string, text: string): AnswerActions {
    const { post } = this.#host;
    return {
      toggleThought: () => this.#dispatch({ kind: "toggleThought", id }),
      retry: () => post({ kind: "retry", entry: id }),
      openSource: (index) => post({ kind: "openSource", entry: id, index }),
      copy: () => post({ kind: "copy", text }),
      command: (command) => post({ kind: "command", command }),
    };
  }

  #composerActions(): ComposerActions {
    const { post } = this.#host;
    return {
      input: (text) => this.#setDraft(text),
      keydown: (event) => this.#onKey(event),
      send: () => this.#send(),
      stop: () => post({ kind: "stop" }),
      attach: () => post({ kind: "attach" }),
      detach: (attachment) => post({ kind: "detach", attachment }),
      toggleThinking: () => post({ kind: "thinking", on: this.#state.context?.thinking !== true }),
    };
  }

  #onKey(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.#send();
    } else if (event.key === "ArrowUp" && this.#state.draft === "") {
      const text = lastQuestion(this.#state);
      if (text === "") return;
      event.preventDefault();
      this.#setDraft(text);
    }
  }

  #send(): void {
    const text = this.#state.draft.trim();
    if (text === "") return;
    this.#host.post({ kind: "send", text });
    this.#setDraft("");
    this.#box()?.focus();
  }

  #suggest(text: string, attach: boolean): void {
    if (attach) this.#host.post({ kind: "attach" });
    this.#host.post({ kind: "send", text });
  }

  #setDraft(text: string): void {
    this.#dispatch({ kind: "draft", text });
    // At once: a key pressed before the next frame goes on from this text, not from the one just sent.
    const box = this.#box();
    if (box !== null && box.value !== text) box.value = text;
    clearTimeout(this.#draftTimer);
    const delay = text === "" ? 0 : DRAFT_DELAY_MS;
    this.#draftTimer = window.setTimeout(() => this.#host.post({ kind: "draft", text }), delay);
  }

  #toEnd(): void {
    this.#scroller.pin();
    this.#pace.atOnce();
  }

  #box(): HTMLTextAreaElement | null {
    return this.#root.querySelector("textarea");
  }
}

/** More of what is already on the screen. */
function isStream(action: PageAction): boolean {
  return action.kind === "change" && action.change.kind === "append";
}
