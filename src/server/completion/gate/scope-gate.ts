/** Comments and strings have switches of their own; only what is switched off costs a look at the syntax. */
import type { Settings } from "../../../protocol/settings.ts";
import type { CompletionRequest } from "../request.ts";
import type { SyntaxCheck } from "../syntax/check.ts";
import type { FileRefusal } from "./file-gate.ts";

/** Undefined when a suggestion may appear at the cursor, and when nobody can tell where it stands. */
export async function scopeRefusal(
  request: CompletionRequest,
  { inComments, inStrings }: Pick<Settings["completion"], "inComments" | "inStrings">,
  syntax: SyntaxCheck | undefined,
): Promise<FileRefusal | undefined> {
  if ((inComments && inStrings) || syntax === undefined) return undefined;
  const scope = await syntax.scope(request);
  if (scope === "comment" && !inComments) {
    return { outcome: "inComment", detail: "The cursor is in a comment (gemwright.completion.inComments)." };
  }
  if (scope === "string" && !inStrings) {
    return { outcome: "inString", detail: "The cursor is in a string (gemwright.completion.inStrings)." };
  }
  return undefined;
}
