/** The size of a pack that names none: what a chat, or a completion, would get now. */
import type { PackParams } from "../../protocol/context.ts";
import type { LoadedModel } from "../../protocol/engine.ts";
import { FailureError } from "../../protocol/failure.ts";
import { attachmentBudget, type CountTokens } from "../chat/budget.ts";
import { planPack } from "./chat-plan.ts";
import { paramsOf } from "./chat-source.ts";
import { crossFileChars } from "./cross-file-size.ts";
import type { IndexedFolder } from "./folders.ts";
import type { SizedPack } from "./index/worker-protocol.ts";

/** Windows that are assumed while no model is loaded, tokens. The pack says so. */
const ASSUMED = { contextTokens: 65_536, completionTokens: 8192 };

export interface SizeParts {
  /** Undefined while none is loaded. */
  readonly model: LoadedModel | undefined;
  /** Tokens of one answer at most. */
  readonly maxTokens: number;
  readonly count: CountTokens;
  readonly folder: IndexedFolder;
  /** All that share the window. */
  readonly folders: readonly IndexedFolder[];
}

export async function sized(params: PackParams, parts: SizeParts): Promise<SizedPack> {
  const { budgetTokens, mode = "focus" } = params;
  if (budgetTokens !== undefined) return { ...params, budgetTokens, mode };
  const { contextTokens, completionTokens } = parts.model ?? ASSUMED;
  const loaded = parts.model !== undefined;
  if (params.at === undefined)
    return { ...(await likeChat(params, contextTokens, parts)), window: { tokens: contextTokens, loaded } };
  const maxChars = crossFileChars({ completionTokens });
  return { ...params, mode, budgetTokens: 0, maxChars, window: { tokens: completionTokens, loaded } };
}

async function likeChat(
  params: PackParams,
  contextTokens: number,
  { maxTokens, count, folder, folders }: SizeParts,
): Promise<SizedPack> {
  const turns = [{ role: "user" as const, content: params.query ?? "" }];
  const { budget, freeAt } = await attachmentBudget(turns, { contextTokens, maxTokens }, count);
  const plan = planPack({ turns, budgetTokens: budget, freeAt }, folders.length, []);
  if (plan === undefined) throw tooSmall(contextTokens);
  const asked = paramsOf({ turns }, folder, folders, plan);
  return {
    ...params,
    ...asked,
    mentions: [...(params.mentions ?? []), ...(asked.mentions ?? [])],
    exclude: [...(params.exclude ?? []), ...(asked.exclude ?? [])],
  };
}

function tooSmall(contextTokens: number): FailureError {
  return new FailureError({
    code: "index.noRoom",
    message: `The window of ${contextTokens} tokens leaves no room for code of the repository.`,
    nextStep: "Raise gemwright.model.contextTokens, or ask for a pack of a size of its own (budgetTokens).",
  });
}
