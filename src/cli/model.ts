/** The engine of a terminal command: the same sidecar the editors use, with the model of `--model`. */
import { statSync } from "node:fs";
import { resolve } from "node:path";
import { GPU_CHOICES } from "../protocol/engine.ts";
import { DEFAULT_SETTINGS, type Settings } from "../protocol/settings.ts";
import type { Engine } from "../server/engine/engine.ts";
import { localEngine } from "../server/local-engine.ts";
import { readSettings } from "../server/settings.ts";
import { terminalLog, UsageError } from "./terminal.ts";

/** Options every command understands, in the form of `node:util`'s parseArgs. */
export const MODEL_OPTIONS = {
  model: { type: "string" },
  gpu: { type: "string" },
  threads: { type: "string" },
  "runtime-directory": { type: "string" },
} as const;

export interface ModelArguments {
  readonly model?: string | undefined;
  readonly gpu?: string | undefined;
  readonly threads?: string | undefined;
  readonly "runtime-directory"?: string | undefined;
}

export const MODEL_USAGE = `  --model GGUF             model file; default: $GEMWRIGHT_MODEL
  --gpu CHOICE             ${GPU_CHOICES.join(", ")}
  --threads N              threads for evaluation; 0 = automatic
  --runtime-directory DIR  where the sidecar's socket and log live`;

/** Opens an engine and configures it; nothing is started before the first need. */
export function openEngine(args: ModelArguments): { readonly engine: Engine; readonly settings: Settings } {
  const settings = modelSettings(args);
  const engine = localEngine({
    bundles: __dirname,
    runtimeDirectory: runtimeDirectory(args),
    clientName: `terminal pid ${process.pid}`,
    log: terminalLog,
  });
  engine.configure(settings.model);
  return { engine, settings };
}

export function runtimeDirectory(args: ModelArguments): string | undefined {
  const directory = args["runtime-directory"];
  return directory === undefined ? undefined : resolve(directory);
}

/** The path of `--model` or of the environment, absolute; empty when there is none. */
export function modelPath(args: ModelArguments): string {
  const path = args.model ?? process.env["GEMWRIGHT_MODEL"] ?? "";
  return path === "" ? "" : resolve(path);
}

function modelSettings(args: ModelArguments): Settings {
  const partial = {
    model: {
      path: modelPath(args),
      ...(args.gpu === undefined ? {} : { gpu: args.gpu }),
      ...(args.threads === undefined ? {} : { threads: Number(args.threads) }),
    },
  };
  const { settings, problems } = readSettings(partial, DEFAULT_SETTINGS);
  const [problem] = problems;
  if (problem !== undefined) throw new UsageError(problem.message);
  return settings;
}

/** For commands that cannot do anything without a model. */
export function requireModel(args: ModelArguments): void {
  if (modelPath(args) === "") throw new UsageError("No model: pass --model GGUF or set GEMWRIGHT_MODEL.");
}

/** Size in bytes; undefined when there is no such file. */
export function fileSize(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.size;
}
