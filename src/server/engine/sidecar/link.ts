/**
 * One authenticated connection to a sidecar. It ends exactly once, and every request that was still open then
 * rejects with the reason: the JSON-RPC library leaves them hanging when the pipe closes.
 */
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { connect as connectSocket, type Socket } from "node:net";
import {
  CancellationTokenSource,
  createMessageConnection,
  ErrorCodes,
  type MessageConnection,
  type RequestType,
  type RequestType0,
  ResponseError,
  SocketMessageReader,
  SocketMessageWriter,
} from "vscode-jsonrpc/node";
import { type Endpoint, proofText } from "../../../protocol/endpoint.ts";
import * as engine from "../../../protocol/engine.ts";
import { type Failure, FailureError, isFailure } from "../../../protocol/failure.ts";
import { abortable } from "./abortable.ts";
import { crashed, ended } from "./failures.ts";

/** The reader still decodes what arrived before the socket closed: chunks of an answer, a goodbye. */
const DRAIN_MS = 50;
const HELLO_TIMEOUT_MS = 5_000;
/** Made by the library on this side: no answer came. */
const LOCAL_ERRORS: ReadonlySet<number> = new Set([
  ErrorCodes.PendingResponseRejected,
  ErrorCodes.ConnectionInactive,
  ErrorCodes.MessageWriteError,
  ErrorCodes.MessageReadError,
]);

export interface Listeners {
  readonly status: (status: engine.EngineStatus) => void;
  readonly log: (level: "info" | "warn" | "error", message: string) => void;
  /** Called once, when the other side ended it. Pending requests reject with the failure it returns. */
  readonly ended: (end: "crashed" | "goodbye") => FailureError;
}

/** What the engine asks of a sidecar. */
export interface Link {
  readonly pid: number;
  /** Rejects with FailureError, or with `signal.reason` as soon as it is aborted. */
  request<P, R, E>(type: RequestType<P, R, E>, params: P, signal?: AbortSignal): Promise<R>;
  request0<R, E>(type: RequestType0<R, E>): Promise<R>;
  /** Streams the events of the generate with this id until the result unsubscribes. */
  onGenerated(id: string, listener: (event: engine.Generated) => void): () => void;
  /** Says hello again, with other wishes. */
  introduce(introduction: Introduction): Promise<void>;
  close(): void;
}

export interface Introduction {
  readonly client: string;
  readonly keepAliveSeconds: number;
}

/** Connects and shakes hands. Rejects when nobody listens there or the other side is not the sidecar. */
export async function openLink(
  endpoint: Endpoint,
  introduction: Introduction,
  listeners: Listeners,
): Promise<Link> {
  const socket = await new Promise<Socket>((resolve, reject) => {
    const opening = connectSocket(endpoint.pipe, () => resolve(opening));
    opening.once("error", reject);
  });
  const link = new PipeLink(socket, endpoint, listeners);
  const timer = setTimeout(() => link.close(), HELLO_TIMEOUT_MS);
  try {
    await link.introduce(introduction);
  } catch (error) {
    link.close();
    throw error;
  } finally {
    clearTimeout(timer);
  }
  return link;
}

class PipeLink implements Link {
  readonly #endpoint: Endpoint;
  readonly #connection: MessageConnection;
  readonly #listeners: Listeners;
  readonly #generated = new Map<string, (event: engine.Generated) => void>();
  readonly #over = Promise.withResolvers<FailureError>();
  #established = false;
  #saidGoodbye = false;
  #closing = false;
  #finished = false;

  constructor(socket: Socket, endpoint: Endpoint, listeners: Listeners) {
    this.#endpoint = endpoint;
    this.#listeners = listeners;
    socket.on("error", () => undefined); // "close" follows
    const connection = createMessageConnection(
      new SocketMessageReader(socket),
      new SocketMessageWriter(socket),
    );
    this.#connection = connection;
    connection.onNotification(engine.generated, (event) => this.#generated.get(event.id)?.(event));
    connection.onNotification(engine.statusChanged, (status) => listeners.status(status));
    connection.onNotification(engine.log, (line) => listeners.log(line.level, line.message));
    connection.onNotification(engine.goodbye, () => {
      this.#saidGoodbye = true;
    });
    connection.onError(() => this.#closed());
    connection.onClose(() => this.#closed());
    connection.listen();
  }

  get pid(): number {
    return this.#endpoint.pid;
  }

  async introduce(introduction: Introduction): Promise<void> {
    const { pipe, secret } = this.#endpoint;
    const nonce = randomBytes(32).toString("hex");
    const answer = await this.request(engine.hello, {
      protocolVersion: engine.ENGINE_PROTOCOL_VERSION,
      nonce,
      proof: proof(secret, "client", nonce),
      ...introduction,
    });
    if (!isSame(answer.proof, proof(secret, "sidecar", nonce))) throw new FailureError(impostor(pipe));
    this.#established = true;
  }

  async request<P, R, E>(type: RequestType<P, R, E>, params: P, signal?: AbortSignal): Promise<R> {
    const source = new CancellationTokenSource();
    try {
      const answer = this.#send(() => this.#connection.sendRequest<R>(type.method, params, source.token));
      return await (signal === undefined ? answer : abortable(answer, signal));
    } catch (error) {
      if (signal?.aborted === true) source.cancel();
      throw error;
    } finally {
      source.dispose();
    }
  }

  request0<R, E>(type: RequestType0<R, E>): Promise<R> {
    return this.#send(() => this.#connection.sendRequest(type));
  }

  onGenerated(id: string, listener: (event: engine.Generated) => void): () => void {
    this.#generated.set(id, listener);
    return () => this.#generated.delete(id);
  }

  close(): void {
    this.#finish(() => new FailureError(ended("left")));
  }

  async #send<R>(send: () => Promise<R>): Promise<R> {
    try {
      return await send();
    } catch (error) {
      if (error instanceof ResponseError && !LOCAL_ERRORS.has(error.code)) {
        throw isFailure(error.data) ? new FailureError(error.data) : error;
      }
      this.#closed(); // the request could not be sent, or its connection is gone
      throw await this.#over.promise;
    }
  }

  #closed(): void {
    if (this.#closing) return;
    this.#closing = true;
    const end = (): FailureError => {
      if (!this.#established) return new FailureError(crashed(this.pid, undefined, undefined));
      return this.#listeners.ended(this.#saidGoodbye ? "goodbye" : "crashed");
    };
    setTimeout(() => this.#finish(end), DRAIN_MS);
  }

  #finish(end: () => FailureError): void {
    if (this.#finished) return;
    this.#finished = true;
    this.#over.resolve(end());
    this.#connection.dispose();
  }
}

function proof(secret: string, role: "client" | "sidecar", nonce: string): string {
  return createHmac("sha256", Buffer.from(secret, "hex")).update(proofText(role, nonce)).digest("hex");
}

function isSame(actual: string, expected: string): boolean {
  const left = Buffer.from(actual);
  const right = Buffer.from(expected);
  return left.length === right.length && timingSafeEqual(left, right);
}

function impostor(pipe: string): Failure {
  return {
    code: "engine.impostor",
    message: `The process listening at ${pipe} does not know the secret of the endpoint file.`,
    nextStep: "Close all windows, end that process, and start again.",
  };
}
