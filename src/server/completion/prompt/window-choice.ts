/**
 * Which window a prompt shows. The full one while the engine's cache holds it; right after a jump a small one,
 * whose evaluation a user can wait for, and the full one again once it was prepared in idle time.
 */
import type { FimSupport, Prompt } from "../../../protocol/engine.ts";
import type { CompletionRequest } from "../request.ts";
import { AnchorMemory } from "./anchor-memory.ts";
import { type Anchors, freshAnchors } from "./anchors.ts";
import { fimPrompt } from "./fim.ts";
import { completionPrompt, readablePrompt } from "./prompt.ts";
import { type CompletionWindow, completionWindow, nearLimits, type WindowBudget } from "./window.ts";

export interface AskedPrompt {
  readonly prompt: Prompt;
  /** The code fence that ends the answer of a chat model. */
  readonly fence: string | undefined;
}

export interface ChosenWindow {
  readonly window: CompletionWindow;
  readonly asked: AskedPrompt;
  /** The full prompt, when the small one was chosen: worth preparing while the user rests. */
  readonly later?: Prompt;
}

/** Characters beyond what the cache holds that are evaluated without asking for the small window. */
const WARM_CHARS = 800;
/** Lines of the small window: before the cursor 24 to 48, after it 12; fewer where they are long. */
const SMALL = { anchorLines: 24, suffixLines: 12 } as const;
const SMALL_PREFIX_CHARS = 1400;

/** Sequences of the engine's cache; with fewer, a jump back costs a small window. */
const REMEMBERED = 2;
/** What the engine evicts although a sequence is still empty; see `choose-sequence.ts` of the sidecar. */
const FEW_CHARS = 24;
const SMALL_PART = 0.25;
/** A file that has too many tokens for its characters gets half the window, down to this share of it. */
const SMALLEST_SHARE = 1 / 8;

/** Remembers the prompts evaluated last, as the engine's cache does: the one that a new prompt goes on from, or the
 * oldest, makes room. */
export class WindowMemory {
  readonly anchors = new AnchorMemory();
  /** Least recently used first. */
  private prompts: string[] = [];
  /** By document: the share of the window that holds as many characters as the others' whole one. */
  private readonly shares = new Map<string, number>();
  /** Code of other files that prompts were made with, the newest first. */
  private known: ReadonlyArray<{ readonly uri: string; readonly context: string }> = [];

  /**
   * The contexts to choose from for a document: the newest, then what the cache may hold of that document, and
   * none. What was gathered for another document may hold an older state of this one.
   */
  contexts({ uri, crossFileContext: context = "" }: CompletionRequest): readonly string[] {
    if (this.share(uri) < 1) return [""];
    const earlier = this.known.filter((other) => other.uri !== uri || other.context !== context);
    this.known = [{ uri, context }, ...earlier].slice(0, REMEMBERED + 1);
    const own = this.known.filter((known) => known.uri === uri);
    return [...new Set([...own.map((known) => known.context), ""])];
  }

  /** The prompt was evaluated, or is about to be. */
  note(prompt: Prompt): void {
    const text = readablePrompt(prompt);
    const replaced = this.replacedBy(text);
    this.prompts = [...this.prompts.filter((other) => other !== replaced), text].slice(-REMEMBERED);
  }

  /** The prompt is being evaluated and may not come to its end: what it drives out is gone already. */
  begin(prompt: Prompt): void {
    const text = readablePrompt(prompt);
    const replaced = this.replacedBy(text);
    if (replaced === undefined) {
      if (this.prompts.length === REMEMBERED) this.prompts.shift();
      return;
    }
    const left = replaced.slice(0, shared(replaced, text));
    this.prompts = this.prompts.map((other) => (other === replaced ? left : other));
  }

  /** The engine's cache is empty. */
  clear(): void {
    this.prompts = [];
    this.known = [];
    this.anchors.clear();
    this.shares.clear();
  }

  /** The document is closed. */
  forget(uri: string): void {
    this.anchors.forget(uri);
    this.shares.delete(uri);
  }

  /** The engine refused a prompt of the document as too long; false when it cannot be made shorter. */
  tooLong(uri: string): boolean {
    const share = this.share(uri);
    // What the engine holds now is not known: the refused prompt was noted in place of another.
    this.prompts = [];
    if (share <= SMALLEST_SHARE) return false;
    this.shares.set(uri, share / 2);
    return true;
  }

  /** The room for a document, after what was learnt about its tokens. */
  budget(uri: string, budget: WindowBudget): WindowBudget {
    const share = this.share(uri);
    const { prefixChars, suffixChars } = budget;
    return { ...budget, prefixChars: prefixChars * share, suffixChars: suffixChars * share };
  }

  private share(uri: string): number {
    return this.shares.get(uri) ?? 1;
  }

  /** Characters of `prompt` that the engine would read: it goes on from a prompt, or from the oldest one's beginning. */
  cost(prompt: Prompt): number {
    const text = readablePrompt(prompt);
    const oldest = this.prompts.length === REMEMBERED ? this.prompts[0] : undefined;
    const base = this.replacedBy(text) ?? oldest ?? "";
    return text.length - shared(text, base);
  }

  /** The prompt that the engine goes on from: one of which it keeps half, or most while a sequence is empty. */
  private replacedBy(text: string): string | undefined {
    const isFull = this.prompts.length === REMEMBERED;
    const goesOn = this.prompts.filter((other) => {
      const kept = shared(text, other);
      const evicted = other.length - kept;
      return isFull ? evicted <= kept : evicted <= Math.max(FEW_CHARS, kept * SMALL_PART);
    });
    return goesOn.toSorted((a, b) => shared(text, b) - shared(text, a))[0];
  }
}

function shared(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let same = 0;
  while (same < most && a[same] === b[same]) same++;
  return same;
}

/**
 * The window and prompt for `request`; without a memory always the full ones. `fim`: how the model fills in the
 * middle; without it the prompt is one for a chat model. Code of other files stands before everything else, so new
 * code there would make the engine read all again: until that was done in idle time, what it read before stays.
 */
export function chooseWindow(
  request: CompletionRequest,
  budget: WindowBudget,
  memory: WindowMemory | undefined,
  fim?: FimSupport,
): ChosenWindow {
  if (memory === undefined) {
    const anchors = freshAnchors(request, nearLimits(budget));
    return windowAndPrompt(request, { room: budget, anchors, fim });
  }
  const room = memory.budget(request.uri, budget);
  const everyAnchors = memory.anchors.for(request, nearLimits(room));
  const [own = "", ...others] = memory.contexts(request);
  const make = (of: WindowBudget, crossFileContext: string, anchors: Anchors): AnchoredWindow => ({
    anchors,
    ...windowAndPrompt({ ...request, crossFileContext }, { room: of, anchors, fim }),
  });
  const all = (of: WindowBudget, contexts: readonly string[]): AnchoredWindow[] =>
    contexts.flatMap((context) => everyAnchors.map((anchors) => make(of, context, anchors)));
  const cost = ({ asked }: ChosenWindow): number => memory.cost(asked.prompt);
  const isWarm = (chosen: ChosenWindow): boolean => cost(chosen) <= warmChars(chosen.asked.prompt);
  const take = ({ anchors, ...chosen }: AnchoredWindow, later?: Prompt): ChosenWindow => {
    memory.anchors.hold(request.uri, anchors);
    return { ...chosen, ...(later && { later }) };
  };
  const whole: AnchoredWindow[] = [];
  for (const anchors of everyAnchors) {
    const made = make(room, own, anchors);
    // The usual case: typing goes on.
    if (isWarm(made)) return take(made);
    whole.push(made);
  }
  const full = cheapest(whole, cost);
  const later = full.asked.prompt;
  const known = all(room, others).find(isWarm);
  if (known !== undefined) return take(known, later);
  const little = { ...room, ...SMALL, prefixChars: Math.min(room.prefixChars, SMALL_PREFIX_CHARS) };
  const small = cheapest(all(little, [own, ...others]), cost);
  return cost(small) >= cost(full) ? take(full) : take(small, later);
}

interface AnchoredWindow extends ChosenWindow {
  readonly anchors: Anchors;
}

/** The first one of the least cost. */
function cheapest<T>(all: readonly T[], cost: (each: T) => number): T {
  return all.reduce((best, other) => (cost(other) < cost(best) ? other : best));
}

/** When the anchor of a middle moves, the suffix is read again: that is no jump. */
function warmChars(prompt: Prompt): number {
  return prompt.kind === "fim" ? prompt.suffix.length + WARM_CHARS : WARM_CHARS;
}

interface Making {
  readonly room: WindowBudget;
  readonly anchors: Anchors;
  readonly fim: FimSupport | undefined;
}

function windowAndPrompt(request: CompletionRequest, { room, anchors, fim }: Making): ChosenWindow {
  const { path, languageId, crossFileContext, indentation } = request;
  const window = { ...completionWindow(request.text, request.offset, room, anchors), indentation };
  const asked =
    fim === undefined
      ? completionPrompt(window, path, languageId, crossFileContext)
      : { prompt: fimPrompt(window, fim, path, crossFileContext), fence: undefined };
  return { window, asked };
}
