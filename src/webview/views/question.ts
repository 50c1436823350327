import { html, nothing, type TemplateResult } from "lit/html.js";
import type { QuestionEntry } from "../../protocol/chat-entries.ts";
import { icon } from "./icon.ts";

/** What the user asked, as plain text: only answers are Markdown. */
export function questionView(entry: QuestionEntry): TemplateResult {
  return html`<article class="question" aria-label="You asked">
    <div class="bubble">${entry.text}</div>
    ${
      entry.attachments.length === 0
        ? nothing
        : html`<ul class="chips" aria-label="Attached">
            ${entry.attachments.map(
              ({ label }) => html`<li class="chip quiet">${icon("attach")}<span>${label}</span></li>`,
            )}
          </ul>`
    }
  </article>`;
}
