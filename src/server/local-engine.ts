/** The engine on this machine, for the processes that are built next to the sidecar's bundle. */
import { join } from "node:path";
import type { Engine } from "./engine/engine.ts";
import { createSidecarEngine } from "./engine/sidecar/create.ts";
import { openRuntimeDirectory, readEndpoint } from "./engine/sidecar/runtime-directory.ts";
import type { Log } from "./log.ts";

export interface LocalEngineOptions {
  /** Directory of the bundles, `sidecar.js` among them. */
  readonly bundles: string;
  readonly runtimeDirectory: string | undefined;
  /** Shown in the sidecar's log. */
  readonly clientName: string;
  readonly log: Log;
}

/** Connects to the user's sidecar, or starts it, at the first need. */
export function localEngine(options: LocalEngineOptions): Engine {
  const { runtimeDirectory, clientName, log } = options;
  return createSidecarEngine({
    script: join(options.bundles, "sidecar.js"),
    runtimeDirectory,
    clientName,
    log: (level, message) => {
      log[level](message);
    },
  });
}

export interface SidecarFacts {
  readonly directory: string;
  readonly logPath: string;
  /** Of the process that published an endpoint, if any. */
  readonly pid: number | undefined;
  readonly alive: boolean;
}

/** Looks from outside; starts nothing and connects to nothing. Throws FailureError for an unsafe directory. */
export function sidecarFacts(runtimeDirectory: string | undefined): SidecarFacts {
  const directory = openRuntimeDirectory(runtimeDirectory);
  const pid = readEndpoint(directory)?.pid;
  return {
    directory: directory.path,
    logPath: directory.logPath,
    pid,
    alive: pid !== undefined && isAlive(pid),
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false; // gone, or another user's
  }
}
