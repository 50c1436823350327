/** The server's look at the private directory: trusted only when nobody else could have made it. */
import { lstatSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import {
  defaultRuntimeDirectory,
  directoryProblem,
  ENDPOINT_FILE,
  type Endpoint,
  LOG_FILE,
  type Machine,
  parseEndpoint,
  SOCKET_FILE,
  socketPathProblem,
  versionFolder,
} from "../../../protocol/endpoint.ts";
import { FailureError } from "../../../protocol/failure.ts";

const LOG_TAIL_BYTES = 2_000;

export interface RuntimeDirectory {
  /** The directory as it was chosen; passed to the sidecar. */
  readonly path: string;
  /** Its subfolder of this protocol version. */
  readonly folder: string;
  readonly logPath: string;
}

/** Makes and checks the directory (the default one when none is given). Throws FailureError. */
export function openRuntimeDirectory(chosen: string | undefined): RuntimeDirectory {
  const uid = process.getuid?.() ?? -1;
  const env = usableEnvironment(uid);
  const machine: Machine = { platform: process.platform, env, tmpdir: tmpdir(), uid };
  const path = resolve(chosen ?? defaultRuntimeDirectory(machine));
  const folder = join(path, versionFolder());
  for (const directory of [path, folder]) requirePrivate(directory, machine);
  const tooLong = socketPathProblem(join(folder, SOCKET_FILE), machine.platform);
  if (tooLong !== undefined) throw new FailureError(tooLong);
  return { path, folder, logPath: join(folder, LOG_FILE) };
}

/** Containers and `su` leave an XDG_RUNTIME_DIR that does not exist or belongs to somebody else. */
function usableEnvironment(uid: number): NodeJS.ProcessEnv {
  const stat = statSync(process.env["XDG_RUNTIME_DIR"] ?? "", { throwIfNoEntry: false });
  if (stat?.isDirectory() === true && stat.uid === uid) return process.env;
  const { XDG_RUNTIME_DIR: _unusable, ...rest } = process.env;
  return rest;
}

function requirePrivate(directory: string, machine: Machine): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code !== "EEXIST") {
      throw new FailureError({
        code: "engine.runtimeDirectory",
        message: `The runtime directory ${directory} cannot be made: ${error instanceof Error ? error.message : String(error)}.`,
        nextStep: "Make its parent directory writable, or set XDG_RUNTIME_DIR to a directory of yours.",
      });
    }
  }
  const stat = lstatSync(directory);
  const facts = {
    isDirectory: stat.isDirectory(),
    isSymbolicLink: stat.isSymbolicLink(),
    uid: stat.uid,
    mode: stat.mode,
  };
  const problem = directoryProblem(directory, facts, machine);
  if (problem !== undefined) throw new FailureError(problem);
}

/** The endpoint a sidecar has published, if any. */
export function readEndpoint(directory: RuntimeDirectory): Endpoint | undefined {
  try {
    return parseEndpoint(readFileSync(join(directory.folder, ENDPOINT_FILE), "utf8"));
  } catch {
    return undefined; // no sidecar yet
  }
}

/** The last lines of the sidecar's log; empty when there is none. */
export function logTail(directory: RuntimeDirectory): string {
  try {
    return readFileSync(directory.logPath).subarray(-LOG_TAIL_BYTES).toString("utf8").trim();
  } catch {
    return "";
  }
}

/** Lines with which native code and V8 end a process. */
const LAST_WORDS = /GGML_ASSERT|GGML_ABORT|terminate called|what\(\):|FATAL ERROR|CUDA error|vk::|Uncaught/;

/** What native code printed before the process died, one line. */
export function lastWords(directory: RuntimeDirectory, pid: number): string | undefined {
  const lines = logTail(directory).split("\n");
  // Lines of other processes (an earlier crash) stand before this process's own last entry.
  const own = lines.findLastIndex((line) => line.includes(` ${pid} `));
  return lines
    .slice(own + 1)
    .findLast((line) => LAST_WORDS.test(line))
    ?.trim();
}
