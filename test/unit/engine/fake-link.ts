import type { RequestType, RequestType0 } from "vscode-jsonrpc/node";
import type * as engine from "../../../src/protocol/engine.ts";
import type { FailureError } from "../../../src/protocol/failure.ts";
import type { Introduction, Link, Listeners } from "../../../src/server/engine/sidecar/link.ts";

export function statusOf(state: engine.EngineState, chat = 0): engine.EngineStatus {
  return {
    pid: 7,
    engineVersion: "fake",
    state,
    clients: 1,
    queued: { completion: 0, chat, background: 0 },
    prefillTokensPerSecond: 0,
    generationTokensPerSecond: 0,
    residentBytes: 0,
  };
}

/** A connection whose other end is the test: every request waits until the test answers it. */
export class FakeLink implements Link {
  readonly pid: number;
  readonly listeners: Listeners;
  /** Requests in order, e.g. `engine/load`. */
  readonly asked: { readonly method: string; readonly params: unknown }[] = [];
  readonly introductions: Introduction[] = [];
  closed = false;
  readonly #open: { method: string; answer: (value: unknown) => void; fail: (error: unknown) => void }[] = [];
  readonly #generated = new Map<string, (event: engine.Generated) => void>();

  constructor(pid: number, listeners: Listeners) {
    this.pid = pid;
    this.listeners = listeners;
  }

  async request<P, R, E>(type: RequestType<P, R, E>, params: P, signal?: AbortSignal): Promise<R> {
    signal?.throwIfAborted();
    return (await this.#ask(type.method, params)) as R;
  }

  async request0<R, E>(type: RequestType0<R, E>): Promise<R> {
    if (type.method === "engine/status") return statusOf({ kind: "idle" }) as R;
    return (await this.#ask(type.method, undefined)) as R;
  }

  onGenerated(id: string, listener: (event: engine.Generated) => void): () => void {
    this.#generated.set(id, listener);
    return () => this.#generated.delete(id);
  }

  async introduce(introduction: Introduction): Promise<void> {
    this.introductions.push(introduction);
  }

  close(): void {
    this.closed = true;
  }

  /** Answers the oldest open request of a method. */
  answer(method: string, value: unknown): void {
    this.#take(method).answer(value);
  }

  /** Fails the oldest open request of a method. */
  fail(method: string, error: FailureError): void {
    this.#take(method).fail(error);
  }

  emit(event: engine.Generated): void {
    this.#generated.get(event.id)?.(event);
  }

  /** Ends as a process ends: the listener decides why the open requests fail. */
  end(how: "crashed" | "goodbye"): FailureError {
    const error = this.listeners.ended(how);
    for (const request of this.#open.splice(0)) request.fail(error);
    return error;
  }

  #ask(method: string, params: unknown): Promise<unknown> {
    this.asked.push({ method, params });
    return new Promise((answer, fail) => this.#open.push({ method, answer, fail }));
  }

  #take(method: string): { answer: (value: unknown) => void; fail: (error: unknown) => void } {
    const at = this.#open.findIndex((request) => request.method === method);
    const [request] = at < 0 ? [] : this.#open.splice(at, 1);
    if (request === undefined) throw new Error(`no open request ${method}`);
    return request;
  }
}
