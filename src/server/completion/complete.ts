/**
 * One completion from window to item text: window → prompt → generate → stop → trim. Knows nothing of LSP;
 * the terminal command uses it too. Every way it can end is an outcome, never an exception.
 */
import type { Generated, GenerateResult, LoadedModel, Prompt, Usage } from "../../protocol/engine.ts";
import { FailureError } from "../../protocol/failure.ts";
import type { CompletionTrace } from "../../protocol/lsp.ts";
import type { Settings } from "../../protocol/settings.ts";
import { Cancelled, raceAbort } from "../abort.ts";
import type { Engine, EngineRequest } from "../engine/engine.ts";
import { completionShape, type Shape } from "./answer/shape.ts";
import { type Stopped, type StopRules, stopped, stopRules, stopTexts } from "./answer/stop.ts";
import { type Trimmed, trimCompletion } from "./answer/trim.ts";
import { vetted } from "./answer/vet.ts";
import { chancesWithin, confidenceOf, type TokenChance } from "./judge/confidence.ts";
import { readablePrompt } from "./prompt/prompt.ts";
import { type CompletionWindow, windowBudget } from "./prompt/window.ts";
import {
  type AskedPrompt,
  type ChosenWindow,
  chooseWindow,
  type WindowMemory,
} from "./prompt/window-choice.ts";
import type { CompletionRequest } from "./request.ts";
import { Stopwatch } from "./stopwatch.ts";
import type { SyntaxCheck } from "./syntax/check.ts";

/** What the trace says beyond where and when. */
export interface Completed extends Omit<CompletionTrace, "id" | "uri" | "line" | "character" | "totalMs"> {
  /** How probable each piece of the answer was; kept with the suggestion, not in the trace. */
  readonly chances?: readonly TokenChance[];
  /** The engine refused the prompt because it has too many tokens; not in the trace either. */
  readonly tooLong?: true;
}

/** What a completion is made with; the same for every request of a window. */
export interface CompletionTools {
  readonly engine: Engine;
  readonly settings: Settings["completion"];
  /** Without it suggestions are shown unparsed. */
  readonly syntax?: SyntaxCheck | undefined;
  /** What the engine's cache holds; without it every prompt shows the full window. */
  readonly memory?: WindowMemory;
  /** Told the full prompt after a small one was sent. */
  readonly onSmallWindow?: (full: Prompt) => void;
}

/**
 * Asks the engine and returns what to show, or why not. `signal` aborts with outcome `cancelled`; `onText` gets
 * the whole answer so far, with `\n` line ends, while it is written.
 */
export async function complete(
  tools: CompletionTools,
  request: CompletionRequest,
  signal: AbortSignal,
  onText: (text: string) => void = () => undefined,
): Promise<Completed> {
  const { engine, settings, syntax } = tools;
  const ready = await readyModel(engine, signal);
  if (ready.model === undefined) return ready.failed;
  const chosen = promptFor(tools, request, ready.model);
  const { window, asked } = chosen;
  const shape = completionShape(window, request.languageId, request.afterAccepted);
  const rules = stopRules(window, shape, asked.fence);
  const generation = new Generation(rules, onText);
  const prompt = readablePrompt(asked.prompt);
  syntax?.prepare(request);
  tools.memory?.note(asked.prompt);
  if (chosen.later !== undefined) tools.onSmallWindow?.(chosen.later);
  const watch = new Stopwatch();
  try {
    await generation.run(
      engine,
      engineRequest(request, asked, {
        rules,
        maxTokens: request.lane === "background" ? quietly(settings.maxTokens) : settings.maxTokens,
        probabilities: settings.confidence !== "off" && engine.capabilities.probabilities,
      }),
      signal,
    );
  } catch (error) {
    watch.lap("model");
    const { steps } = watch;
    return { ...failedOutcome(error, signal), source: "evaluated", prompt, raw: generation.raw, steps };
  }
  watch.lap("model");
  const completed = await finished(generation, { request, window, shape, prompt, syntax });
  watch.lap("syntax");
  return { ...completed, steps: watch.steps };
}

/** The window and prompt of a request, as large as the model's completion window and the warm cache allow. */
export function promptFor(
  { settings, memory }: CompletionTools,
  request: CompletionRequest,
  model: LoadedModel,
): ChosenWindow {
  const budget = windowBudget(model.completionTokens, settings.maxTokens);
  return chooseWindow(request, budget, memory, model.fim);
}

/** What nobody waits for yet ends after this many tokens: the next lines, not a whole file. */
const QUIET_TOKENS = 64;

function quietly(maxTokens: number): number {
  return Math.min(maxTokens, QUIET_TOKENS);
}

interface Context {
  readonly request: CompletionRequest;
  readonly window: CompletionWindow;
  readonly shape: Shape;
  readonly prompt: string;
  readonly syntax: SyntaxCheck | undefined;
}

/** What is left of the answer when every rule had its say. */
async function finished(
  generation: Generation,
  { request, window, shape, prompt, syntax }: Context,
): Promise<Completed> {
  const result = judged(generation, window, shape, request.languageId);
  const usage = generation.usage === undefined ? {} : { usage: generation.usage };
  const common = {
    source: "evaluated" as const,
    prompt,
    raw: generation.raw,
    ...usage,
    ...chancesOf(generation, generation.raw),
  };
  const cuts = cutsOf(generation, result);
  if (result.kind === "rejected")
    return { ...common, cuts: [...cuts, result.outcome], outcome: result.outcome, detail: result.detail };
  const text = result.text.replaceAll("\n", window.eol);
  if (syntax === undefined) return { ...common, cuts, ...shown(request, generation, text) };
  const verdict = await vetted(text, request, shape, syntax);
  if (verdict.syntax === "truncated" || verdict.syntax === "dropped") cuts.push(`syntax: ${verdict.syntax}`);
  if (verdict.text !== undefined) {
    return { ...common, cuts, syntax: verdict.syntax, ...shown(request, generation, verdict.text) };
  }
  const detail = "Every part of the answer would break the syntax of the file.";
  return { ...common, cuts, syntax: verdict.syntax, outcome: "syntaxError", detail };
}

type Ready = { readonly model: LoadedModel } | { readonly model: undefined; readonly failed: Completed };

/** The prompt depends on the model, so it must be there first. */
async function readyModel(engine: Engine, signal: AbortSignal): Promise<Ready> {
  const { view } = engine;
  try {
    return { model: view.kind === "ready" ? view.model : await raceAbort(engine.load(), signal) };
  } catch (error) {
    return { model: undefined, failed: failedOutcome(error, signal) };
  }
}

function shown({ selectedText }: CompletionRequest, generation: Generation, text: string): Completed {
  return { outcome: "shown", detail: "Shown.", text: selectedText + text, ...chancesOf(generation, text) };
}

interface Limits {
  readonly rules: StopRules;
  readonly maxTokens: number;
  readonly probabilities: boolean;
}

function engineRequest(
  request: CompletionRequest,
  asked: AskedPrompt,
  { rules, maxTokens, probabilities }: Limits,
): EngineRequest {
  return {
    lane: request.lane ?? "completion",
    cache: "completion",
    prompt: asked.prompt,
    sampling: request.sampling ?? { temperature: 0, topP: 1, topK: 1 },
    maxTokens,
    stop: stopTexts(rules),
    probabilities,
  };
}

/** How sure the model was of `text`, which is what is left of its answer. */
function chancesOf(generation: Generation, text: string): Pick<Completed, "chances" | "confidence"> {
  const chances = chancesWithin(generation.chances, generation.raw, text);
  const confidence = confidenceOf(chances, text);
  return confidence === undefined ? {} : { chances, confidence };
}

/** Which rules ended or shortened the answer so far. */
function cutsOf({ rule, text }: Generation, result: Trimmed): string[] {
  const stop = rule === undefined ? [] : [`stop: ${rule}`];
  return result.kind === "text" && result.text !== text ? [...stop, "trim"] : stop;
}

function judged(generation: Generation, window: CompletionWindow, shape: Shape, languageId: string): Trimmed {
  const trimmed = trimCompletion(generation.text, window, shape, languageId);
  if (trimmed.kind === "rejected" && trimmed.outcome === "empty" && generation.rule === "followingLine") {
    return { kind: "rejected", outcome: "repeatsSuffix", detail: "The answer repeats the next line." };
  }
  if (trimmed.kind === "rejected" && trimmed.outcome === "empty" && generation.rule === "repetition") {
    return {
      kind: "rejected",
      outcome: "repetition",
      detail: "The answer repeats itself or the line above.",
    };
  }
  return trimmed;
}

/** One generation that ends itself as soon as a stop rule is satisfied. */
class Generation {
  raw = "";
  private result: Usage | undefined;
  private begun: { readonly usage: Usage; readonly at: number } | undefined;
  /** Of the answer: one for every token that had text to say. */
  private pieces = 0;
  /** When the last of them came, milliseconds. */
  private ended = 0;
  readonly chances: TokenChance[] = [];
  private stop: Stopped | undefined;
  private cutOff = false;
  private readonly rules: StopRules;
  private readonly onText: (text: string) => void;

  constructor(rules: StopRules, onText: (text: string) => void) {
    this.rules = rules;
    this.onText = onText;
  }

  /** When a rule ended the generation its result never comes: then what was heard is counted. */
  get usage(): Usage | undefined {
    if (this.result !== undefined || this.begun === undefined) return this.result;
    const { usage, at } = this.begun;
    return { ...usage, generatedTokens: this.pieces, generationMs: this.ended - at };
  }

  get text(): string {
    if (this.stop !== undefined) return this.stop.text;
    const text = this.raw.replaceAll("\r\n", "\n");
    // A limit fell in the middle of a line; the whole lines before it are good.
    const whole = this.cutOff ? text.lastIndexOf("\n") : -1;
    return whole > 0 && text.slice(0, whole).trim() !== "" ? text.slice(0, whole) : text;
  }

  get rule(): Stopped["rule"] | undefined {
    return this.stop?.rule;
  }

  async run(engine: Engine, request: EngineRequest, signal: AbortSignal): Promise<void> {
    const enough = new AbortController();
    const onEvent = (event: Generated): void => {
      if (event.kind === "prompt") this.begun = { usage: event.usage, at: performance.now() };
      if (event.kind !== "text" || this.stop !== undefined) return;
      this.raw += event.text;
      this.pieces++;
      const { logProbability } = event;
      if (logProbability !== undefined) this.chances.push({ end: this.raw.length, logProbability });
      this.stop = stopped(this.raw, this.rules);
      this.onText(this.text);
      this.ended = performance.now();
      if (this.stop !== undefined) enough.abort(new Cancelled("A stop rule is satisfied."));
    };
    try {
      const both = AbortSignal.any([signal, enough.signal]);
      const result: GenerateResult = await engine.generate(request, onEvent, both);
      this.result = result.usage;
      this.cutOff = result.finishReason === "length";
    } catch (error) {
      if (signal.aborted || !enough.signal.aborted) throw error;
    }
    signal.throwIfAborted();
  }
}

const TOO_LONG = "The code around the cursor has more tokens than the completion window of the model holds.";

/** Whether the engine refused a prompt because it has too many tokens. */
export function isTooLong(error: unknown): boolean {
  return error instanceof FailureError && error.failure.code === "context.too-long";
}

function failedOutcome(error: unknown, signal: AbortSignal): Completed {
  if (signal.aborted) return { outcome: "cancelled", detail: "A newer request or the editor cancelled it." };
  if (isTooLong(error)) return { outcome: "engineFailed", detail: TOO_LONG, tooLong: true };
  if (error instanceof FailureError) {
    return { outcome: "engineFailed", detail: `${error.failure.message} ${error.failure.nextStep}` };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { outcome: "error", detail: `The completion failed unexpectedly: ${message}` };
}
