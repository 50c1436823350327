import { html, type TemplateResult } from "lit/html.js";

/** A codicon without meaning of its own: the element around it carries the label. */
export function icon(name: string): TemplateResult {
  return html`<i class="codicon codicon-${name}" aria-hidden="true"></i>`;
}
