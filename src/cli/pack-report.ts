/** What a pack holds, in words for a terminal. */
import type { IndexStatus, PackParams, PackResult } from "../protocol/context.ts";
import { print, printLine } from "./terminal.ts";

/** As text, as a table or as JSON. */
export function showPack(
  result: PackResult,
  { json, stats }: { json?: boolean | undefined; stats?: boolean | undefined },
): void {
  if (json === true) {
    printLine(JSON.stringify(result, null, 2));
    return;
  }
  if (stats !== true) {
    print(result.text);
    return;
  }
  for (const { path, level, tokens, score, reason, startLine, endLine } of result.files) {
    const lines = startLine === undefined || endLine === undefined ? "" : `:${startLine}-${endLine}`;
    printLine(
      `${String(tokens).padStart(7)}  ${score.toFixed(3)}  ${level.padEnd(10)}  ${path}${lines}  (${reason})`,
    );
  }
}

interface Circumstances {
  readonly status: IndexStatus | undefined;
  readonly params: PackParams;
  /** One was named. */
  readonly model: boolean;
}

/** What came out, and what to do when that is nothing. */
export function summary(result: PackResult, { status, params, model }: Circumstances): string {
  const shown = result.files.filter((file) => file.level !== "path").length;
  const counted = result.counted === "model" ? "counted by the model" : "estimated: no model";
  const why = result.counted === "estimate" && model ? " can count" : "";
  const index =
    status === undefined ? "" : `; index of ${status.files} files, ${status.skippedCount} skipped`;
  const line = `${result.tokens} tokens (${counted}${why}), ${shown} parts, ${result.omitted.length} left out${index}`;
  const hint = shown === 0 ? hintFor(status, params) : undefined;
  return hint === undefined ? line : `${line}\n${hint}`;
}

function hintFor(status: IndexStatus | undefined, params: PackParams): string | undefined {
  if (status?.files === 0) {
    const reasons = Object.entries(status.skippedReasons).map(([reason, files]) => `${files} ${reason}`);
    return `Nothing in the folder can be packed${reasons.length === 0 ? ": it holds no file." : ` (skipped: ${reasons.join(", ")}).`}`;
  }
  const { query, at, mode, include, exclude, budgetTokens } = params;
  if (query === undefined && at === undefined && mode !== "repository")
    return "Nothing was asked for: use --query or --at, or --mode repository for as much of the folder as fits.";
  if (include !== undefined || exclude !== undefined)
    return "Nothing that --include and --exclude leave was found, or fits: name other files with them, or ask for something else.";
  if (at !== undefined) return "Nothing in other files belongs to that place, or fits.";
  const size = budgetTokens === undefined ? "the window" : `${budgetTokens} tokens`;
  return `Nothing that was found fits ${size}: ask in other words, or give more with --budget.`;
}
