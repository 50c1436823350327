/**
 * Fits a conversation into the window that was really allocated, counted with the model's own tokenizer.
 * Turns are never cut: a conversation that is too long is refused in words. Attachments are cut at line
 * borders, and the user is told which.
 */
import { FailureError } from "../../protocol/failure.ts";
import type { ChatSource, ChatTurn } from "../../protocol/lsp.ts";
import { attachmentSource, type FittedAttachment, renderAttachment, wholeAttachment } from "./attachments.ts";
import type { ContextPart } from "./context-source.ts";
import { type PromptBlock, SYSTEM_PROMPT } from "./prompt.ts";

export type CountTokens = (texts: readonly string[]) => Promise<number[]>;

export interface ChatWindow {
  /** Allocated window, tokens. */
  readonly contextTokens: number;
  /** Tokens of one answer at most, thought included. */
  readonly maxTokens: number;
}

export interface FittedAttachments {
  readonly blocks: readonly PromptBlock[];
  readonly sources: readonly ChatSource[];
  readonly tokens: number;
}

/** Turn markers, role names and the thought block, per message; read off the template, rounded up. */
const TOKENS_PER_MESSAGE = 8;
const TOKENS_PER_CONVERSATION = 24;
/** An answer needs this much room, or the question is refused. */
const LEAST_ANSWER_TOKENS = 128;

/** Tokens set aside for the answer: a quarter of the window, or less when the settings say so. */
export function answerReserve(window: ChatWindow): number {
  const quarter = Math.floor(window.contextTokens / 4);
  return Math.min(window.maxTokens, Math.max(LEAST_ANSWER_TOKENS, quarter));
}

export interface AttachmentBudget {
  readonly turnTokens: number;
  /** Prompt tokens left for attachments. */
  readonly budget: number;
  /** The same after each turn, as if it were the last. */
  readonly freeAt: readonly number[];
}

/** What is left for attachments. Throws FailureError `chat.tooLong` when the turns alone do not fit. */
export async function attachmentBudget(
  turns: readonly ChatTurn[],
  window: ChatWindow,
  count: CountTokens,
): Promise<AttachmentBudget> {
  const [system = 0, ...counts] = await count([SYSTEM_PROMPT, ...turns.map((turn) => turn.content)]);
  let turnTokens = system + TOKENS_PER_MESSAGE + TOKENS_PER_CONVERSATION;
  const freeAt = counts.map((tokens) => {
    turnTokens += tokens + TOKENS_PER_MESSAGE;
    return window.contextTokens - answerReserve(window) - turnTokens;
  });
  const budget = freeAt.at(-1) ?? 0;
  if (budget >= 0) return { turnTokens, budget, freeAt };
  throw new FailureError({
    code: "chat.tooLong",
    message: `The conversation needs ${turnTokens} tokens and room for an answer, but the model's window holds ${window.contextTokens} tokens.`,
    nextStep: "Start a new chat, shorten the question, or raise gemwright.model.contextTokens.",
  });
}

/**
 * Keeps attachments in order as long as they fit, and cuts the one that does not at a line border. `lastTurn` is
 * where those stand that name no turn.
 */
export async function fitAttachments(
  attachments: readonly ContextPart[],
  { budget, lastTurn }: { readonly budget: number; readonly lastTurn: number },
  count: CountTokens,
): Promise<FittedAttachments> {
  const whole = attachments.map(wholeAttachment);
  const counts = whole.length === 0 ? [] : await count(whole.map(renderAttachment));
  const blocks: PromptBlock[] = [];
  const sources: ChatSource[] = [];
  let left = budget;
  for (const [index, attachment] of whole.entries()) {
    const tokens = counts[index] ?? 0;
    const fitted = tokens <= left ? { fitted: attachment, tokens } : await cut(attachment, left, count);
    if (fitted.tokens <= left) {
      blocks.push({ turn: attachment.attachment.turn ?? lastTurn, text: renderAttachment(fitted.fitted) });
      left -= fitted.tokens;
      sources.push(attachmentSource(fitted.fitted, fitted.tokens));
    } else {
      sources.push(attachmentSource({ ...attachment, keptLines: 0 }, 0));
    }
  }
  return { blocks, sources, tokens: budget - left };
}

interface Measured {
  readonly fitted: FittedAttachment;
  readonly tokens: number;
}

/** The largest number of lines whose block fits, by bisection; 0 lines still say that something is missing. */
async function cut(whole: FittedAttachment, budget: number, count: CountTokens): Promise<Measured> {
  let low = 0;
  let high = whole.totalLines;
  let best = await measure({ ...whole, keptLines: 0 }, count);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    const candidate = await measure({ ...whole, keptLines: middle }, count);
    if (candidate.tokens <= budget) {
      low = middle;
      best = candidate;
    } else high = middle;
  }
  return best;
}

async function measure(fitted: FittedAttachment, count: CountTokens): Promise<Measured> {
  const [tokens] = await count([renderAttachment(fitted)]);
  return { fitted, tokens: tokens ?? 0 };
}
