/** `gemwright/chat`: waits for the model, fits the prompt into its window, streams thought and text. */
import type { Generated, GenerateResult, LoadedModel } from "../../protocol/engine.ts";
import { FailureError } from "../../protocol/failure.ts";
import type { ChatAttachment, ChatEvent, ChatParams, ChatResult, ChatTurn } from "../../protocol/lsp.ts";
import type { Settings } from "../../protocol/settings.ts";
import { raceAbort } from "../abort.ts";
import type { Engine, EngineRequest } from "../engine/engine.ts";
import type { Log } from "../log.ts";
import {
  type AttachmentBudget,
  answerReserve,
  attachmentBudget,
  type CountTokens,
  type FittedAttachments,
  fitAttachments,
} from "./budget.ts";
import type { ContextPart, ContextQuestion, ContextSource } from "./context-source.ts";
import { EventPace } from "./event-pace.ts";
import { conversation } from "./prompt.ts";

export interface ChatServiceOptions {
  readonly engine: Engine;
  readonly log: Log;
  readonly settings: () => Settings;
  readonly emit: (event: ChatEvent) => void;
  readonly contextSources: readonly ContextSource[];
}

/** Gemma's recommended sampling for conversation. */
const SAMPLING = { temperature: 1, topP: 0.95, topK: 64 } as const;

export class ChatService {
  private readonly options: ChatServiceOptions;

  constructor(options: ChatServiceOptions) {
    this.options = options;
  }

  /** Streams events with `params.id`, then returns. Throws FailureError; rejects when `signal` aborts. */
  async answer(params: ChatParams, signal: AbortSignal): Promise<ChatResult> {
    checkTurns(params.turns);
    const { engine, emit, settings } = this.options;
    const model = await this.ready(params.id, signal);
    const window = { contextTokens: model.contextTokens, maxTokens: settings().chat.maxTokens };
    const count = (texts: readonly string[]) => raceAbort(engine.countTokens(texts), signal);
    const free = await attachmentBudget(params.turns, window, count);
    const fitted = await this.fit(params, free, count, signal);
    if (fitted.sources.length > 0) emit({ id: params.id, kind: "sources", sources: fitted.sources });
    if (engine.view.kind === "ready" && engine.view.busy) {
      emit({ id: params.id, kind: "waiting", reason: "queued" });
    }
    const room = window.contextTokens - free.turnTokens - fitted.tokens;
    const maxTokens = Math.max(answerReserve(window), Math.min(window.maxTokens, room));
    const request: EngineRequest = {
      lane: "chat",
      prompt: {
        kind: "chat",
        messages: conversation(params.turns, fitted.blocks),
        thinking: params.thinking,
      },
      sampling: SAMPLING,
      maxTokens,
      // A thought may take half of the room; after that the answer begins.
      ...(params.thinking ? { maxThoughtTokens: Math.floor(maxTokens / 2) } : {}),
    };
    const result = await this.write(params.id, request, signal);
    return { ...result, contextTokens: model.contextTokens };
  }

  /** Whoever stops an answer keeps what was written until then. */
  private async write(id: string, request: EngineRequest, signal: AbortSignal): Promise<GenerateResult> {
    const pace = new EventPace(this.options.emit);
    const flush = (): void => pace.flush();
    const onEvent = (event: Generated): void => {
      const shown = chatEventOf(id, event);
      if (shown !== undefined && !signal.aborted) pace.push(shown);
    };
    signal.addEventListener("abort", flush, { once: true });
    try {
      return await this.options.engine.generate(request, onEvent, signal);
    } finally {
      signal.removeEventListener("abort", flush);
      flush();
    }
  }

  /** Loads the model when it is not there, and says what is being waited for. */
  private async ready(id: string, signal: AbortSignal): Promise<LoadedModel> {
    const { engine, emit } = this.options;
    let told: string | undefined;
    const tell = (): void => {
      const reason = waitingReason(engine);
      if (reason !== undefined && reason !== told) emit({ id, kind: "waiting", reason });
      told = reason ?? told;
    };
    tell();
    const unsubscribe = engine.onDidChange(tell);
    try {
      return await raceAbort(engine.load(), signal);
    } finally {
      unsubscribe();
    }
  }

  /** The user's attachments first, then what the sources find; in the prompt these stand nearest to the question. */
  private async fit(
    params: ChatParams,
    { budget, freeAt }: AttachmentBudget,
    count: CountTokens,
    signal: AbortSignal,
  ): Promise<FittedAttachments> {
    const { turns } = params;
    const lastTurn = turns.length - 1;
    const attachments = params.attachments.map((attachment) => inItsTurn(attachment, turns));
    const own = await fitAttachments(attachments, { budget, lastTurn }, count);
    const left = budget - own.tokens;
    const parts = await this.gather({ turns, attachments, budgetTokens: left, freeAt }, signal);
    const found = await fitAttachments(parts, { budget: left, lastTurn }, count);
    return {
      blocks: [...found.blocks, ...own.blocks],
      sources: [...own.sources, ...found.sources],
      tokens: own.tokens + found.tokens,
    };
  }

  private async gather(question: ContextQuestion, signal: AbortSignal): Promise<ContextPart[]> {
    const parts: ContextPart[] = [];
    for (const source of this.options.contextSources) {
      try {
        parts.push(...(await raceAbort(source.gather(question, signal), signal)));
      } catch (error) {
        signal.throwIfAborted();
        // An answer without this context is better than none; the list of sources shows what is missing.
        this.options.log.warn(`Context from ${source.name} is missing: ${String(error)}`);
      }
    }
    return parts;
  }
}

/** A turn that is no question of the user counts as not named. */
function inItsTurn(attachment: ChatAttachment, turns: readonly ChatTurn[]): ChatAttachment {
  const { turn, ...rest } = attachment;
  return turn !== undefined && turns[turn]?.role === "user" ? attachment : rest;
}

function checkTurns(turns: readonly ChatTurn[]): void {
  const last = turns.at(-1);
  if (last?.role === "user" && last.content.trim() !== "") return;
  throw new FailureError({
    code: "chat.noQuestion",
    message: "The conversation does not end with a question of the user.",
    nextStep: "Type a question and send it again.",
  });
}

function waitingReason(engine: Engine): "starting" | "loading" | undefined {
  const { kind } = engine.view;
  if (kind === "loading") return "loading";
  return kind === "starting" || kind === "stopped" || kind === "restarting" ? "starting" : undefined;
}

function chatEventOf(id: string, event: Generated): ChatEvent | undefined {
  switch (event.kind) {
    case "prefill":
      return { id, kind: "prefill", done: event.done, total: event.total };
    case "thought":
      return { id, kind: "thought", text: event.text };
    case "text":
      return { id, kind: "text", text: event.text };
    case "prompt":
      return undefined;
    case "toolCall":
      // No tools are offered, so there is nothing to call.
      return undefined;
  }
}
