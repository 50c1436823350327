/** One answer: thought, progress, text, sources, cost, and what to do when it did not end well. */
import { html, nothing, type TemplateResult } from "lit/html.js";
import { type AnswerEntry, isRunning } from "../../protocol/chat-entries.ts";
import type { EngineBrief, PageCommand } from "../../protocol/chat-view.ts";
import type { ChatSource } from "../../protocol/lsp.ts";
import { count, thoughtTitle, usageLine, waitingText } from "../format.ts";
import { markdown } from "../markdown/directive.ts";
import { icon } from "./icon.ts";

export interface AnswerActions {
  readonly toggleThought: () => void;
  readonly retry: () => void;
  readonly openSource: (index: number) => void;
  readonly copy: () => void;
  readonly command: (command: PageCommand) => void;
}

export interface AnswerContext {
  readonly thoughtOpen: boolean;
  /** Only the last answer can be asked for again. */
  readonly last: boolean;
  readonly engine: EngineBrief | undefined;
  /** ms since 1970, for the running timer. */
  readonly now: number;
}

export function answerView(
  entry: AnswerEntry,
  context: AnswerContext,
  actions: AnswerActions,
): TemplateResult {
  const running = isRunning(entry);
  return html`<article class="answer" aria-label="Answer" aria-busy=${running ? "true" : "false"} data-state=${entry.state}>
    ${sourcesView(entry, actions)} ${thoughtView(entry, context, actions)}
    ${entry.state === "waiting" ? waitingView(entry, context) : nothing}
    ${entry.text === "" ? nothing : html`<div class="markdown" ${markdown(entry.text)}></div>`}
    ${endView(entry, context, actions)} ${running ? nothing : footer(entry, context, actions)}
  </article>`;
}

function thoughtView(entry: AnswerEntry, context: AnswerContext, actions: AnswerActions) {
  if (entry.thought === "") return nothing;
  const { thoughtOpen, now } = context;
  const live = isRunning(entry) && entry.thoughtMs === undefined;
  return html`<section class="thought">
    <button
      type="button"
      class="thought-title"
      aria-expanded=${thoughtOpen ? "true" : "false"}
      aria-controls="thought-${entry.id}"
      @click=${actions.toggleThought}
    >
      ${icon(thoughtOpen ? "chevron-down" : "chevron-right")}
      <span class=${live ? "live" : ""}>${thoughtTitle(entry, now)}</span>
    </button>
    <div id="thought-${entry.id}" class="thought-text" ?hidden=${!thoughtOpen}>
      ${thoughtOpen ? html`<div class="markdown" ${markdown(entry.thought)}></div>` : nothing}
    </div>
  </section>`;
}

function waitingView(entry: AnswerEntry, { engine }: AnswerContext): TemplateResult {
  const { text, fraction } = waitingText(entry, engine);
  return html`<div class="waiting" role="status">
    <span class="waiting-text">${text}</span>
    ${
      fraction === undefined
        ? html`<progress aria-label=${text}></progress>`
        : html`<progress aria-label=${text} max="1" .value=${fraction}></progress>`
    }
  </div>`;
}

/** A text without a file, such as the map of the repository, is named; there is nothing to open. */
function placeView({ uri, label, startLine }: ChatSource, open: () => void) {
  if (uri === "") return html`<span class="place">${label}</span>`;
  return html`<button type="button" class="place" title="Open line ${startLine}" @click=${open}>${label}</button>`;
}

function sourcesView({ sources }: AnswerEntry, actions: AnswerActions) {
  if (sources.length === 0) return nothing;
  const tokens = sources.reduce((sum, source) => sum + source.tokens, 0);
  return html`<details class="sources">
    <summary>Read ${sources.length} ${sources.length === 1 ? "place" : "places"} · ${count(tokens)} tokens</summary>
    <ul>
      ${sources.map(
        (source, index) => html`<li>
          ${placeView(source, () => actions.openSource(index))}<span class="quiet">${count(source.tokens)} tokens</span>
        </li>`,
      )}
    </ul>
  </details>`;
}

function endView(entry: AnswerEntry, context: AnswerContext, actions: AnswerActions) {
  switch (entry.state) {
    case "interrupted":
      return notice(
        { kind: "warning", title: "Interrupted — the engine stopped", entry },
        context.last ? [retryButton(actions)] : [],
      );
    case "failed":
      return notice(
        { kind: "error", title: entry.failure?.message ?? "No answer could be given.", entry },
        context.last ? failureButtons(entry, actions) : [],
      );
    case "stopped":
      return html`<p class="note">Stopped.</p>`;
    case "done":
      return doneNote(entry);
    case "waiting":
    case "streaming":
      return nothing;
  }
}

function doneNote(entry: AnswerEntry) {
  if (entry.text === "") return html`<p class="note">The model ended its turn without an answer.</p>`;
  return entry.finishReason === "length"
    ? html`<p class="note">The answer reached its limit. Ask to go on, or raise gemwright.chat.maxTokens.</p>`
    : nothing;
}

function notice(
  { kind, title, entry }: { kind: "warning" | "error"; title: string; entry: AnswerEntry },
  buttons: readonly TemplateResult[],
): TemplateResult {
  const { failure } = entry;
  const cause = kind === "warning" ? failure?.message : undefined;
  return html`<div class="notice ${kind}">
    ${icon(kind)}
    <div>
      <p class="notice-title">${title}</p>
      ${cause === undefined ? nothing : html`<p>${cause}</p>`}
      ${failure === undefined ? nothing : html`<p class="quiet">${failure.nextStep}</p>`}
      ${buttons.length === 0 ? nothing : html`<div class="buttons">${buttons}</div>`}
    </div>
  </div>`;
}

function failureButtons({ failure }: AnswerEntry, actions: AnswerActions): readonly TemplateResult[] {
  const aboutModel = /^(?:gguf|model|noModel)/.test(failure?.code ?? "");
  const choose = html`<button type="button" class="button" @click=${() => actions.command("chooseModelFile")}>
    Choose model file…
  </button>`;
  const log = html`<button type="button" class="button secondary" @click=${() => actions.command("showLog")}>
    Show log
  </button>`;
  return aboutModel ? [choose, retryButton(actions, "secondary"), log] : [retryButton(actions), log];
}

function retryButton(actions: AnswerActions, style = ""): TemplateResult {
  return html`<button type="button" class="button ${style}" @click=${actions.retry}>${icon("refresh")} Retry</button>`;
}

function footer(entry: AnswerEntry, context: AnswerContext, actions: AnswerActions) {
  const usage = usageLine(entry);
  if (usage === undefined && entry.text === "") return nothing;
  const full = (usage?.windowFraction ?? 0) > NEARLY_FULL;
  const again = context.last && (entry.state === "done" || entry.state === "stopped");
  return html`<footer>
    <span class="actions">
      ${entry.text === "" ? nothing : iconButton({ name: "copy", label: "Copy the answer", run: actions.copy })}
      ${again ? iconButton({ name: "refresh", label: "Answer again", run: actions.retry }) : nothing}
    </span>
    ${usage === undefined ? nothing : html`<span class="usage" title=${usage.details}>${usage.text}</span>`}
    ${full ? html`<span class="usage full">The window is nearly full: start a new chat soon.</span>` : nothing}
  </footer>`;
}

const NEARLY_FULL = 0.85;

function iconButton({ name, label, run }: { name: string; label: string; run: () => void }): TemplateResult {
  return html`<button type="button" class="icon" title=${label} aria-label=${label} @click=${run}>${icon(name)}</button>`;
}
