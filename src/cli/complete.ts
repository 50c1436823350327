/** `gemwright complete FILE:LINE:COLUMN`: the completion an editor would get at that place. */
import { basename, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { InlineCompletionTriggerKind, type Position } from "vscode-languageserver-protocol";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { CompletionTrace } from "../protocol/lsp.ts";
import type { Settings } from "../protocol/settings.ts";
import { CompletionService } from "../server/completion/service.ts";
import { WorkerCheck } from "../server/completion/syntax/worker-check.ts";
import { traceLine } from "../server/completion/trace.ts";
import type { Engine } from "../server/engine/engine.ts";
import { uriOfPath, Workspace } from "../server/workspace.ts";
import { codeOfFolder } from "./folder-code.ts";
import { MODEL_OPTIONS, MODEL_USAGE, openEngine, requireModel } from "./model.ts";
import { checkedPosition, parsePlace, readDocument } from "./place.ts";
import { type ExitCode, note, printLine, terminalLog, UsageError } from "./terminal.ts";

export const COMPLETE_USAGE = `gemwright complete FILE:LINE:COLUMN [--model GGUF] [--folder DIR] [--by-key] [--json]
  LINE and COLUMN are 1-based; the cursor stands before that column.
  --folder DIR             index that folder first and show the model code of its other files, as an editor does
  --by-key                 as if asked for by key: switches for typing (confidence, generated files) do not count
  --json                   print the whole trace: prompt, raw answer, outcome, rules, the time of every step
${MODEL_USAGE}`;

const OPTIONS = {
  ...MODEL_OPTIONS,
  json: { type: "boolean" },
  "by-key": { type: "boolean" },
  folder: { type: "string" },
} as const;

export async function completeCommand(args: readonly string[], signal: AbortSignal): Promise<ExitCode> {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS });
  const [target, ...rest] = positionals;
  if (target === undefined || rest.length > 0) throw new UsageError("One FILE:LINE:COLUMN is needed.");
  requireModel(values);
  const place = parsePlace(target);
  const document = readDocument(place.file);
  const position = checkedPosition(place, document);
  const opened = openEngine(values);
  try {
    const model = await opened.engine.load();
    const folder = values.folder === undefined ? undefined : resolve(values.folder);
    const offset = document.offsetAt(position);
    const elsewhere =
      folder === undefined
        ? ""
        : await codeOfFolder({ ...opened, folder, model }, { document, offset }, signal);
    const triggerKind =
      values["by-key"] === true ? InlineCompletionTriggerKind.Invoked : InlineCompletionTriggerKind.Automatic;
    const trace = await traced({ ...opened, document, folder, elsewhere }, { position, triggerKind }, signal);
    show(trace, values.json === true);
    return trace.outcome === "shown" ? 0 : 1;
  } finally {
    await opened.engine.dispose();
  }
}

interface Asked {
  readonly engine: Engine;
  readonly settings: Settings;
  readonly document: TextDocument;
  readonly folder: string | undefined;
  readonly elsewhere: string;
}

/** Through the service that answers editors: every gate, rule and check of it, and its trace. */
async function traced(
  { engine, settings, document, folder, elsewhere }: Asked,
  { position, triggerKind }: { position: Position; triggerKind: InlineCompletionTriggerKind },
  signal: AbortSignal,
): Promise<CompletionTrace> {
  const workspace = new Workspace();
  workspace.setFolders(folder === undefined ? [] : [uriOfPath(folder)]);
  const service = new CompletionService({
    engine,
    log: { ...terminalLog, info: () => undefined },
    settings: () => settings,
    document: (uri) => (uri === document.uri ? document : undefined),
    displayPath: (uri) => workspace.displayPath(uri),
    pathInFolder: (uri) => workspace.pathInFolder(uri),
    onTrace: () => undefined,
    crossFileContext: () => elsewhere,
    syntax: new WorkerCheck({
      workerFile: join(__dirname, "syntax.worker.js"),
      grammarsDir: join(__dirname, "grammars"),
      budgetMs: PARSER_START_MS,
    }),
  });
  try {
    const textDocument = { uri: document.uri };
    await service.provide({ textDocument, position, context: { triggerKind } }, signal);
    if (service.last === undefined) throw new Error("The completion left no trace.");
    return service.last;
  } finally {
    service.dispose();
  }
}

/** A command starts the parser for one request, and waits for it. Milliseconds. */
const PARSER_START_MS = 10_000;

function show(trace: CompletionTrace, json: boolean): void {
  if (json) {
    printLine(JSON.stringify(trace, null, 2));
    return;
  }
  if (trace.outcome === "shown" && trace.text !== undefined) printLine(trace.text);
  note(traceLine(trace, basename(trace.uri)));
}
