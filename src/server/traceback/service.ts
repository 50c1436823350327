/** `gemwright/traceback` parses without the model; `gemwright/explain` asks it with the frames' code attached. */
import type { ExplainParams, ExplainResult, TracebackParams } from "../../protocol/lsp.ts";
import type { TracebackFailure } from "../../protocol/traceback.ts";
import type { ChatService } from "../chat/service.ts";
import type { Workspace } from "../workspace.ts";
import { gatherFrames, type OpenText } from "./gather.ts";
import { explainQuestion } from "./question.ts";
import { parseTraceback } from "./registry.ts";
import { resolveFailure } from "./resolve.ts";

/** The last failure in the text, with its frames resolved; null when the text holds none. */
export function readFailure(params: TracebackParams, workspace: Workspace): TracebackFailure | null {
  const parsed = parseTraceback(params.text);
  return parsed === undefined ? null : resolveFailure(parsed, workspace, params.cwd);
}

export interface ExplainDependencies {
  readonly chat: ChatService;
  readonly workspace: Workspace;
  readonly openText: OpenText;
}

/** Streams like a chat: sources first, then thought and text. */
export async function explainFailure(
  params: ExplainParams,
  { chat, workspace, openText }: ExplainDependencies,
  signal: AbortSignal,
): Promise<ExplainResult> {
  const question = explainQuestion(params);
  const attachments = gatherFrames(params.failure, workspace, openText);
  const turns = [{ role: "user", content: question }] as const;
  const result = await chat.answer({ id: params.id, turns, attachments, thinking: true }, signal);
  return { ...result, question };
}
