/** The running sidecar: its clients, what they are told, and its orderly end. */
import type { Server, Socket } from "node:net";
import type { Endpoint } from "../../protocol/endpoint.ts";
import * as engine from "../../protocol/engine.ts";
import type { Inference } from "../inference.ts";
import { publish, retract } from "./endpoint-file.ts";
import { createKeepAlive, type KeepAlive } from "./keep-alive.ts";
import type { Log } from "./log-file.ts";
import { Session } from "./session.ts";
import { createThrottle, type Throttle } from "./throttle.ts";

const STATUS_INTERVAL_MS = 100;
/** After this the process ends whatever the native code is doing. */
const DISPOSE_BUDGET_MS = 1_200;

export interface SidecarParts {
  readonly inference: Inference;
  readonly endpoint: Endpoint;
  /** Private folder of this protocol version. */
  readonly folder: string;
  readonly keepAliveSeconds: number;
  readonly log: Log;
  /** Ends the process; `clean` = all native work has ended. */
  readonly exit: (clean: boolean) => void;
}

export class Sidecar {
  readonly #parts: SidecarParts;
  readonly #sessions = new Set<Session>();
  readonly #announce: Throttle;
  readonly #keepAlive: KeepAlive;
  #server: Server | undefined;
  #announcedKind: engine.EngineState["kind"] = "idle";
  #stopping = false;

  constructor(parts: SidecarParts) {
    this.#parts = parts;
    this.#announce = createThrottle(() => this.#broadcastStatus(), STATUS_INTERVAL_MS);
    this.#keepAlive = createKeepAlive(parts.keepAliveSeconds, () => {
      void this.stop("no client within the keep-alive time");
    });
    parts.inference.onDidChangeState(() => {
      if (parts.inference.state.kind === this.#announcedKind) this.#announce.request();
      else this.#announce.flush();
    });
  }

  async listen(): Promise<void> {
    const { endpoint, folder } = this.#parts;
    this.#server = await publish(endpoint, folder, (socket) => this.#accept(socket));
    this.log("info", `listening at ${endpoint.pipe}`);
  }

  /** Writes a line to the log file and to every client. */
  log(level: "info" | "warn" | "error", message: string): void {
    this.#parts.log(level, message);
    for (const session of this.#sessions) session.notify(engine.log, { level, message });
  }

  /** Says goodbye, removes every trace and ends the process within two seconds. */
  async stop(reason: string): Promise<void> {
    if (this.#stopping) return;
    this.#stopping = true;
    const { endpoint, folder, inference, exit } = this.#parts;
    this.#keepAlive.dispose();
    this.#announce.dispose();
    this.log("info", `ending: ${reason}`);
    this.#server?.close();
    retract(endpoint, folder);
    const ended = (async () => {
      await Promise.all([...this.#sessions].map((session) => session.goodbye(engine.goodbye)));
      await inference.dispose();
      return true;
    })().catch((error: unknown) => {
      this.#parts.log("error", `freeing the model failed: ${String(error)}`);
      return false;
    });
    const tooLate = new Promise<boolean>((resolve) => {
      setTimeout(() => resolve(false), DISPOSE_BUDGET_MS);
    });
    exit(await Promise.race([ended, tooLate]));
  }

  #accept(socket: Socket): void {
    const session = new Session(socket, {
      inference: this.#parts.inference,
      secret: this.#parts.endpoint.secret,
      log: (level, message) => this.log(level, message),
      status: () => this.#status(),
      welcomed: (session, hello) => this.#welcomed(session, hello),
      worked: () => this.#announce.request(),
      gone: (session) => this.#gone(session),
    });
    if (this.#stopping) session.close();
  }

  #welcomed(session: Session, hello: engine.HelloParams): void {
    this.#keepAlive.asked(hello.keepAliveSeconds);
    if (this.#sessions.has(session)) return;
    this.#sessions.add(session);
    this.#keepAlive.clients(this.#sessions.size);
    this.log("info", `client connected: ${session.client} (${this.#sessions.size} now)`);
    this.#announce.request();
  }

  #gone(session: Session): void {
    if (!this.#sessions.delete(session) || this.#stopping) return;
    this.log("info", `client gone (${this.#sessions.size} left)`);
    this.#keepAlive.clients(this.#sessions.size);
    this.#announce.request();
  }

  #broadcastStatus(): void {
    const status = this.#status();
    this.#announcedKind = status.state.kind;
    for (const session of this.#sessions) session.notify(engine.statusChanged, status);
  }

  #status(): engine.EngineStatus {
    const { inference } = this.#parts;
    return {
      pid: process.pid,
      engineVersion: inference.engineVersion,
      state: inference.state,
      clients: this.#sessions.size,
      ...inference.figures(),
      residentBytes: process.memoryUsage.rss(),
    };
  }
}
