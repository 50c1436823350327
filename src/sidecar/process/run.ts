/**
 * Start and end of the sidecar process: runtime directory, lock, inference core, socket, signals. A second
 * sidecar of the same user ends here without a word, so windows may race to start one.
 */
import { constants, setPriority } from "node:os";
import { join } from "node:path";
import { LOCK_FILE, LOG_FILE } from "../../protocol/endpoint.ts";
import { FailureError } from "../../protocol/failure.ts";
import type { Inference } from "../inference.ts";
import { newEndpoint } from "./endpoint-file.ts";
import { takeLock } from "./lock.ts";
import { createFileLog, type Log } from "./log-file.ts";
import { parseSidecarOptions } from "./options.ts";
import { prepareRuntimeDirectory } from "./runtime-directory.ts";
import { Sidecar } from "./sidecar.ts";

export interface RunOptions {
  /** Command line after the script's name. */
  readonly args: readonly string[];
  /** Makes the inference core, which logs through `log`; called only by the process that holds the lock. */
  readonly createInference: (log: Log) => Promise<Inference>;
}

/** Exit code of a sidecar that could not start. */
const EXIT_FAILED = 1;

/** Runs until the process ends. */
export async function runSidecar({ args, createInference }: RunOptions): Promise<void> {
  let log: Log = () => undefined;
  try {
    process.umask(0o077);
    const { runtimeDirectory, keepAliveSeconds } = parseSidecarOptions(args);
    const folder = prepareRuntimeDirectory(runtimeDirectory);
    process.chdir(folder); // hold no workspace
    log = createFileLog(join(folder, LOG_FILE));
    const endpoint = newEndpoint(folder);
    const release = takeLock(join(folder, LOCK_FILE));
    if (release === undefined) return;
    bePolite(log);
    let say = log;
    const inference = await createInference((level, message) => say(level, message));
    const exit = (clean: boolean): void => {
      release();
      end(clean);
    };
    const sidecar = new Sidecar({ inference, endpoint, folder, keepAliveSeconds, log, exit });
    say = (level, message) => sidecar.log(level, message);
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
      process.on(signal, () => void sidecar.stop(signal));
    }
    process.on("unhandledRejection", (reason) => log("error", `unhandled rejection: ${describe(reason)}`));
    await sidecar.listen();
  } catch (error) {
    const text = error instanceof FailureError ? error.failure.message : describe(error);
    log("error", `start failed: ${text}`);
    process.stderr.write(`${text}\n`);
    process.exit(EXIT_FAILED);
  }
}

/** The editor and its language servers go first. */
function bePolite(log: Log): void {
  try {
    setPriority(process.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch (error) {
    log("warn", `the process priority could not be lowered: ${describe(error)}`);
  }
}

/**
 * An orderly exit joins the native worker threads and so waits for a long evaluation; when that does not end
 * in time there is nothing left to save, and the process kills itself.
 */
function end(clean: boolean): void {
  if (clean) process.exit(0);
  process.kill(process.pid, "SIGKILL");
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
