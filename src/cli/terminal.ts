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

/** Whoever read the result has enough, as in `gemwright pack … | head`: no failure, but nothing more is wanted. */
export class ReaderGone extends Error {
  constructor() {
    super("Nobody reads the result any more.");
    this.name = "ReaderGone";
  }
}

/** Calls back when nothing more can be printed, with the reason; a failure is printed, and is one of the process. */
export function onOutputEnd(end: (reason: Error) => void): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") {
      end(new ReaderGone());
      return;
    }
    note(
      `gemwright: The result cannot be written: ${error.message}\nWrite it to another place, or make room there.`,
    );
    process.exitCode = 1;
    end(error);
  });
  // There is nobody left to tell.
  process.stderr.on("error", () => undefined);
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
