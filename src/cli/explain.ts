/** `gemwright explain [FILE|-]`: parses the last failure in a log and explains it with the code around. */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import type { TracebackFailure } from "../protocol/traceback.ts";
import { explainFailure, readFailure } from "../server/traceback/service.ts";
import { uriOfPath, Workspace } from "../server/workspace.ts";
import { MODEL_OPTIONS, MODEL_USAGE } from "./model.ts";
import { talk } from "./talk.ts";
import { type ExitCode, note, printLine, UsageError } from "./terminal.ts";

export const EXPLAIN_USAGE = `gemwright explain [FILE|-] [--folder DIR] [--parse] [--json] [--model GGUF]
  FILE                     text with a Python or Node failure; - or nothing reads stdin
  --folder DIR             workspace whose code may be attached; default: the current directory
  --parse                  only parse, without a model
  --json                   print one object
${MODEL_USAGE}`;

export async function explainCommand(args: readonly string[], signal: AbortSignal): Promise<ExitCode> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      ...MODEL_OPTIONS,
      folder: { type: "string" },
      parse: { type: "boolean" },
      json: { type: "boolean" },
    },
  });
  if (positionals.length > 1) throw new UsageError("One FILE at most.");
  const output = await readInput(positionals[0] ?? "-");
  const folder = uriOfPath(resolve(values.folder ?? "."));
  const workspace = new Workspace();
  workspace.setFolders([folder]);
  const failure = readFailure({ text: output, cwd: folder }, workspace);
  if (failure === null) {
    note("No Python or Node failure was found in the text.");
    return 1;
  }
  if (values.parse === true) {
    printLine(values.json === true ? JSON.stringify(failure, null, 2) : readableFailure(failure));
    return 0;
  }
  const openText = (): undefined => undefined;
  await talk(values, (chat) =>
    explainFailure({ id: "terminal", failure }, { chat, workspace, openText }, signal),
  );
  return 0;
}

async function readInput(file: string): Promise<string> {
  if (file === "-" && process.stdin.isTTY) throw new UsageError("Give a FILE, or pipe the output in.");
  try {
    // Not readFileSync(0): a pipe whose writer is slow answers EAGAIN.
    return file === "-" ? await text(process.stdin) : await readFile(file, "utf8");
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function readableFailure(failure: TracebackFailure): string {
  const errors = [failure, ...failure.causes].flatMap((error, index) => [
    `${index === 0 ? "" : "caused by "}${error.error}: ${error.message}`,
    ...error.frames.map((frame) => {
      const name = frame.function === undefined ? "" : ` in ${frame.function}`;
      return `  ${frame.origin.padEnd(9)} ${frame.path}:${frame.line}${name}`;
    }),
  ]);
  return [`language ${failure.language}`, ...errors].join("\n");
}
