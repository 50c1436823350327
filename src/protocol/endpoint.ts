/**
 * How a language server finds the sidecar: names, places and the endpoint file of the runtime directory. Both
 * sides judge the directory by the same rule, because whoever owns it owns the conversation. No I/O here.
 */
import { ENGINE_PROTOCOL_VERSION } from "./engine.ts";
import type { Failure } from "./failure.ts";

/** Written by the sidecar when it listens, removed when it ends. Mode 0600. */
export interface Endpoint {
  /** Path of the Unix socket, or name of the Windows pipe. */
  readonly pipe: string;
  /** 32 random bytes, hex: who can read this file may connect. */
  readonly secret: string;
  readonly pid: number;
  readonly protocolVersion: number;
}

export const ENDPOINT_FILE = "endpoint.json";
export const LOCK_FILE = "sidecar.lock";
export const LOG_FILE = "sidecar.log";
export const SOCKET_FILE = "engine.sock";

/** `sockaddr_un.sun_path` holds 108 bytes on Linux and 104 on macOS, the closing NUL included. */
const MAX_SOCKET_PATH_BYTES: Readonly<Record<string, number>> = { darwin: 103 };
const MAX_SOCKET_PATH_BYTES_ELSEWHERE = 107;

export interface Machine {
  readonly platform: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly tmpdir: string;
  /** Numeric user id; -1 on Windows. */
  readonly uid: number;
}

/** The private directory of the user that holds one subfolder per protocol version. */
export function defaultRuntimeDirectory(machine: Machine): string {
  const { platform, env, tmpdir, uid } = machine;
  if (platform === "win32") {
    const local = env["LOCALAPPDATA"];
    return `${local === undefined || local === "" ? tmpdir : local}\\gemwright\\run`;
  }
  const runtime = env["XDG_RUNTIME_DIR"];
  if (runtime !== undefined && runtime.startsWith("/")) return `${runtime}/gemwright`;
  return `${tmpdir}/gemwright-${uid}`;
}

/** Name of the subfolder of this protocol version: two versions of the extension never meet. */
export function versionFolder(): string {
  return `v${ENGINE_PROTOCOL_VERSION}`;
}

/** What `lstat` says of a directory. */
export interface DirectoryFacts {
  readonly isDirectory: boolean;
  readonly isSymbolicLink: boolean;
  readonly uid: number;
  readonly mode: number;
}

/** Why a directory must not be trusted with the socket and the secret; undefined = it may. */
export function directoryProblem(path: string, facts: DirectoryFacts, machine: Machine): Failure | undefined {
  const because = (cause: string): Failure => ({
    code: "engine.runtimeDirectory",
    message: `The runtime directory ${path} is not private: ${cause}.`,
    nextStep: `Remove ${path} (or make it a directory of yours with mode 0700) and try again.`,
  });
  if (facts.isSymbolicLink) return because("it is a symbolic link");
  if (!facts.isDirectory) return because("it is not a directory");
  if (machine.uid < 0) return undefined;
  if (facts.uid !== machine.uid)
    return because(`it belongs to user ${facts.uid}, not to you (${machine.uid})`);
  const mode = facts.mode & 0o777;
  if ((mode & 0o077) !== 0) return because(`its mode is 0${mode.toString(8)}, others can enter it`);
  return undefined;
}

/** Why a socket cannot be bound at this path; undefined = it can. */
export function socketPathProblem(path: string, platform: string): Failure | undefined {
  const limit = MAX_SOCKET_PATH_BYTES[platform] ?? MAX_SOCKET_PATH_BYTES_ELSEWHERE;
  const bytes = new TextEncoder().encode(path).length;
  if (platform === "win32" || bytes <= limit) return undefined;
  return {
    code: "engine.socketPathTooLong",
    message: `The socket path ${path} has ${bytes} bytes; the operating system allows ${limit}.`,
    nextStep: "Choose a shorter runtime directory (XDG_RUNTIME_DIR or TMPDIR decide the default one).",
  };
}

/** Reads an endpoint file; undefined when it is not a complete one of this protocol version. */
export function parseEndpoint(text: string): Endpoint | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const { pipe, secret, pid, protocolVersion } = value as Partial<Record<keyof Endpoint, unknown>>;
  if (typeof pipe !== "string" || typeof secret !== "string" || typeof pid !== "number") return undefined;
  if (!/^[0-9a-f]{64}$/.test(secret) || protocolVersion !== ENGINE_PROTOCOL_VERSION) return undefined;
  return { pipe, secret, pid, protocolVersion };
}

/** Text whose HMAC-SHA256 under the secret proves that the sender knows it (`HelloParams`, `HelloResult`). */
export function proofText(role: "client" | "sidecar", nonce: string): string {
  return `${role}:${nonce}`;
}
