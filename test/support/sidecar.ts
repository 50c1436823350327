/**
 * A sidecar of its own for every test: private runtime directory, engines that share it, its processes, and an
 * end that leaves nothing behind.
 *
 *   await using sidecar = createSidecarHome({ model: "/path/model.gguf" });
 *   const engine = sidecar.engine();
 *   await engine.load();
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { ENDPOINT_FILE, type Endpoint, parseEndpoint, versionFolder } from "../../src/protocol/endpoint.ts";
import { DEFAULT_SETTINGS, type Settings } from "../../src/protocol/settings.ts";
import type { Engine } from "../../src/server/engine/engine.ts";
import { createSidecarEngine } from "../../src/server/engine/sidecar/create.ts";

/** The built sidecar with llama.cpp. */
export const REAL_SIDECAR = join(import.meta.dirname, "../../dist/sidecar.js");
/** The same process around a scripted core, without a model. */
export const FAKE_SIDECAR = fileURLToPath(new URL("./fake-sidecar.ts", import.meta.url));

export interface SidecarHomeOptions {
  /** Path of a GGUF file; for the fake sidecar any text. */
  readonly model: string;
  /** Default {@link REAL_SIDECAR}. */
  readonly script?: string;
  /** Default 1: a forgotten sidecar ends soon. */
  readonly keepAliveSeconds?: number;
  readonly contextTokens?: number;
}

export interface SidecarHome extends AsyncDisposable {
  /** Runtime directory given to the engines. */
  readonly directory: string;
  /** Its folder with socket, endpoint, lock and log. */
  readonly folder: string;
  /** Lines the engines logged. */
  readonly logged: string[];
  /** A new engine (a window) configured with the model; nothing is started before its first need. */
  engine(settings?: Partial<Settings["model"]>): Engine;
  /** What the running sidecar published. */
  endpoint(): Endpoint | undefined;
  /** The sidecar's log file. */
  log(): string;
  /** Ids of the live sidecar processes of this directory. */
  pids(): number[];
  /** Waits until no sidecar of this directory is left. */
  gone(): Promise<void>;
}

/** Makes a private runtime directory with a short path. Starts nothing. */
export function createSidecarHome(options: SidecarHomeOptions): SidecarHome {
  const directory = mkdtempSync(join(tmpdir(), "gw-"));
  const folder = join(directory, versionFolder());
  const engines: Engine[] = [];
  const logged: string[] = [];
  const read = (name: string): string => {
    const path = join(folder, name);
    return existsSync(path) ? readFileSync(path, "utf8") : "";
  };

  const home: SidecarHome = {
    directory,
    folder,
    logged,
    engine(settings = {}) {
      const engine = createSidecarEngine({
        script: options.script ?? REAL_SIDECAR,
        runtimeDirectory: directory,
        clientName: `test ${engines.length + 1}`,
        log: (level, message) => logged.push(`${level} ${message}`),
      });
      engine.configure({
        ...DEFAULT_SETTINGS.model,
        path: options.model,
        contextTokens: options.contextTokens ?? 0,
        gpu: "cpu",
        threads: 1,
        keepAliveSeconds: options.keepAliveSeconds ?? 1,
        ...settings,
      });
      engines.push(engine);
      return engine;
    },
    endpoint: () => parseEndpoint(read(ENDPOINT_FILE)),
    log: () => read("sidecar.log"),
    pids: () => sidecarPids(directory),
    async gone() {
      await eventually(() => sidecarPids(directory).length === 0, "the sidecar to end");
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(engines.map((engine) => engine.dispose()));
      for (const pid of sidecarPids(directory)) kill(pid);
      await home.gone();
      rmSync(directory, { recursive: true, force: true });
    },
  };
  return home;
}

/** Processes whose command line names this runtime directory. Linux only. */
export function sidecarPids(directory: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      const args = procFile(pid, "cmdline").split("\0");
      return args.includes("--runtime-directory") && args.includes(directory);
    });
}

/** Ends a process at once; one that has ended already is fine. */
export function kill(pid: number, signal: NodeJS.Signals = "SIGKILL"): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

/** Reads `/proc/PID/NAME`; empty when the process is gone. */
export function procFile(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "utf8");
  } catch {
    return "";
  }
}

/** Only ends what hangs: on a busy machine anything may take many times as long as alone. Milliseconds. */
const HANGS_MS = 60_000;

/** Waits until the condition holds; fails with what was awaited. */
export async function eventually(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const end = performance.now() + HANGS_MS;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`waited ${HANGS_MS} ms in vain for ${what}`);
    await sleep(10);
  }
}
