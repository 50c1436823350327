/** The door of every `gemwright/…` request: failures become JSON-RPC errors with a {@link Failure} as data. */
import { type CancellationToken, LSPErrorCodes, ResponseError } from "vscode-languageserver-protocol";
import { FAILURE_ERROR_CODE, type Failure, FailureError } from "../protocol/failure.ts";
import { withSignal } from "./abort.ts";
import { describeError, type Log } from "./log.ts";

/** Wraps `work` for `connection.onRequest(type, …)`. Requests without parameters get the token first. */
export function answer<P, R>(
  name: string,
  log: Log,
  work: (params: P, signal: AbortSignal) => Promise<R>,
): (params: P, token: CancellationToken) => Promise<R | ResponseError<Failure>> {
  return (params, token) =>
    withSignal(token, async (signal) => {
      try {
        return await work(params, signal);
      } catch (error) {
        return toResponseError(name, log, error, signal);
      }
    });
}

/** Like {@link answer}, for request types without parameters. */
export function answerPlain<R>(
  name: string,
  log: Log,
  work: (signal: AbortSignal) => Promise<R>,
): (token: CancellationToken) => Promise<R | ResponseError<Failure>> {
  const handler = answer<undefined, R>(name, log, (_params, signal) => work(signal));
  return (token) => handler(undefined, token);
}

function toResponseError(
  name: string,
  log: Log,
  error: unknown,
  signal: AbortSignal,
): ResponseError<Failure> {
  if (signal.aborted) return new ResponseError(LSPErrorCodes.RequestCancelled, `${name} was cancelled.`);
  if (error instanceof FailureError) {
    log.warn(`${name}: ${error.failure.message} (${error.failure.code})`);
    return new ResponseError(FAILURE_ERROR_CODE, error.message, error.failure);
  }
  log.error(`${name} failed unexpectedly: ${describeError(error)}`);
  const failure: Failure = {
    code: "server.unexpected",
    message: `${name} failed unexpectedly: ${error instanceof Error ? error.message : String(error)}`,
    nextStep: "Try again; the stack is in the Gemwright output, worth a bug report.",
  };
  return new ResponseError(FAILURE_ERROR_CODE, failure.message, failure);
}
