/** What every command of the terminal shares: output, exit codes, words for failures. */
import { FailureError } from "../protocol/failure.ts";
import type { Log } from "../server/log.ts";

/** 0 worked, 1 failed (a failure was printed), 2 was called wrongly. */
export type ExitCode = 0 | 1 | 2;

/** Called wrongly: printed with the usage of the command, exit code 2. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "UsageError";
  }
}

export function print(text: string): void {
  process.stdout.write(text);
}

export function printLine(text = ""): void {
  process.stdout.write(`${text}\n`);
}

/** Notes go to stderr, so that stdout holds the result alone. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Warnings and errors of the server's modules; the rest only with GEMWRIGHT_DEBUG. */
export const terminalLog: Log = {
  info: (message) => {
    if (process.env["GEMWRIGHT_DEBUG"] !== undefined) note(message);
  },
  warn: note,
  error: note,
};

/** The sentence a person reads, and its next step. */
export function describeFailure(error: unknown): string {
  if (error instanceof FailureError) return `${error.failure.message}\n${error.failure.nextStep}`;
  return error instanceof Error ? error.message : String(error);
}
