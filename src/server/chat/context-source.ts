/**
 * Where code for a question may come from besides what the user attached. The chat asks each source in order
 * and attaches what it returns; the repository index is one such source.
 */
import type { ChatAttachment, ChatTurn } from "../../protocol/lsp.ts";

export interface ContextQuestion {
  readonly turns: readonly ChatTurn[];
  readonly attachments: readonly ChatAttachment[];
  /** Prompt tokens still free in the allocated window, beside the turns and the user's attachments. */
  readonly budgetTokens: number;
  /** The same at each turn, when it was the last one and nothing was attached: it never changes afterwards. */
  readonly freeAt: readonly number[];
}

/** Code for a question, one entry of its list of sources. */
export interface ContextPart extends ChatAttachment {
  /** As the model reads it, fenced; without it the part is shown as an attachment is. */
  readonly block?: string;
}

export interface ContextSource {
  /** Named in the log, e.g. `index`. */
  readonly name: string;
  /**
   * In the order of the prompt. Those of earlier turns are what the model was shown then. Parts are cut like
   * attachments when they do not fit.
   */
  gather(question: ContextQuestion, signal: AbortSignal): Promise<readonly ContextPart[]>;
}
