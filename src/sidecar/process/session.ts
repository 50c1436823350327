/**
 * One connected client. Nothing is answered before its hello; everything it asked for is aborted when it goes.
 */
import type { Socket } from "node:net";
import {
  type CancellationToken,
  createMessageConnection,
  ErrorCodes,
  type Message,
  type MessageConnection,
  type NotificationType,
  type NotificationType0,
  ResponseError,
  Message as RpcMessage,
  SocketMessageReader,
  SocketMessageWriter,
} from "vscode-jsonrpc/node";
import * as engine from "../../protocol/engine.ts";
import { FAILURE_ERROR_CODE, type Failure, FailureError } from "../../protocol/failure.ts";
import type { Inference } from "../inference.ts";
import { FrameMeter } from "./frame-meter.ts";
import { helloProblem, proof } from "./handshake.ts";
import type { Log } from "./log-file.ts";

/** `LSPErrorCodes.RequestCancelled`. */
const REQUEST_CANCELLED = -32800;
const HELLO_TIMEOUT_MS = 5_000;
const MAX_CLIENT_NAME = 200;
const MAX_HELLO_BYTES = 4_096;
/** A 256k-token conversation is about 1 MB of text; images come as base64. */
const MAX_MESSAGE_BYTES = 256 << 20;

/** What a session needs from the process around it. */
export interface SessionHost {
  readonly inference: Inference;
  readonly secret: string;
  readonly log: Log;
  status(): engine.EngineStatus;
  /** A hello was accepted: the first one, or a later one with another keep-alive time. */
  welcomed(session: Session, hello: engine.HelloParams): void;
  /** Work began or ended. */
  worked(): void;
  /** The connection is over; called once. */
  gone(session: Session): void;
}

/** Hangs up behind the next response, so that a refused peer still reads why. */
class LastWordsWriter extends SocketMessageWriter {
  readonly #socket: Socket;
  closeBehindResponse = false;

  constructor(socket: Socket) {
    super(socket);
    this.#socket = socket;
  }

  override async write(message: Message): Promise<void> {
    await super.write(message);
    if (this.closeBehindResponse && RpcMessage.isResponse(message)) this.#socket.destroySoon();
  }
}

export class Session {
  readonly #host: SessionHost;
  readonly #socket: Socket;
  readonly #writer: LastWordsWriter;
  readonly #connection: MessageConnection;
  readonly #running = new Set<AbortController>();
  readonly #helloTimer: NodeJS.Timeout;
  #client: string | undefined;
  #closed = false;

  constructor(socket: Socket, host: SessionHost) {
    this.#host = host;
    this.#socket = socket;
    const meter = new FrameMeter(() => (this.welcome ? MAX_MESSAGE_BYTES : MAX_HELLO_BYTES));
    socket.on("data", (chunk: Buffer) => {
      const problem = meter.accept(chunk);
      if (problem !== undefined) this.#hangUp(`sent ${problem}`);
    });
    socket.on("error", () => undefined); // "close" follows; unheard, it would end the process
    socket.on("close", () => this.close());
    this.#writer = new LastWordsWriter(socket);
    this.#connection = createMessageConnection(new SocketMessageReader(socket), this.#writer);
    this.#connection.onError(([error]) => this.#hangUp(error.message));
    this.#connection.onClose(() => this.close());
    this.#helloTimer = setTimeout(() => this.#hangUp("said no hello"), HELLO_TIMEOUT_MS);
    this.#route();
    this.#connection.listen();
  }

  /** The name of its hello. */
  get client(): string {
    return this.#client ?? "an unknown peer";
  }

  /** Whether a hello was accepted. */
  get welcome(): boolean {
    return this.#client !== undefined && !this.#closed;
  }

  /** Sends a notification, unless the client is gone or not welcome. */
  notify<P>(type: NotificationType<P>, params: P): void {
    if (this.welcome) this.#ignoreGone(this.#connection.sendNotification(type.method, params));
  }

  /** Says goodbye and hangs up once the word is out. */
  async goodbye(type: NotificationType0): Promise<void> {
    if (this.welcome) await this.#connection.sendNotification(type).catch(() => undefined);
    this.#abortAll();
    this.#socket.destroySoon();
  }

  /** Ends the connection and aborts what the client asked for. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#helloTimer);
    this.#abortAll();
    this.#connection.dispose();
    this.#host.gone(this);
  }

  #abortAll(): void {
    for (const controller of this.#running) controller.abort();
  }

  #hangUp(cause: string): void {
    if (this.#closed) return;
    this.#host.log("warn", `connection of ${this.client} closed: ${cause}`);
    this.close();
  }

  #ignoreGone(sent: Promise<void>): void {
    sent.catch(() => undefined); // a client that left reads nothing; its close event does the rest
  }

  #route(): void {
    const { inference } = this.#host;
    const connection = this.#connection;
    connection.onRequest(engine.hello, (params) => this.#hello(params));
    connection.onRequest(engine.load, (params, token) => this.#run(token, () => inference.load(params)));
    connection.onRequest(engine.unload, (token) =>
      this.#run(token, async () => {
        await inference.unload();
        return null;
      }),
    );
    connection.onRequest(engine.status, (token) => this.#run(token, async () => this.#host.status()));
    connection.onRequest(engine.tokenize, (params, token) =>
      this.#run(token, () => inference.tokenize(params)),
    );
    connection.onRequest(engine.generate, (params, token) =>
      this.#run(token, (signal) =>
        inference.generate(params, (event) => this.notify(engine.generated, event), signal),
      ),
    );
    connection.onRequest(engine.prefill, (params, token) =>
      this.#run(token, (signal) => inference.prefill(params, signal)),
    );
    connection.onRequest((method) => this.#unknown(method));
    connection.onNotification((method) => {
      if (!this.welcome) this.#hangUp(`sent ${method} before its hello`);
    });
  }

  #hello(params: engine.HelloParams): engine.HelloResult | ResponseError<Failure> {
    const problem = helloProblem(params, this.#host.secret);
    if (problem !== undefined) return this.#refuse(problem);
    clearTimeout(this.#helloTimer);
    this.#client = params.client.slice(0, MAX_CLIENT_NAME);
    this.#host.welcomed(this, params);
    return {
      proof: proof(this.#host.secret, "sidecar", params.nonce),
      pid: process.pid,
      engineVersion: this.#host.inference.engineVersion,
    };
  }

  #unknown(method: string): ResponseError<Failure | undefined> {
    if (!this.welcome) return this.#refuse(notWelcome(method));
    return new ResponseError<undefined>(ErrorCodes.MethodNotFound, `Unhandled method ${method}`);
  }

  #refuse(failure: Failure): ResponseError<Failure> {
    this.#host.log("warn", `connection refused: ${failure.message}`);
    this.#writer.closeBehindResponse = true;
    return asResponseError(failure);
  }

  /** Runs one request of a welcome client; the signal follows its cancellation and its connection. */
  async #run<R>(
    token: CancellationToken,
    work: (signal: AbortSignal) => Promise<R>,
  ): Promise<R | ResponseError<Failure>> {
    if (!this.welcome) return this.#refuse(notWelcome("a request"));
    const controller = new AbortController();
    const cancelled = token.onCancellationRequested(() => controller.abort());
    if (token.isCancellationRequested) controller.abort();
    this.#running.add(controller);
    try {
      const working = work(controller.signal);
      // Not before: it is in no queue yet.
      this.#host.worked();
      return await working;
    } catch (error) {
      if (controller.signal.aborted)
        return new ResponseError(REQUEST_CANCELLED, "The request was cancelled.");
      return this.#failed(error);
    } finally {
      cancelled.dispose();
      this.#running.delete(controller);
      this.#host.worked();
    }
  }

  #failed(error: unknown): ResponseError<Failure> {
    if (error instanceof FailureError) return asResponseError(error.failure);
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#host.log("error", `request failed: ${text}`);
    return asResponseError({
      code: "engine.internal",
      message: `The inference process failed on a request: ${error instanceof Error ? error.message : text}.`,
      nextStep: "Try again; the log of the inference process has the details.",
    });
  }
}

function notWelcome(what: string): Failure {
  return {
    code: "engine.noHello",
    message: `The inference process got ${what} before a successful hello.`,
    nextStep: "Send engine/hello first.",
  };
}

function asResponseError(failure: Failure): ResponseError<Failure> {
  return new ResponseError(FAILURE_ERROR_CODE, failure.message, failure);
}
