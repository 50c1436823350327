/** The message box with what goes along, the thinking switch, and Send or Stop. */
import { live } from "lit/directives/live.js";
import { html, nothing, type TemplateResult } from "lit/html.js";
import type { AttachmentChip, PageContext } from "../../protocol/chat-view.ts";
import { icon } from "./icon.ts";

export interface ComposerActions {
  readonly input: (text: string) => void;
  readonly keydown: (event: KeyboardEvent) => void;
  readonly send: () => void;
  readonly stop: () => void;
  readonly attach: () => void;
  readonly detach: (id: string) => void;
  readonly toggleThinking: () => void;
}

export interface ComposerState {
  readonly draft: string;
  readonly running: boolean;
  readonly context: PageContext | undefined;
}

export function composerView(state: ComposerState, actions: ComposerActions): TemplateResult {
  const { draft, running, context } = state;
  return html`<form class="composer" @submit=${(event: Event) => event.preventDefault()}>
    ${chipsView(context, actions)}
    <textarea
      id="message"
      rows="1"
      aria-label="Message to Gemwright"
      placeholder=${placeholder(context)}
      .value=${live(draft)}
      @input=${(event: Event) => actions.input((event.target as HTMLTextAreaElement).value)}
      @keydown=${actions.keydown}
    ></textarea>
    <div class="bar">
      <button
        type="button"
        class="toggle"
        role="switch"
        aria-checked=${context?.thinking === true ? "true" : "false"}
        title="Think before answering"
        @click=${actions.toggleThinking}
      >
        ${icon("lightbulb")} Thinking
      </button>
      <span class="engine" title=${engineTitle(context)}>${engineName(context)}</span>
      ${running && draft.trim() === "" ? stopButton(actions) : sendButton(draft, actions)}
    </div>
  </form>`;
}

function chipsView(context: PageContext | undefined, actions: ComposerActions) {
  if (context === undefined) return nothing;
  const { attached, offered } = context;
  const offer =
    offered === undefined || attached.some((chip) => chip.id === offered.id) ? undefined : offered;
  if (attached.length === 0 && offer === undefined) return nothing;
  return html`<ul class="chips" aria-label="Goes with the message">
    ${attached.map(
      (chip) => html`<li class="chip">
        ${icon(chipIcon(chip))}<span title=${chip.label}>${chip.label}</span
        ><button type="button" class="icon small" title="Remove" aria-label="Remove ${chip.label}" @click=${() => actions.detach(chip.id)}>
          ${icon("close")}
        </button>
      </li>`,
    )}
    ${
      offer === undefined
        ? nothing
        : html`<li>
            <button type="button" class="chip offer" title="Attach ${offer.label}" @click=${actions.attach}>
              ${icon("add")}<span>${offer.label}</span>
            </button>
          </li>`
    }
  </ul>`;
}

function chipIcon(chip: AttachmentChip): string {
  return chip.origin === "selection" ? "list-selection" : "file";
}

function placeholder(context: PageContext | undefined): string {
  return context?.engine.kind === "noModel" ? "Choose a model file first" : "Ask about your code";
}

function engineName(context: PageContext | undefined): string {
  if (context?.engine.kind !== "ready") return "";
  return context.engine.practice ? "practice model" : context.engine.name;
}

function engineTitle(context: PageContext | undefined): string {
  if (context?.engine.kind !== "ready") return "";
  const { name, backend, contextTokens } = context.engine;
  return `${name} on ${backend}, window of ${contextTokens.toLocaleString("en-US")} tokens`;
}

function stopButton(actions: ComposerActions): TemplateResult {
  return html`<button type="button" class="send stop" title="Stop (Escape)" aria-label="Stop" @click=${actions.stop}>
    ${icon("debug-stop")}
  </button>`;
}

function sendButton(draft: string, actions: ComposerActions): TemplateResult {
  return html`<button type="button" class="send" title="Send (Enter)" aria-label="Send" ?disabled=${draft.trim() === ""} @click=${actions.send}>
    ${icon("arrow-up")}
  </button>`;
}
