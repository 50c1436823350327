/** A private code-server for one test run: own user data, own extensions, own sockets, gone at the end. */
import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { run, toolPath } from "../../scripts/lib/run.ts";

/** How long VS Code keeps the extension host of a window that vanished; three hours unless told. Seconds. */
export const RECONNECTION_GRACE_SECONDS = 20;

export interface CodeServerOptions {
  /** code-server's `entry.js`. */
  readonly entry: string;
  /** User settings beyond the quiet ones every run has. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Installed before the start. */
  readonly vsix?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Of the user, beyond VS Code's own. */
  readonly keybindings?: ReadonlyArray<{
    readonly key: string;
    readonly command: string;
    readonly when?: string;
  }>;
  /** Lets the page name an extension to develop and tests to run; only for the host ring. */
  readonly smokeTestDriver?: boolean;
}

export interface CodeServer {
  readonly port: number;
  /** Leader of the server's process group. */
  readonly pid: number;
  /** Private directory of this run: `d` user data, `e` extensions, `t` temporary files. Deleted by `stop`. */
  readonly directory: string;
  readonly log: string;
  /** Address that opens a folder; `payload` as in VS Code's own web client. */
  folderUrl(folder: string, payload?: ReadonlyArray<readonly [string, string]>): string;
  /** `vscode-remote://` address of a file on the server, for payloads. */
  remoteUri(path: string): string;
  /** Rewrites the user settings; VS Code notices by itself. */
  writeSettings(settings: Readonly<Record<string, unknown>>): Promise<void>;
  /** Ends the whole process group and removes the directory. */
  stop(): Promise<void>;
}

/** No welcome page, no trust prompt, no toast, no request to the network. */
const QUIET: Readonly<Record<string, unknown>> = {
  "telemetry.telemetryLevel": "off",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.enableExperiments": false,
  "chat.disableAIFeatures": true,
  "extensions.ignoreRecommendations": true,
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "update.showReleaseNotes": false,
  "security.workspace.trust.enabled": false,
  "git.openRepositoryInParentFolders": "never",
  "files.hotExit": "off",
  "files.autoSave": "off",
  "terminal.integrated.defaultProfile.linux": "bash",
};

/** Starts a server on a free port of 127.0.0.1 and waits until it answers. */
export async function startCodeServer(options: CodeServerOptions): Promise<CodeServer> {
  // Short: the path of a Unix socket holds 107 bytes.
  const directory = await mkdtemp(join(tmpdir(), "gw-"));
  for (const name of ["d/User", "d/Machine", "e", "t", "r", "x"]) {
    await mkdir(join(directory, name), { recursive: true, mode: 0o700 });
  }
  await writeFile(join(directory, "config.yaml"), "");
  await writeSettings(directory, options.settings ?? {});
  await writeFile(join(directory, "d/User/keybindings.json"), JSON.stringify(options.keybindings ?? []));
  const env = environment(directory, options.env ?? {});
  const common = ["--config", `${directory}/config.yaml`, "--user-data-dir", `${directory}/d`];
  common.push("--extensions-dir", `${directory}/e`);
  try {
    if (options.vsix !== undefined) {
      const args = [options.entry, ...common, "--install-extension", options.vsix];
      await run(process.execPath, args, { env, output: "quiet" });
    }
    return await launch(options, directory, { common, env });
  } catch (error) {
    await rm(directory, { recursive: true, force: true });
    throw error;
  }
}

interface Launch {
  readonly common: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

async function launch(options: CodeServerOptions, directory: string, parts: Launch): Promise<CodeServer> {
  const port = await freePort();
  const log = join(directory, "server.log");
  const args = [options.entry, ...parts.common, "--auth", "none", "--bind-addr", `127.0.0.1:${port}`];
  args.push("--disable-telemetry", "--disable-update-check", "--disable-workspace-trust");
  args.push("--disable-getting-started-override", "--ignore-last-opened");
  args.push("--reconnection-grace-time", String(RECONNECTION_GRACE_SECONDS));
  if (options.smokeTestDriver === true) args.push("--vscode-option", "enable-smoke-test-driver");
  const child = spawn(process.execPath, args, {
    env: parts.env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const sink = createWriteStream(log);
  child.stdout.pipe(sink);
  child.stderr.pipe(sink);
  const pid = child.pid;
  if (pid === undefined) throw new Error(`Cannot start code-server with ${process.execPath}.`);
  const stop = async () => {
    await endGroup(child, pid);
    await rm(directory, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    await waitUntilHealthy(port, child, log);
  } catch (error) {
    await endGroup(child, pid);
    throw error;
  }
  const remoteUri = (path: string) => `vscode-remote://127.0.0.1:${port}${path}`;
  return {
    port,
    pid,
    directory,
    log,
    remoteUri,
    folderUrl(folder, payload = []) {
      const query = `folder=${encodeURI(folder)}`;
      const extra = payload.length === 0 ? "" : `&payload=${encodeURIComponent(JSON.stringify(payload))}`;
      return `http://127.0.0.1:${port}/?${query}${extra}`;
    },
    writeSettings: (settings) => writeSettings(directory, settings),
    stop,
  };
}

/** Own settings go to both files: machine-scoped ones are read from `Machine` in a remote window. */
async function writeSettings(directory: string, settings: Readonly<Record<string, unknown>>): Promise<void> {
  const text = JSON.stringify({ ...QUIET, ...settings }, null, 2);
  await writeFile(join(directory, "d/User/settings.json"), text);
  const own = Object.fromEntries(Object.entries(settings).filter(([key]) => key.startsWith("gemwright.")));
  await writeFile(join(directory, "d/Machine/settings.json"), JSON.stringify(own, null, 2));
}

/** Everything private to the run, nothing inherited that would make a nested VS Code behave differently. */
function environment(directory: string, extra: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) =>
      !name.startsWith("VSCODE_") && !name.startsWith("npm_") && name !== "PORT" && name !== "PASSWORD",
  );
  return {
    ...Object.fromEntries(inherited),
    PATH: toolPath(),
    SHELL: "/bin/bash",
    TMPDIR: join(directory, "t"),
    XDG_RUNTIME_DIR: join(directory, "r"),
    XDG_CONFIG_HOME: join(directory, "x"),
    XDG_DATA_HOME: join(directory, "x"),
    XDG_CACHE_HOME: join(directory, "x"),
    GEMWRIGHT_TEST_USER_DATA: join(directory, "d"),
    EXTENSIONS_GALLERY: '{"serviceUrl":""}',
    ...extra,
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("No free port on 127.0.0.1.");
  return address.port;
}

async function waitUntilHealthy(port: number, child: ChildProcess, log: string): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline && child.exitCode === null) {
    const answer = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined);
    if (answer?.ok === true) return;
    await delay(100);
  }
  const text = await readFile(log, "utf8").catch(() => "");
  throw new Error(
    `code-server did not answer on 127.0.0.1:${port} within 30 s. Its log:\n${text.slice(-4000)}`,
  );
}

/** SIGTERM to the group, SIGKILL to what is left of it after five seconds. */
async function endGroup(child: ChildProcess, pid: number): Promise<void> {
  if (!signalGroup(pid, "SIGTERM")) return;
  for (let waited = 0; waited < 50; waited += 1) {
    if (child.exitCode !== null && !signalGroup(pid, 0)) return;
    await delay(100);
  }
  signalGroup(pid, "SIGKILL");
}

function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false;
  }
}
