/** Whether a suggestion that is good in itself is shown: not below the limit of confidence, not just refused. */
import type { Learned } from "../../../protocol/lsp.ts";
import type { Settings } from "../../../protocol/settings.ts";
import type { Engine } from "../../engine/engine.ts";
import type { Completed } from "../complete.ts";
import type { CompletionRequest } from "../request.ts";
import { ConfidenceLimits } from "./confidence.ts";
import { Verdicts } from "./verdicts.ts";

export interface PolicyOptions {
  readonly engine: Engine;
  readonly settings: () => Settings["completion"];
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  readonly learned?: Learned | undefined;
  readonly onLearned?: ((learned: Learned) => void) | undefined;
}

interface Judged {
  readonly key: string;
  readonly confidence: number;
}

/** Suggestions whose end is still open. */
const CAPACITY = 20;

export class SuggestionPolicy {
  private readonly options: PolicyOptions;
  private readonly limits: ConfidenceLimits;
  private readonly verdicts: Verdicts;
  /** Trace id → how sure it was; oldest first. */
  private readonly open = new Map<string, Judged>();

  constructor(options: PolicyOptions) {
    this.options = options;
    this.limits = new ConfidenceLimits(options.learned, options.onLearned);
    this.verdicts = new Verdicts(options.now, {
      accepted: (id) => this.learn(id, (judged) => this.limits.accepted(judged.key, judged.confidence)),
      refused: (id, read) =>
        this.learn(id, (judged) => {
          if (read) this.limits.refused(judged.key, judged.confidence);
        }),
    });
  }

  /** A request arrived; asked by key, it forgives what was refused there. */
  asked(request: CompletionRequest, invoked: boolean): void {
    // An entry chosen in the suggestion list was not typed: the list only shows what the file would be.
    if (request.selectedText === "") this.verdicts.moved(request);
    else this.verdicts.covered(request);
    if (invoked) this.verdicts.forgive(request);
  }

  /** What to make of an answer; only what was asked for by typing is held back. */
  judge(completed: Completed, request: CompletionRequest, invoked: boolean): Completed {
    if (completed.outcome !== "shown" || completed.text === undefined) return completed;
    const text = completed.text.slice(request.selectedText.length);
    const refusal = invoked ? undefined : this.refusal(completed, request, text);
    if (refusal !== undefined) return { ...completed, ...refusal };
    const { id } = request;
    this.verdicts.shown({ id, place: request, text });
    if (completed.confidence !== undefined) {
      this.open.set(id, { key: this.key(request), confidence: completed.confidence });
      const oldest = this.open.keys().next();
      if (this.open.size > CAPACITY && oldest.done !== true) this.open.delete(oldest.value);
    }
    return completed;
  }

  accepted(id: string): void {
    this.verdicts.accepted(id);
  }

  dismissed(id: string): void {
    this.verdicts.dismissed(id);
  }

  forget(uri: string): void {
    this.verdicts.forget(uri);
  }

  private refusal(
    { confidence }: Completed,
    request: CompletionRequest,
    text: string,
  ): Pick<Completed, "outcome" | "detail"> | undefined {
    if (this.verdicts.isRefused(request, text)) {
      const detail = "You refused this suggestion here a moment ago; asked for by key it is shown again.";
      return { outcome: "justRefused", detail };
    }
    const limit = this.limit(request);
    if (limit === undefined || confidence === undefined || confidence >= limit) return undefined;
    const detail = `The model was not sure enough: confidence ${confidence.toFixed(2)}, the limit is ${limit.toFixed(2)} (gemwright.completion.confidence).`;
    return { outcome: "lowConfidence", detail };
  }

  private limit(request: CompletionRequest): number | undefined {
    const { confidence } = this.options.settings();
    if (confidence === "off") return undefined;
    return confidence === "adaptive" ? this.limits.limit(this.key(request)) : confidence;
  }

  /** Probabilities of two models, or of two languages, are not alike. */
  private key({ languageId }: CompletionRequest): string {
    const { view } = this.options.engine;
    return `${languageId} ${view.kind === "ready" ? view.model.name : ""}`;
  }

  private learn(id: string, take: (judged: Judged) => void): void {
    const judged = this.open.get(id);
    this.open.delete(id);
    if (judged !== undefined && this.options.settings().confidence === "adaptive") take(judged);
  }
}
