/** What “Test completion” found, step by step, as a document to read. Pure. */
import type { LoadedModel } from "../../protocol/engine.ts";
import type { CompletionTrace } from "../../protocol/lsp.ts";
import { backendName } from "../status/engine-brief.ts";
import { fenceFor, placeOf, stepLines } from "./why-text.ts";

export interface TestStep {
  readonly name: string;
  readonly state: "ok" | "failed" | "note";
  readonly text: string;
  /** What to do about a failure. */
  readonly nextStep?: string;
}

const WORDS = { ok: "OK", failed: "FAILED", note: "Note" } as const;

/** Markdown; a screen reader meets the result first. */
export function testReport(steps: readonly TestStep[], trace: CompletionTrace | undefined): string {
  const failed = steps.find(({ state }) => state === "failed");
  const headline =
    failed === undefined ? "Completion works" : `Completion does not work: ${failed.name.toLowerCase()}`;
  return [
    `# ${headline}`,
    "",
    ...steps.flatMap(({ name, state, text, nextStep }, index) => [
      `${index + 1}. **${WORDS[state]}** ${name}: ${text}${nextStep === undefined ? "" : ` ${nextStep}`}`,
    ]),
    "",
    ...(trace === undefined ? [] : detailsOf(trace)),
  ].join("\n");
}

function detailsOf(trace: CompletionTrace): readonly string[] {
  const shown = trace.text ?? "";
  const fence = fenceFor(shown);
  return [
    "## The request",
    "",
    `Place: ${placeOf(trace)}`,
    "",
    ...stepLines(trace),
    ...(shown === "" ? [] : ["## The suggestion", "", `${fence}text`, shown, fence, ""]),
    "“Gemwright: Show the last completion request” shows the prompt as sent and the whole answer.",
    "",
  ];
}

/** The model's step. */
export function modelStep(model: LoadedModel): TestStep {
  const practice = model.practice ? " It is the practice model: fixed answers, no AI." : "";
  const seconds = (model.loadMs / 1000).toFixed(1);
  return {
    name: "Model",
    state: "ok",
    text: `${model.name} runs on ${backendName(model)}, loaded in ${seconds} s.${practice}`,
  };
}

/** The last step: text was suggested, or the reason why not. */
export function outcomeStep(trace: CompletionTrace): TestStep {
  const time = `${Math.round(trace.totalMs)} ms`;
  if (trace.outcome === "shown") {
    const lines = (trace.text ?? "").split("\n").length;
    const size = lines === 1 ? "one line" : `${lines} lines`;
    return { name: "Suggestion", state: "ok", text: `${size} after ${time}.` };
  }
  return {
    name: "Suggestion",
    state: "failed",
    text: `none after ${time} (${trace.outcome}). ${trace.detail}`,
  };
}

/** The same place asked by typing: whether a rule for suggestions that nobody asked for holds it back. */
export function typedStep(trace: CompletionTrace): TestStep {
  const name = "While typing";
  if (trace.outcome === "shown") return { name, state: "ok", text: "the suggestion appears by itself." };
  return { name, state: "note", text: `nothing would appear (${trace.outcome}). ${trace.detail}` };
}
