/**
 * A failure that a person reads. Crosses every border as plain data, so that the same words appear in the
 * status bar, the chat panel, the log and the terminal.
 */
export interface Failure {
  /** Stable code for scripts and tests, e.g. `gguf.truncated`. */
  readonly code: string;
  /** One sentence that names the thing (file, model, process) and the cause. */
  readonly message: string;
  /** One sentence that says what to do next. */
  readonly nextStep: string;
}

/** JSON-RPC error code of a response whose `data` is a {@link Failure}. */
export const FAILURE_ERROR_CODE = -32010;

/** Narrows the `data` of a JSON-RPC error to a {@link Failure}. */
export function isFailure(value: unknown): value is Failure {
  if (typeof value !== "object" || value === null) return false;
  const candidate = value as Partial<Record<keyof Failure, unknown>>;
  return (
    typeof candidate.code === "string" &&
    typeof candidate.message === "string" &&
    typeof candidate.nextStep === "string"
  );
}

/** Thrown inside one process; the border turns it into a JSON-RPC error with the {@link Failure} as data. */
export class FailureError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.name = "FailureError";
    this.failure = failure;
  }
}
