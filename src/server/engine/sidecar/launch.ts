/**
 * Finds the running sidecar or starts one. Windows may race: each starts a process, the lock lets one live,
 * and all connect to it.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { FailureError } from "../../../protocol/failure.ts";
import { startFailed } from "./failures.ts";
import { type Introduction, type Link, type Listeners, openLink } from "./link.ts";
import { logTail, openRuntimeDirectory, type RuntimeDirectory, readEndpoint } from "./runtime-directory.ts";

const POLL_MS = 25;
/** A process that lost the race, or met one that was ending, is replaced after this time. */
const RESPAWN_MS = 300;

export interface LaunchOptions {
  /** The sidecar's script. */
  readonly script: string;
  /** Default: the private directory of the user. */
  readonly runtimeDirectory: string | undefined;
  /** How long a start may take, ms. */
  readonly deadlineMs: number;
}

/** What became of the process we started, while we wait for an endpoint. */
interface Attempt {
  readonly startedAt: number;
  /** Set when it could not be started or ended with an error. */
  failure?: string;
  ended: boolean;
}

/** Connects to the running sidecar, starting one when there is none. Throws FailureError. */
export async function findOrLaunch(
  options: LaunchOptions,
  introduction: Introduction,
  listeners: Listeners,
): Promise<Link> {
  const directory = openRuntimeDirectory(options.runtimeDirectory);
  const deadline = performance.now() + options.deadlineMs;
  let attempt: Attempt | undefined;
  for (;;) {
    const link = await tryConnect(directory, introduction, listeners);
    if (link !== undefined) return link;
    const { failure } = attempt ?? {};
    if (failure !== undefined) throw failed(failure, directory);
    if (performance.now() > deadline) {
      const pid = readEndpoint(directory)?.pid;
      const who = pid === undefined ? "nothing" : `neither a new one nor the running one (pid ${pid})`;
      throw failed(`${who} answered within ${Math.round(options.deadlineMs / 1000)} s`, directory);
    }
    if (attempt === undefined || (attempt.ended && performance.now() - attempt.startedAt > RESPAWN_MS)) {
      attempt = start(options.script, directory, introduction.keepAliveSeconds);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

function failed(cause: string, directory: RuntimeDirectory): FailureError {
  return new FailureError(startFailed(cause, directory.logPath, logTail(directory)));
}

/** Undefined when nobody listens, or the endpoint file is a dead sidecar's. Refusals are errors. */
async function tryConnect(
  directory: RuntimeDirectory,
  introduction: Introduction,
  listeners: Listeners,
): Promise<Link | undefined> {
  const endpoint = readEndpoint(directory);
  if (endpoint === undefined) return undefined;
  try {
    return await openLink(endpoint, introduction, listeners);
  } catch (error) {
    if (error instanceof FailureError && error.failure.code === "engine.impostor") throw error;
    return undefined;
  }
}

/**
 * Starts a process that outlives this one and holds nothing of it: own session, no terminal, no workspace.
 * Its stderr is its log file, because native code writes its last words there.
 */
function start(script: string, directory: RuntimeDirectory, keepAliveSeconds: number): Attempt {
  const attempt: Attempt = { startedAt: performance.now(), ended: false };
  const log = openSync(directory.logPath, "a", 0o600);
  try {
    const args = [script, "--runtime-directory", directory.path, "--keep-alive", String(keepAliveSeconds)];
    const child = spawn(process.execPath, args, {
      cwd: directory.folder,
      detached: true,
      env: sidecarEnvironment(process.env),
      stdio: ["ignore", log, log],
      windowsHide: true,
    });
    watch(child, attempt);
  } finally {
    closeSync(log);
  }
  return attempt;
}

function watch(child: ChildProcess, attempt: Attempt): void {
  child.unref();
  child.on("error", (error) => {
    attempt.failure = error.message;
  });
  child.on("exit", (code, signal) => {
    attempt.ended = true;
    if (code !== 0 && code !== null) attempt.failure = `it ended with exit code ${code}`;
    if (signal !== null) attempt.failure = `it ended by ${signal}`;
  });
}

/** Electron runs as Node; a debugger's hooks for the editor's own processes stay out. */
function sidecarEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _options, VSCODE_INSPECTOR_OPTIONS: _inspector, ...rest } = env;
  return { ...rest, ELECTRON_RUN_AS_NODE: "1" };
}
