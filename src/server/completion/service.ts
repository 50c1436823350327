/**
 * `textDocument/inlineCompletion`: at most one generation alive per window, nothing older than its document
 * version, a trace for every request, and never an error response for a keystroke.
 */
import { randomUUID } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import {
  type InlineCompletionItem,
  type InlineCompletionParams,
  InlineCompletionTriggerKind,
} from "vscode-languageserver-protocol";
import type { CompletionTrace, CursorRest, EditorIndentation, Learned } from "../../protocol/lsp.ts";
import type { Settings } from "../../protocol/settings.ts";
import { Cancelled } from "../abort.ts";
import type { Engine } from "../engine/engine.ts";
import { type Clock, systemClock } from "../engine/sidecar/clock.ts";
import { describeError, type Log } from "../log.ts";
import type { SourceDocument } from "./cells.ts";
import type { Completed } from "./complete.ts";
import { gate, type Refusal } from "./gate/gate.ts";
import { scopeRefusal } from "./gate/scope-gate.ts";
import { SuggestionPolicy } from "./judge/policy.ts";
import { Loaded } from "./loaded.ts";
import { type CompletionPoint, type CompletionRequest, completionRequest } from "./request.ts";
import { RestingCursor } from "./resting-cursor.ts";
import { Stopwatch } from "./stopwatch.ts";
import { Suggester } from "./suggester.ts";
import type { SyntaxCheck } from "./syntax/check.ts";
import { traceLine } from "./trace.ts";

export interface CompletionServiceOptions {
  readonly engine: Engine;
  readonly log: Log;
  readonly settings: () => Settings;
  readonly document: (uri: string) => SourceDocument | undefined;
  /** Path shown to the model and in the log, relative to its folder. */
  readonly displayPath: (uri: string) => string;
  /** Path that patterns are matched with, relative to its folder. */
  readonly pathInFolder: (uri: string) => string;
  /** Looked at only while completions are off on battery. */
  readonly power?: { readonly onBattery: boolean };
  /** Called after each request, e.g. to publish the status. */
  readonly onTrace: (trace: CompletionTrace) => void;
  /** Code of other files for a request, stable parts first; asked at every request, so it must be quick. */
  readonly crossFileContext?: (request: CompletionRequest) => string;
  /** Looks whether a suggestion breaks its file; none = suggestions are shown unparsed. */
  readonly syntax?: SyntaxCheck | undefined;
  readonly clock?: Clock;
  /** What was learnt before, and who keeps what is learnt now. */
  readonly learned?: Learned | undefined;
  readonly onLearned?: (learned: Learned) => void;
}

interface Asked {
  /** The version answered for, and the one the document has now. */
  readonly version: number;
  readonly current: () => number | undefined;
  readonly invoked: boolean;
  readonly watch: Stopwatch;
}

/** Command of each item: editors send it back (`workspace/executeCommand`) on acceptance, with the trace id. */
export const ACCEPTED_COMMAND = "gemwright.completionAccepted";

export class CompletionService {
  private readonly options: CompletionServiceOptions;
  private alive: AbortController | undefined;
  private trace: CompletionTrace | undefined;
  private readonly suggester: Suggester;
  private readonly policy: SuggestionPolicy;
  private readonly resting: RestingCursor;
  private readonly unsubscribe: () => void;
  /** By document, as the editor told them. */
  private readonly indentations = new Map<string, EditorIndentation>();

  constructor(options: CompletionServiceOptions) {
    this.options = options;
    this.policy = new SuggestionPolicy({
      engine: options.engine,
      settings: () => options.settings().completion,
      now: () => (options.clock ?? systemClock).now(),
      learned: options.learned,
      onLearned: options.onLearned,
    });
    this.suggester = new Suggester({
      engine: options.engine,
      tools: () => ({ settings: options.settings().completion, syntax: options.syntax }),
      clock: options.clock ?? systemClock,
    });
    this.resting = new RestingCursor((uri) => options.document(uri)?.version);
    const loaded = new Loaded(options.engine, {
      onReady: () => this.resting.place && this.warm(this.resting.place),
    });
    // Behind the suggester, which first forgets what the former model had read.
    this.unsubscribe = options.engine.onDidChange(() => loaded.look());
  }

  /** The trace of the last request that ended. */
  get last(): CompletionTrace | undefined {
    return this.trace;
  }

  /** The item to show, or none. Never rejects. */
  async provide(params: InlineCompletionParams, signal: AbortSignal): Promise<InlineCompletionItem[]> {
    this.alive?.abort(new Cancelled("A newer completion request took its place."));
    const own = new AbortController();
    this.alive = own;
    const id = randomUUID();
    const started = performance.now();
    const document = this.options.document(params.textDocument.uri);
    const completed = await this.attempt(id, params, AbortSignal.any([signal, own.signal])).catch(
      (error: unknown): Completed => {
        this.options.log.error(`completion ${id.slice(0, 8)}: ${describeError(error)}`);
        return { outcome: "error", detail: `The completion failed unexpectedly: ${String(error)}` };
      },
    );
    if (this.alive === own) this.alive = undefined;
    const { chances: _, ...told } = completed;
    this.record({
      id,
      uri: params.textDocument.uri,
      line: params.position.line,
      character: params.position.character,
      totalMs: Math.round((performance.now() - started) * 10) / 10,
      ...told,
    });
    if (completed.outcome !== "shown" || completed.text === undefined || document === undefined) return [];
    const range = params.context.selectedCompletionInfo?.range ?? {
      start: params.position,
      end: params.position,
    };
    const command = { title: "Gemwright: completion accepted", command: ACCEPTED_COMMAND, arguments: [id] };
    const texts = [completed.text, ...(completed.alternatives ?? [])];
    return texts.map((insertText) => ({ insertText, range, command }));
  }

  /** The user took the item of that trace. */
  accepted(id: string): void {
    this.options.log.info(`completion ${id.slice(0, 8)} accepted`);
    this.policy.accepted(id);
  }

  /** The user dismissed the item of that trace. */
  dismissed(id: string): void {
    this.options.log.info(`completion ${id.slice(0, 8)} dismissed`);
    this.policy.dismissed(id);
  }

  /** The cursor rests there: what a completion needs there is read ahead, when one may be asked for. */
  rested(rest: CursorRest): void {
    if (rest.indentation !== undefined) this.indentations.set(rest.uri, rest.indentation);
    this.resting.rests(rest);
    this.warm(rest);
  }

  /** The editor closed a document. */
  closed(uri: string): void {
    this.indentations.delete(uri);
    this.suggester.forget(uri);
    this.policy.forget(uri);
    this.resting.forget(uri);
  }

  /** Ends the request in flight, if any. */
  dispose(): void {
    this.unsubscribe();
    this.suggester.dispose();
    this.options.syntax?.dispose();
    this.alive?.abort(new Cancelled("The language server shuts down."));
  }

  private async attempt(id: string, params: InlineCompletionParams, signal: AbortSignal): Promise<Completed> {
    const watch = new Stopwatch();
    const document = this.options.document(params.textDocument.uri);
    const invoked = params.context.triggerKind === InlineCompletionTriggerKind.Invoked;
    if (!invoked) this.suggester.keystroke();
    const refusal = this.refusal(document, invoked);
    watch.lap("gate");
    if (refusal?.wakeEngine === true) this.wake();
    if (refusal !== undefined || document === undefined) {
      const { outcome, detail } = refusal ?? { outcome: "unknownDocument", detail: "" };
      return { outcome, detail, steps: watch.steps };
    }
    const { position, context } = params;
    const request = this.request(id, document, { position, selected: context.selectedCompletionInfo });
    watch.lap("context");
    this.policy.asked(request, invoked);
    const current = (): number | undefined => this.options.document(params.textDocument.uri)?.version;
    const answered = await this.answer(
      request,
      { current, version: document.version, invoked, watch },
      signal,
    );
    const judged = this.policy.judge(answered, request, invoked);
    const completed = await this.withAlternatives(judged, { request, invoked }, signal);
    if (completed.outcome === "shown" && completed.text !== undefined) {
      this.suggester.shown(request, insertedOf(completed, request));
    }
    return { ...completed, steps: [...watch.steps, ...(completed.steps ?? [])] };
  }

  /** Asked by key the user wants a choice; editors ask for it once, whether or not the first one shows by then. */
  private async withAlternatives(
    completed: Completed,
    { request, invoked }: { readonly request: CompletionRequest; readonly invoked: boolean },
    signal: AbortSignal,
  ): Promise<Completed> {
    if (completed.outcome !== "shown") return completed;
    const drawn = this.suggester.drawnAt(request);
    const others = drawn ?? (invoked ? await this.suggester.alternatives(request, completed, signal) : []);
    if (signal.aborted) return { ...completed, outcome: "cancelled", detail: "The editor cancelled it." };
    return others.length === 0 ? completed : { ...completed, alternatives: others };
  }

  private refusal(document: SourceDocument | undefined, invoked: boolean): Refusal | undefined {
    return gate({
      settings: this.options.settings().completion,
      engine: this.options.engine.view,
      document: document && {
        languageId: document.languageId,
        text: document.getText(),
        path: this.options.pathInFolder(document.uri),
      },
      invoked,
      onBattery: () => this.options.power?.onBattery ?? false,
    });
  }

  private request(
    id: string,
    document: SourceDocument,
    place: Pick<CompletionPoint, "position" | "selected">,
  ): CompletionRequest {
    const plain = completionRequest(document, {
      id,
      path: this.options.displayPath(document.uri),
      indentation: this.indentations.get(document.uri),
      ...place,
    });
    return { ...plain, crossFileContext: this.options.crossFileContext?.(plain) };
  }

  private async answer(
    request: CompletionRequest,
    { current, version, invoked, watch }: Asked,
    signal: AbortSignal,
  ): Promise<Completed> {
    if (!invoked) {
      const { settings, syntax } = this.options;
      const refusal = await scopeRefusal(request, settings().completion, syntax);
      if (refusal !== undefined) return refusal;
    }
    const recalled = this.suggester.recall(request);
    watch.lap("cache");
    if (recalled !== undefined) return recalled;
    // Messages that already arrived, a cancellation or a newer keystroke, are handled before any work.
    await setImmediate();
    const completed = await this.suggester.suggest(request, invoked, signal);
    if (current() === version) return completed;
    return { ...completed, outcome: "cancelled", detail: "The document changed while the model answered." };
  }

  private warm({ uri, position }: CursorRest): void {
    const document = this.options.document(uri);
    if (document === undefined || this.refusal(document, false) !== undefined) return;
    const request = this.request(randomUUID(), document, { position });
    this.options.syntax?.prepare(request);
    this.suggester.rested(request, () => this.options.crossFileContext?.(request));
  }

  private wake(): void {
    this.options.engine.load().catch((error: unknown) => {
      this.options.log.warn(`The model could not be loaded: ${String(error)}`);
    });
  }

  private record(trace: CompletionTrace): void {
    this.trace = trace;
    this.options.log.info(traceLine(trace, this.options.displayPath(trace.uri)));
    this.options.onTrace(trace);
  }
}

function insertedOf({ text = "" }: Completed, { selectedText }: CompletionRequest): string {
  return text.slice(selectedText.length);
}
