/**
 * From a place to a suggestion by the cheapest way: an earlier suggestion that still fits, the generation under
 * way, and only then a new one, after a wait that fits the typing rhythm. At most one generation for a request
 * is alive; while ghost text shows, the state after its acceptance is prepared at the lowest priority.
 */
import type { Prompt, Sampling } from "../../protocol/engine.ts";
import type { Engine } from "../engine/engine.ts";
import type { Clock } from "../engine/sidecar/clock.ts";
import { alternatives } from "./alternatives.ts";
import { withoutTyped } from "./answer/trim.ts";
import { type CacheHit, CompletionCache, type Place } from "./cache.ts";
import { type Completed, type CompletionTools, complete, isTooLong, promptFor } from "./complete.ts";
import { Flight } from "./flight.ts";
import { confidenceOf } from "./judge/confidence.ts";
import { Loaded } from "./loaded.ts";
import { GrowthWait } from "./pace/growth-wait.ts";
import { type IdleTask, IdleWork, pause } from "./pace/idle.ts";
import { TypingRhythm } from "./pace/rhythm.ts";
import { WindowMemory } from "./prompt/window-choice.ts";
import { afterAccepting, type CompletionRequest } from "./request.ts";

export interface SuggesterOptions {
  readonly engine: Engine;
  readonly tools: () => Omit<CompletionTools, "engine">;
  readonly clock: Clock;
}

/** Ghost text that was shown this long is being read: what comes after it is prepared. Milliseconds. */
const PREFETCH_AFTER_MS = 75;

export class Suggester {
  readonly cache = new CompletionCache();
  private readonly rhythm = new TypingRhythm();
  private readonly growthWait = new GrowthWait();
  private readonly options: SuggesterOptions;
  private flight: Flight<Completed> | undefined;
  private readonly memory = new WindowMemory();
  private readonly idle: IdleWork;
  /** The generation of what comes after the suggestion on the screen. */
  private ahead: Flight<Completed> | undefined;
  /** The large window that a small one stood for; prepared when the user pauses. */
  private later: { readonly uri: string; readonly prompt: Prompt } | undefined;
  /** The choice that was drawn last. */
  private drawn: { readonly place: Place; readonly texts: readonly string[] } | undefined;
  /** Where the cursor will be when the suggestion shown last is accepted. */
  private next: Place | undefined;
  private readonly loaded: Loaded;
  private readonly unsubscribe: () => void;

  constructor(options: SuggesterOptions) {
    this.options = options;
    this.idle = new IdleWork(options.clock);
    const { engine } = options;
    this.loaded = new Loaded(engine, { onReload: (other) => this.reloaded(other) });
    this.unsubscribe = engine.onDidChange(() => this.loaded.look());
  }

  /** The user typed; to be told of every key that asks, whatever answers it. */
  keystroke(): void {
    this.rhythm.keystroke(this.options.clock.now());
  }

  /** An answer that needs no model; undefined when there is none. */
  recall(request: CompletionRequest): Completed | undefined {
    const hit = this.cache.find(request);
    const text = hit === undefined ? "" : remaining(hit);
    if (hit === undefined || text === "") return undefined;
    const { chances, text: whole } = hit.suggestion;
    const confidence = chances && confidenceOf(chances, whole, hit.typed.length);
    return {
      outcome: "shown",
      detail: "Shown.",
      source: "cache",
      text: request.selectedText + text,
      ...(confidence !== undefined && { confidence }),
    };
  }

  /** Never rejects but with a programming error; aborting `signal` gives the outcome `cancelled`. */
  async suggest(request: CompletionRequest, invoked: boolean, signal: AbortSignal): Promise<Completed> {
    try {
      return (await this.join(request, signal)) ?? (await this.start(request, invoked, signal));
    } catch (error) {
      if (!signal.aborted) throw error;
      return { outcome: "cancelled", detail: "A newer request or the editor cancelled it." };
    }
  }

  /** What else could stand at the place of `completed`, for cycling; kept like the suggestion itself. */
  async alternatives(
    request: CompletionRequest,
    completed: Completed,
    signal: AbortSignal,
  ): Promise<readonly string[]> {
    const first = completed.text ?? "";
    const shown = this.isShown(request, first.slice(request.selectedText.length));
    const draw = async (sampling: Sampling, late: AbortSignal): Promise<string | undefined> => {
      if (signal.aborted) return undefined;
      const drawn = await this.evaluate({ ...request, sampling }, AbortSignal.any([signal, late]));
      return drawn.outcome === "shown" ? drawn.text : undefined;
    };
    this.idle.stop("A request goes first.");
    // What comes after the first one is prepared again when it is shown.
    this.next = undefined;
    for (const flight of [this.flight, this.ahead]) flight?.abort("The user asked for a choice.");
    const others = await alternatives({ text: first, shown }, this.options.clock, draw);
    // None in the short time there was may be some when the user asks again.
    if (!signal.aborted && (shown || others.length > 0)) this.drawn = { place: request, texts: others };
    // The one that is shown first is the one that typing goes on from.
    const text = first.slice(request.selectedText.length);
    if (text !== "") this.cache.put(request, { id: request.id, text }, true);
    return others;
  }

  /** What was drawn for this place before: as long as nothing changes, the choice stays the same. */
  drawnAt(request: CompletionRequest): readonly string[] | undefined {
    return this.drawn !== undefined && samePlace(this.drawn.place, request) ? this.drawn.texts : undefined;
  }

  /** Whether that suggestion is the one on the screen. */
  private isShown(request: CompletionRequest, inserted: string): boolean {
    return this.next !== undefined && samePlace(this.next, afterAccepting(request, inserted));
  }

  /** The suggestion is on the screen: `inserted` is what accepting it inserts at the request's place. */
  shown(request: CompletionRequest, inserted: string): void {
    const after = afterAccepting(request, inserted);
    if (this.next !== undefined && samePlace(this.next, after)) return;
    this.next = after;
    if (this.cache.find(after) !== undefined) return;
    const goOn = (signal: AbortSignal): Promise<void> => this.prepare(after, signal);
    this.idle.plan({ afterMs: PREFETCH_AFTER_MS, work: goOn }, this.growth());
  }

  /**
   * The cursor rests, or a document was opened or saved: what a keystroke here needs is read into the cache, first
   * the small window, then the large one, with the code of other files that is known by then. Never loads a model,
   * and yields to every request.
   */
  rested(request: CompletionRequest, context: () => string | undefined): void {
    if (this.flight?.alive === true || this.cache.find(request) !== undefined) return;
    const tools = this.tools();
    const { view } = tools.engine;
    if (view.kind !== "ready") return;
    const chosen = promptFor({ ...tools, memory: this.memory }, request, view.model);
    const small = (signal: AbortSignal): Promise<void> => this.warm(request.uri, chosen.asked.prompt, signal);
    const large = (signal: AbortSignal): Promise<void> => {
      const known = { ...request, crossFileContext: context() };
      const { later, asked } = promptFor({ ...tools, memory: this.memory }, known, view.model);
      return this.grow(request.uri, later ?? asked.prompt, signal);
    };
    this.idle.plan({ afterMs: 0, work: small }, { afterMs: this.growthWait.ms, work: large });
  }

  /** A document was closed. */
  forget(uri: string): void {
    this.cache.forget(uri);
    this.memory.forget(uri);
    if (this.flight?.anchor.uri === uri) this.flight.abort("Its document was closed.");
  }

  dispose(): void {
    this.unsubscribe();
    this.flight?.abort("The language server shuts down.");
    this.idle.stop("The language server shuts down.");
    this.cache.clear();
  }

  private get chatSpeaks(): boolean {
    return (this.options.engine.status?.queued.chat ?? 0) > 0;
  }

  private tools(): CompletionTools {
    return { ...this.options.tools(), engine: this.options.engine };
  }

  /** Nothing that the engine's cache held is there any more; what an `other` model said is of no use either. */
  private reloaded(other: boolean): void {
    this.idle.stop("The model was loaded again.");
    this.ahead?.abort("The model was loaded again.");
    this.memory.clear();
    this.later = undefined;
    this.drawn = undefined;
    this.next = undefined;
    this.rhythm.forgetLatency();
    this.growthWait.forget();
    if (other) this.cache.clear();
  }

  private async join(request: CompletionRequest, signal: AbortSignal): Promise<Completed | undefined> {
    const flight = [this.flight, this.ahead].find((each) => each?.alive === true && each.matches(request));
    // While a chat speaks, background work stands still: nobody may wait for it.
    const stalled = flight === this.ahead && this.chatSpeaks;
    if (flight === undefined || stalled) return undefined;
    const result = await flight.wait(request, signal);
    if (result === undefined || result.outcome !== "shown") return undefined;
    const recalled = this.recall(request);
    return recalled && { ...result, ...recalled, source: "joined" };
  }

  private async start(request: CompletionRequest, invoked: boolean, signal: AbortSignal): Promise<Completed> {
    signal.throwIfAborted();
    // A generation may have ended since the cache was asked.
    const recalled = this.recall(request);
    if (recalled !== undefined) return recalled;
    this.flight?.abort("A newer request asks for another place.");
    this.ahead?.abort("A request goes first.");
    this.idle.stop("A request goes first.");
    const debounceMs = invoked ? 0 : this.rhythm.delay(linePrefixOf(request));
    if (debounceMs > 0) await pause(this.options.clock, debounceMs, signal);
    const began = this.options.clock.now();
    const afterAccepted = this.next !== undefined && samePlace(this.next, request);
    const flight = new Flight<Completed>(request, this.options.clock, async (own, onText) => {
      const completed = await this.evaluate({ ...request, afterAccepted }, own, onText);
      if (!own.aborted && this.later !== undefined) this.idle.plan(this.growth());
      if (!own.aborted) this.rhythm.evaluated(this.options.clock.now() - began);
      return completed;
    });
    this.flight = flight;
    const completed = await flight.wait(request, signal);
    // A new flight never diverges from its own place: nothing was typed since.
    const outcome = completed ?? { outcome: "cancelled", detail: "It was no longer wanted." };
    return {
      ...outcome,
      debounceMs,
      steps: [{ step: "debounce", ms: debounceMs }, ...(outcome.steps ?? [])],
    };
  }

  private async evaluate(
    request: CompletionRequest,
    signal: AbortSignal,
    onText?: (text: string) => void,
  ): Promise<Completed> {
    const { tooLong, ...completed } = await this.ask(request, signal, onText);
    if (tooLong !== true || !this.memory.tooLong(request.uri)) return completed;
    // The same place with less code around it; what was learnt about the document holds for its next prompts.
    return this.evaluate(request, signal, onText);
  }

  private async ask(
    request: CompletionRequest,
    signal: AbortSignal,
    onText?: (text: string) => void,
  ): Promise<Completed> {
    const { memory } = this;
    this.later = undefined;
    const onSmallWindow = (full: Prompt): void => {
      this.later = { uri: request.uri, prompt: full };
    };
    const tools = { ...this.tools(), memory, onSmallWindow };
    const { model } = this.loaded;
    const completed = await complete(tools, request, signal, onText);
    const text = completed.text?.slice(request.selectedText.length) ?? "";
    const { chances } = completed;
    const isFormer = model !== undefined && model !== this.loaded.model;
    if (completed.outcome === "shown" && text !== "" && !isFormer) {
      const drawn = request.sampling !== undefined;
      this.cache.put(request, { id: request.id, text, ...(chances && { chances }) }, drawn);
    }
    return completed;
  }

  /** Goes on quietly with the lines after a suggestion that was ended by a rule, for when it is accepted. */
  private async prepare(request: CompletionRequest, signal: AbortSignal): Promise<void> {
    this.flight?.abort("Its place was left.");
    const ahead = new Flight<Completed>(request, this.options.clock, (own, onText) =>
      this.evaluate({ ...request, lane: "background" }, own, onText),
    );
    this.ahead = ahead;
    try {
      await ahead.wait(request, signal);
    } finally {
      if (signal.aborted) ahead.abort("A request goes first.");
    }
  }

  private growth(): IdleTask {
    const work = async (signal: AbortSignal): Promise<void> => {
      const { later } = this;
      this.later = undefined;
      if (later !== undefined) await this.grow(later.uri, later.prompt, signal);
    };
    return { afterMs: this.growthWait.ms, work };
  }

  private async grow(uri: string, prompt: Prompt, signal: AbortSignal): Promise<void> {
    if (this.memory.cost(prompt) === 0) return;
    const began = this.options.clock.now();
    const took = (): number => this.options.clock.now() - began;
    // While a chat speaks, background work stands still: that says nothing about reading.
    const alone = !this.chatSpeaks;
    try {
      await this.warm(uri, prompt, signal);
      if (alone && !this.chatSpeaks) this.growthWait.ended(took());
    } catch (error) {
      if (signal.aborted && alone && !this.chatSpeaks) this.growthWait.interrupted(took());
      throw error;
    }
  }

  private async warm(uri: string, prompt: Prompt, signal: AbortSignal): Promise<void> {
    if (this.memory.cost(prompt) === 0) return;
    this.memory.begin(prompt);
    try {
      await this.options.engine.prefill({ lane: "background", cache: "completion", prompt }, signal);
    } catch (error) {
      if (isTooLong(error)) this.memory.tooLong(uri);
      throw error;
    }
    this.memory.note(prompt);
  }
}

/** What a hit still inserts: closers that the editor added meanwhile are not inserted again. */
function remaining(hit: CacheHit): string {
  return hit.closers === "" ? hit.rest : withoutTyped(hit.rest, hit.closers);
}

function samePlace(a: Place, b: Place): boolean {
  return a.uri === b.uri && a.offset === b.offset && a.text === b.text;
}

function linePrefixOf({ text, offset }: Place): string {
  return text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset);
}
