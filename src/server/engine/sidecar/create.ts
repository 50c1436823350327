/** Builds the engine over the real sidecar process. */
import { FailureError } from "../../../protocol/failure.ts";
import type { Engine } from "../engine.ts";
import { systemClock } from "./clock.ts";
import { findOrLaunch } from "./launch.ts";
import { lastWords, openRuntimeDirectory } from "./runtime-directory.ts";
import { SidecarEngine } from "./sidecar-engine.ts";

/** A cold start on a slow disk with a virus scanner takes seconds. */
const START_DEADLINE_MS = 30_000;

export interface SidecarEngineOptions {
  /** Absolute path of the sidecar's script (`dist/sidecar.js`). */
  readonly script: string;
  /** Where socket, secret and log live; default: a private directory of the user. */
  readonly runtimeDirectory?: string | undefined;
  /** Shown in the sidecar's log, e.g. `vscode pid 4711`. */
  readonly clientName: string;
  /** Load a configured model before the first need. */
  readonly preload?: boolean;
  readonly log: (level: "info" | "warn" | "error", message: string) => void;
  /** How long starting the process may take, ms. */
  readonly startDeadlineMs?: number;
}

/** An engine that connects to the user's sidecar, or starts it, at the first need. Starts nothing by itself. */
export function createSidecarEngine(options: SidecarEngineOptions): Engine {
  const launch = {
    script: options.script,
    runtimeDirectory: options.runtimeDirectory,
    deadlineMs: options.startDeadlineMs ?? START_DEADLINE_MS,
  };
  return new SidecarEngine({
    open: (introduction, listeners) => findOrLaunch(launch, introduction, listeners),
    lastWords: (pid) => {
      try {
        return lastWords(openRuntimeDirectory(options.runtimeDirectory), pid);
      } catch (error) {
        if (error instanceof FailureError) return undefined; // the directory was removed with its log
        throw error;
      }
    },
    clock: systemClock,
    log: options.log,
    clientName: options.clientName,
    preload: options.preload ?? false,
  });
}
