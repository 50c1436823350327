/** `gemwright pack DIR`: the context an editor would send, as text, as a table or as JSON. */
import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import type { IndexOptions, IndexStatus, PackParams, PackResult } from "../protocol/context.ts";
import { ContextService } from "../server/context/service.ts";
import { uriOfPath } from "../server/workspace.ts";
import { askIndexed } from "./folder-code.ts";
import { MODEL_OPTIONS, MODEL_USAGE, modelPath, openEngine } from "./model.ts";
import { parsePlace } from "./place.ts";
import { type ExitCode, note, print, printLine, terminalLog, UsageError } from "./terminal.ts";

export const PACK_USAGE = `gemwright pack DIR [--budget N] [--query Q] [--at FILE:LINE:COLUMN] [--mode focus|repository] [--json|--stats]
  --budget N               size of the pack in tokens; with --model it may be left out: what a chat, or with --at
                           a completion, gets in the window of that model (@repo in the question chooses the mode)
  --query Q                what is asked, in words; repository files can be named with @path
  --at FILE:LINE:COLUMN    the pack a completion at that place would get (1-based)
  --mode MODE              focus: what matters for the query (default); repository: fill the budget
  --include, --exclude GLOB  in .gitignore syntax; may be repeated
  --json                   print text, tokens, files (path, level, tokens, score, reason), omitted and digest
  --stats                  print one line for each file instead of the text
  --index-directory DIR    where the index is kept; default: the user's cache
  Without --model tokens are estimated, and the result says so.
${MODEL_USAGE}`;

const OPTIONS = {
  ...MODEL_OPTIONS,
  budget: { type: "string" },
  query: { type: "string" },
  at: { type: "string" },
  mode: { type: "string" },
  include: { type: "string", multiple: true },
  exclude: { type: "string", multiple: true },
  json: { type: "boolean" },
  stats: { type: "boolean" },
  "index-directory": { type: "string" },
} as const;

export async function packCommand(args: readonly string[], signal: AbortSignal): Promise<ExitCode> {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS });
  const [directory, ...rest] = positionals;
  if (directory === undefined || rest.length > 0) throw new UsageError("One DIR is needed.");
  const root = existing(directory);
  const params = packParams(root, values);
  const { engine, settings } = openEngine(values);
  const context = new ContextService({
    engine,
    bundles: __dirname,
    options: indexOptions(values["index-directory"]),
    parsers: 1,
    chatMaxTokens: () => settings.chat.maxTokens,
    openText: () => undefined,
    onStatus: () => undefined,
    log: (message) => terminalLog.warn(message),
  });
  try {
    context.setFolders([uriOfPath(root)]);
    const ask = async (): Promise<PackResult> => {
      // The window is known once it is allocated.
      if (params.budgetTokens === undefined) await engine.load();
      return await context.pack(params, signal);
    };
    const result = await askIndexed(context, ask, signal);
    const [status] = await context.status();
    show(result, values);
    note(summary(result, status, modelPath(values) !== ""));
    return 0;
  } finally {
    await context.dispose();
    await engine.dispose();
  }
}

/** Git is asked for the times of commits, as in a workspace one trusts: nothing of the repository is run. */
function indexOptions(directory: string | undefined): IndexOptions {
  return { trusted: true, ...(directory === undefined ? {} : { directory: resolve(directory) }) };
}

interface Wanted {
  readonly budget?: string | undefined;
  readonly query?: string | undefined;
  readonly at?: string | undefined;
  readonly mode?: string | undefined;
  readonly include?: string[] | undefined;
  readonly exclude?: string[] | undefined;
}

function packParams(root: string, values: Wanted & { readonly model?: string | undefined }): PackParams {
  const { query, at, include, exclude } = values;
  const place = at === undefined ? undefined : parsePlace(at);
  const uri = uriOfPath(root);
  return {
    root: uri,
    ...packSize(values),
    ...(query === undefined ? {} : { query }),
    ...(place === undefined
      ? {}
      : { at: { uri: uriOfPath(existing(place.file)), line: place.line - 1, character: place.column - 1 } }),
    ...(include === undefined ? {} : { include }),
    ...(exclude === undefined ? {} : { exclude }),
  };
}

function packSize(
  values: Wanted & { readonly model?: string | undefined },
): Pick<PackParams, "budgetTokens" | "mode"> {
  const { budget, mode } = values;
  if (mode !== undefined && mode !== "focus" && mode !== "repository")
    throw new UsageError(`--mode ${mode}: focus or repository.`);
  if (budget === undefined && mode === undefined && modelPath(values) !== "") return {};
  const budgetTokens = Number(budget);
  if (budget === undefined || !Number.isInteger(budgetTokens) || budgetTokens < 1) {
    throw new UsageError(
      "--budget N is needed without --model, and with --mode: a whole number of tokens, at least 1.",
    );
  }
  return { budgetTokens, ...(mode === undefined ? {} : { mode }) };
}

function existing(path: string): string {
  try {
    return realpathSync(resolve(path));
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function show(
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

function summary(result: PackResult, status: IndexStatus | undefined, model: boolean): string {
  const shown = result.files.filter((file) => file.level !== "path").length;
  const counted = result.counted === "model" ? "counted by the model" : "estimated: no model";
  const why = result.counted === "estimate" && model ? " can count" : "";
  const index =
    status === undefined ? "" : `; index of ${status.files} files, ${status.skippedCount} skipped`;
  return `${result.tokens} tokens (${counted}${why}), ${shown} parts, ${result.omitted.length} left out${index}`;
}
