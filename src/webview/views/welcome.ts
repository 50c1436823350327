/** The empty conversation: what to do first without a model, and what can be asked with one. */
import { html, nothing, type TemplateResult } from "lit/html.js";
import type { EngineBrief, PageCommand, PageContext } from "../../protocol/chat-view.ts";
import { icon } from "./icon.ts";

export interface WelcomeActions {
  readonly command: (command: PageCommand) => void;
  /** Sends a question; `attach` takes the selection or the file of the editor along. */
  readonly suggest: (text: string, attach: boolean) => void;
}

export function welcomeView(context: PageContext, actions: WelcomeActions): TemplateResult {
  const { engine } = context;
  if (engine.kind === "noModel") return chooseView(actions);
  if (engine.kind === "failed") return failedView(engine, actions);
  return askView(context, actions);
}

/** Sizes of the quantised files people use (QAT, about four bits a weight). */
const SIZES = [
  { memory: "8 GB", model: "E2B", size: "2.6 GB" },
  { memory: "16 GB", model: "E4B", size: "4.2 GB" },
  { memory: "16–24 GB", model: "12B", size: "6.7 GB" },
  { memory: "32 GB", model: "26B-A4B", size: "14.2 GB" },
  { memory: "32 GB or more", model: "31B", size: "17.3 GB" },
] as const;

function chooseView(actions: WelcomeActions): TemplateResult {
  return html`<section class="welcome">
    <div class="gem" aria-hidden="true">${icon("sparkle")}</div>
    <h1>Choose a model to begin</h1>
    <p>Gemwright runs Google's Gemma 4 on this machine. Your code never leaves it.</p>
    <p>
      <button type="button" class="button wide" @click=${() => actions.command("chooseModelFile")}>
        ${icon("folder-opened")} Choose model file…
      </button>
    </p>
    <h2>Which file?</h2>
    <p class="quiet">
      A Gemma 4 “it” model in GGUF form, about four bits a weight. The 26B-A4B is fast for its size; the larger
      the model, the better its answers.
    </p>
    <table>
      <thead>
        <tr><th scope="col">Memory</th><th scope="col">Model</th><th scope="col">File</th></tr>
      </thead>
      <tbody>
        ${SIZES.map((row) => html`<tr><td>${row.memory}</td><td>${row.model}</td><td>${row.size}</td></tr>`)}
      </tbody>
    </table>
    <p class="quiet">
      People publish them on Hugging Face, for example as
      <a
        class="link"
        role="link"
        tabindex="0"
        data-url="https://huggingface.co/unsloth/gemma-4-E4B-it-qat-GGUF"
        title="https://huggingface.co/unsloth/gemma-4-E4B-it-qat-GGUF"
        >unsloth/gemma-4-E4B-it-qat-GGUF</a
      >.
    </p>
  </section>`;
}

function failedView(
  engine: Extract<EngineBrief, { kind: "failed" }>,
  actions: WelcomeActions,
): TemplateResult {
  const { failure } = engine;
  return html`<section class="welcome" role="alert">
    <div class="gem error" aria-hidden="true">${icon("error")}</div>
    <h1>The model is not running</h1>
    <p>${failure.message}</p>
    <p class="quiet">${failure.nextStep}</p>
    <div class="buttons">
      <button type="button" class="button" @click=${() => actions.command("loadModel")}>Try again</button>
      <button type="button" class="button secondary" @click=${() => actions.command("chooseModelFile")}>
        Choose model file…
      </button>
      <button type="button" class="button secondary" @click=${() => actions.command("showLog")}>Show log</button>
    </div>
  </section>`;
}

function askView({ engine, offered, hasFailure }: PageContext, actions: WelcomeActions): TemplateResult {
  const subject = offered?.origin === "selection" ? "the selected code" : "this file";
  const questions =
    offered === undefined
      ? []
      : [
          { icon: "book", text: `Explain ${subject}.` },
          { icon: "bug", text: `What could go wrong in ${subject}?` },
          { icon: "beaker", text: `Write tests for ${subject}.` },
        ];
  return html`<section class="welcome">
    <div class="gem" aria-hidden="true">${icon("sparkle")}</div>
    <h1>Ask about your code</h1>
    ${engineLine(engine)}
    <div class="suggestions">
      ${
        hasFailure
          ? html`<button type="button" class="suggestion" @click=${() => actions.command("explainLastFailure")}>
              ${icon("terminal")} Explain the last failed command
            </button>`
          : nothing
      }
      ${questions.map(
        (
          question,
        ) => html`<button type="button" class="suggestion" @click=${() => actions.suggest(question.text, true)}>
          ${icon(question.icon)} ${question.text}
        </button>`,
      )}
      <button type="button" class="suggestion" @click=${() => actions.suggest("What can you help me with?", false)}>
        ${icon("comment-discussion")} What can you help me with?
      </button>
    </div>
  </section>`;
}

function engineLine(engine: EngineBrief) {
  switch (engine.kind) {
    case "ready":
      if (engine.completionOnly === true) {
        return html`<p class="quiet">${engine.name} completes code only. Choose a Gemma 4 model to chat.</p>`;
      }
      return html`<p class="quiet">${engine.name} answers on this machine (${engine.backend}).</p>`;
    case "loading":
      return html`<p class="quiet">Loading ${engine.file}… ${Math.floor(engine.fraction * 100)} %</p>
        <progress aria-label="Loading the model" max="1" .value=${engine.fraction}></progress>`;
    case "starting":
      return html`<p class="quiet">Starting…</p>`;
    case "idle":
      return html`<p class="quiet">${engine.file} is loaded with the first question.</p>`;
    case "restarting":
      return html`<p class="quiet">The engine stopped and starts again${engine.inSeconds > 0 ? ` in ${engine.inSeconds} s` : ""}.</p>`;
    case "noModel":
    case "failed":
      return nothing;
  }
}
