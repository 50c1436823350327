/** "Why did nothing appear?" as a document to read: the last request, exactly as sent and answered. Pure. */
import type { CompletionStep, CompletionTrace } from "../../protocol/lsp.ts";

/** Markdown. */
export function whyText(trace: CompletionTrace | null): string {
  if (trace === null) {
    return [
      "# No completion request yet",
      "",
      "Type in a file of a language that completions are on for, then run this command again.",
      "The status bar item of Gemwright says whether a model is ready.",
      "",
    ].join("\n");
  }
  const headline = trace.outcome === "shown" ? "A suggestion was shown" : "Nothing appeared";
  return [
    `# ${headline}`,
    "",
    trace.detail,
    "",
    "| | |",
    "|---|---|",
    `| Outcome | \`${trace.outcome}\` |`,
    `| Place | ${cell(placeOf(trace))} |`,
    `| Time | ${Math.round(trace.totalMs)} ms |`,
    ...sourceRows(trace),
    ...usageRows(trace),
    ...ruleRows(trace),
    "",
    ...stepLines(trace),
    ...section(trace.outcome === "shown" ? "Suggestion" : "Suggestion that was held back", trace.text),
    ...section("Answer of the model, before any rule cut it", trace.raw),
    ...section("Prompt, as sent", trace.prompt),
  ].join("\n");
}

const SOURCES = {
  cache: "An earlier suggestion that still fits; nothing was evaluated",
  joined: "A generation that was already under way",
  evaluated: "A generation of its own",
} as const;

function sourceRows({ source, debounceMs }: CompletionTrace): readonly string[] {
  const wait = debounceMs === undefined ? [] : [`| Waited for more typing | ${Math.round(debounceMs)} ms |`];
  return source === undefined ? wait : [`| Source | ${SOURCES[source]} |`, ...wait];
}

function usageRows({ usage }: CompletionTrace): readonly string[] {
  if (usage === undefined) return [];
  return [
    `| Prompt | ${usage.promptTokens} tokens, ${usage.reusedTokens} of them from the cache, ${usage.evaluatedTokens} evaluated in ${Math.round(usage.prefillMs)} ms |`,
    `| Answer | ${usage.generatedTokens} tokens in ${Math.round(usage.generationMs)} ms |`,
    `| Waited | ${Math.round(usage.queueMs)} ms |`,
  ];
}

function ruleRows({ confidence, cuts, syntax }: CompletionTrace): readonly string[] {
  return [
    ...(confidence === undefined ? [] : [`| Confidence | ${confidence.toFixed(2)} |`]),
    ...(cuts === undefined ? [] : [`| Rules that ended or cut it | ${cell(cuts.join(", ") || "none")} |`]),
    ...(syntax === undefined ? [] : [`| Syntax with it | ${syntax} |`]),
  ];
}

const STEP_NAMES: Readonly<Record<CompletionStep["step"], string>> = {
  gate: "Gate: may this file have suggestions",
  context: "Code of other files",
  cache: "Earlier suggestions",
  debounce: "Wait for more typing",
  model: "Model",
  syntax: "Rules and syntax check",
};

/** The steps of the work with their times, as a list. */
export function stepLines({ steps = [] }: CompletionTrace): readonly string[] {
  if (steps.length === 0) return [];
  return ["## Steps", "", ...steps.map(({ step, ms }) => `- ${STEP_NAMES[step]}: ${ms.toFixed(1)} ms`), ""];
}

/** `file:///a.ts, line 3, column 7`, as editors count. */
export function placeOf({ uri, line, character }: CompletionTrace): string {
  return `${decoded(uri)}, line ${line + 1}, column ${character + 1}`;
}

function section(title: string, text: string | undefined): readonly string[] {
  if (text === undefined) return [];
  if (text === "") return [`## ${title}`, "", "(empty)", ""];
  const fence = fenceFor(text);
  return [`## ${title}`, "", `${fence}text`, text, fence, ""];
}

/** A fence longer than any run of backticks in the text, so that the text cannot end it. */
export function fenceFor(text: string): string {
  const longest = Math.max(0, ...Array.from(text.matchAll(/`+/g), (run) => run[0].length));
  return "`".repeat(Math.max(3, longest + 1));
}

function decoded(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
