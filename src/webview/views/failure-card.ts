/** A parsed failure: error, message and clickable frames; those of the workspace first. */
import { html, nothing, type TemplateResult } from "lit/html.js";
import type { FailureEntry } from "../../protocol/chat-entries.ts";
import type { TracebackError, TracebackFrame } from "../../protocol/traceback.ts";
import { icon } from "./icon.ts";

const ORIGINS = { terminal: "Terminal", selection: "Selection", clipboard: "Clipboard" } as const;

export type OpenFrame = (error: number, frame: number) => void;

export function failureCard(entry: FailureEntry, open: OpenFrame): TemplateResult {
  const { failure, command, exitCode } = entry;
  return html`<article class="failure" aria-label="Failure: ${failure.error}">
    <header>
      ${icon("bug")}
      <span class="from">${ORIGINS[entry.origin]}</span>
      ${command === undefined ? nothing : html`<code class="command" title=${command}>${command}</code>`}
      ${exitCode === undefined ? nothing : html`<span class="exit">exit ${exitCode}</span>`}
    </header>
    ${errorView(failure, 0, open)}
    ${failure.causes.map(
      (cause, index) =>
        html`<p class="caused">caused by</p>
          ${errorView(cause, index + 1, open)}`,
    )}
  </article>`;
}

interface Numbered {
  readonly frame: TracebackFrame;
  readonly index: number;
}

function errorView(error: TracebackError, number: number, open: OpenFrame): TemplateResult {
  const frames = error.frames.map((frame, index): Numbered => ({ frame, index }));
  // The place that failed comes last in a traceback and matters most.
  const own = frames.filter(({ frame }) => frame.origin === "workspace").reverse();
  const others = frames.filter(({ frame }) => frame.origin !== "workspace").reverse();
  return html`<p class="error"><strong>${error.error}</strong>${error.message === "" ? nothing : html` ${error.message}`}</p>
    ${own.length === 0 ? nothing : frameList(own, number, open)}
    ${
      others.length === 0
        ? nothing
        : html`<details ?open=${own.length === 0}>
            <summary>${others.length} ${others.length === 1 ? "frame" : "frames"} outside the workspace</summary>
            ${frameList(others, number, open)}
          </details>`
    }`;
}

function frameList(frames: readonly Numbered[], error: number, open: OpenFrame): TemplateResult {
  return html`<ol class="frames">
    ${frames.map(({ frame, index }) => {
      const place = `${shortPath(frame)}:${frame.line}`;
      const where = frame.function === undefined ? nothing : html` <span class="in">${frame.function}</span>`;
      return frame.resolvedUri === undefined
        ? html`<li><span class="place" title=${frame.path}>${place}</span>${where}</li>`
        : html`<li>
            <button type="button" class="place" title="Open ${frame.path}, line ${frame.line}" @click=${() => open(error, index)}>
              ${place}</button>${where}
          </li>`;
    })}
  </ol>`;
}

const PARTS_SHOWN = 3;

/** The end of a long path; the whole is in the tooltip. */
function shortPath({ path }: TracebackFrame): string {
  const parts = path.split(/[\\/]/);
  return parts.length <= PARTS_SHOWN ? path : `…/${parts.slice(-PARTS_SHOWN).join("/")}`;
}
