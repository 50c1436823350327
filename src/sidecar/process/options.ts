/** The sidecar's command line: `--runtime-directory DIR --keep-alive SECONDS`. */
import { tmpdir } from "node:os";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { defaultRuntimeDirectory, type Machine } from "../../protocol/endpoint.ts";
import { FailureError } from "../../protocol/failure.ts";

export interface SidecarOptions {
  /** Absolute path. */
  readonly runtimeDirectory: string;
  /** Seconds to stay without a client; valid until the first client says how long it wants. */
  readonly keepAliveSeconds: number;
}

const DEFAULT_KEEP_ALIVE_SECONDS = 120;

/** What the directory rules need to know of this machine. */
export function thisMachine(): Machine {
  return { platform: process.platform, env: process.env, tmpdir: tmpdir(), uid: process.getuid?.() ?? -1 };
}

/** Parses the arguments after the script's name. Throws FailureError for anything unknown. */
export function parseSidecarOptions(args: readonly string[]): SidecarOptions {
  let values: { "runtime-directory"?: string | undefined; "keep-alive"?: string | undefined };
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: { "runtime-directory": { type: "string" }, "keep-alive": { type: "string" } },
      allowPositionals: false,
    }));
  } catch (error) {
    throw badArguments(error instanceof Error ? error.message : String(error));
  }
  const keepAlive = values["keep-alive"];
  const keepAliveSeconds = keepAlive === undefined ? DEFAULT_KEEP_ALIVE_SECONDS : Number(keepAlive);
  if (!Number.isFinite(keepAliveSeconds) || keepAliveSeconds < 0) {
    throw badArguments(`--keep-alive ${keepAlive} is not a number of seconds`);
  }
  const directory = values["runtime-directory"] ?? defaultRuntimeDirectory(thisMachine());
  return { runtimeDirectory: resolve(directory), keepAliveSeconds };
}

function badArguments(cause: string): FailureError {
  return new FailureError({
    code: "engine.arguments",
    message: `The inference process was started with wrong arguments: ${cause}.`,
    nextStep: "Use --runtime-directory DIR and --keep-alive SECONDS.",
  });
}
