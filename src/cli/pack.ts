/** `gemwright pack DIR`: the context an editor would send, as text, as a table or as JSON. */
import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { isAbsolute, relative, resolve, sep } from "node:path";
import { parseArgs } from "node:util";
import type { IndexOptions, PackParams, PackResult } from "../protocol/context.ts";
import { FailureError } from "../protocol/failure.ts";
import { defaultIndexDirectory } from "../server/context/index/location.ts";
import { ContextService } from "../server/context/service.ts";
import { uriOfPath } from "../server/workspace.ts";
import { askIndexed } from "./folder-code.ts";
import { MODEL_OPTIONS, MODEL_USAGE, modelPath, openEngine } from "./model.ts";
import { showPack, summary } from "./pack-report.ts";
import { checkedPosition, parsePlace, readDocument } from "./place.ts";
import { type ExitCode, note, terminalLog, UsageError } from "./terminal.ts";

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
  const root = folderAt(directory);
  const params = packParams(root, values);
  const { engine, settings } = openEngine(values);
  const options = indexOptions(values["index-directory"]);
  const context = new ContextService({
    engine,
    bundles: __dirname,
    options,
    parsers: 1,
    chatMaxTokens: () => settings.chat.maxTokens,
    openText: () => undefined,
    onStatus: () => undefined,
    log: once((message) => terminalLog.warn(message)),
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
    showPack(result, values);
    note(summary(result, { status, params, model: modelPath(values) !== "" }));
    return 0;
  } catch (error) {
    throw inTerminal(error, options.directory ?? defaultIndexDirectory());
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
  const uri = uriOfPath(root);
  return {
    root: uri,
    ...packSize(values),
    ...(query === undefined ? {} : { query }),
    ...(at === undefined ? {} : { at: cursorAt(root, at) }),
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

/** Inside the folder, and no further than its text goes. */
function cursorAt(root: string, at: string): NonNullable<PackParams["at"]> {
  const place = parsePlace(at);
  const file = existing(place.file);
  const way = relative(root, file);
  const outside = way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way);
  if (outside) throw new UsageError(`${file} is not in ${root}.`);
  const document = readDocument(file);
  return { uri: document.uri, ...checkedPosition(place, document) };
}

function folderAt(path: string): string {
  const root = existing(path);
  if (!statSync(root).isDirectory()) throw new UsageError(`${path} is not a folder.`);
  try {
    accessSync(root, constants.R_OK | constants.X_OK);
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  return root;
}

function existing(path: string): string {
  try {
    return realpathSync(resolve(path));
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** A command does not go on by itself later, and can put the index elsewhere. */
function inTerminal(error: unknown, directory: string): unknown {
  const elsewhere = /^index\.(?:disk|readOnly|failed)/;
  if (!(error instanceof FailureError) || !elsewhere.test(error.failure.code)) return error;
  const nextStep = `See to it that the index can be written to ${directory}, or name another folder with --index-directory.`;
  return new FailureError({ ...error.failure, nextStep });
}

/** The index logs what fails, and so does the command in the end. */
function once(log: (message: string) => void): (message: string) => void {
  const logged = new Set<string>();
  return (message) => {
    if (!logged.has(message)) log(message);
    logged.add(message);
  };
}
