/**
 * Where code for a question may come from besides what the user attached. The chat asks each source in order
 * and attaches what it returns; the repository index is one such source.
 */
import type { ChatAttachment, ChatTurn } from "../../protocol/lsp.ts";

export interface ContextQuestion {
  readonly turns: readonly ChatTurn[];
  readonly attachments: readonly ChatAttachment[];
  /** Prompt tokens still free in the allocated window. */
  readonly budgetTokens: number;
}

export interface ContextSource {
  /** Named in the log, e.g. `index`. */
  readonly name: string;
  /** Extra attachments, most important first. They are cut like any other when they do not fit. */
  gather(question: ContextQuestion, signal: AbortSignal): Promise<readonly ChatAttachment[]>;
}
