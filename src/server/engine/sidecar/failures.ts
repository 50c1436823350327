/** What goes wrong between a language server and its inference process, in words a user can act on. */
import { type Failure, FailureError } from "../../../protocol/failure.ts";

/** The process died. `loading` = the file it was loading, `lastWords` = what native code printed. */
export function crashed(pid: number, loading: string | undefined, lastWords: string | undefined): Failure {
  const what = loading === undefined ? "" : ` while loading ${loading}`;
  const cause = lastWords === undefined ? "" : `: ${lastWords}`;
  return {
    code: "engine.crashed",
    message: `The inference process (pid ${pid}) ended unexpectedly${what}${cause}.`,
    nextStep:
      loading === undefined
        ? "It is started again by itself; try again."
        : "It is started again by itself; if this repeats, choose another model file.",
  };
}

/** Too many crashes, safe mode included. */
export function gaveUp(last: Failure, crashes: number): Failure {
  return {
    code: "engine.gaveUp",
    message: `The inference process crashed ${crashes} times, in safe mode too. ${last.message}`,
    nextStep: "Choose another model file or update the graphics driver, then load the model again.",
  };
}

/** Three crashes: the next start is on the CPU. */
export function safeMode(last: Failure, crashes: number): Failure {
  return {
    code: "engine.safeMode",
    message: `The inference process crashed ${crashes} times within five minutes. ${last.message}`,
    nextStep: "The model is loaded in safe mode: on the CPU, with a window of at most 8,192 tokens.",
  };
}

/** Why work of a connection that ended in order cannot be done. */
export function ended(end: "goodbye" | "left"): Failure {
  return end === "goodbye"
    ? {
        code: "engine.stopped",
        message: "The inference process has ended because it was asked to.",
        nextStep: "Try again: it is started when it is needed.",
      }
    : {
        code: "engine.disposed",
        message: "This window has left the inference process.",
        nextStep: "Reload the window.",
      };
}

/** There is nothing to load. */
export function noModel(): Failure {
  return {
    code: "engine.noModel",
    message: "No model is chosen: the setting gemwright.model.path is empty.",
    nextStep: "Choose a GGUF file with the command 'Gemwright: Choose model file'.",
  };
}

/** The process did not come up. `log` = the end of its log file. */
export function startFailed(cause: string, logPath: string, log: string): Failure {
  const words = lastWords(log);
  const tail = words === "" ? "" : ` Its log ends with: ${words}`;
  return {
    code: "engine.startFailed",
    message: `The inference process did not start: ${cause}.${tail}`,
    nextStep: `Look at ${logPath}, then load the model again.`,
  };
}

/** UTF-16 units of a log that fit into a message. */
const LAST_WORDS = 200;

/** The line that names the error, or the last one: a stack helps in the log, not in a popup. */
function lastWords(log: string): string {
  const lines = log.split("\n").map((line) => line.trim());
  const told = lines.filter((line) => line !== "" && !/^(?:at |[{}^]|Node\.js v|code: )/.test(line));
  const named = told.findLast((line) => /^\w*Error\b/.test(line)) ?? told.at(-1) ?? "";
  return named.length > LAST_WORDS ? `${named.slice(0, LAST_WORDS)}…` : named;
}

/** The failure of an error, whatever was thrown. */
export function failureOf(error: unknown): Failure {
  if (error instanceof FailureError) return error.failure;
  return {
    code: "engine.internal",
    message: `The engine failed: ${error instanceof Error ? error.message : String(error)}.`,
    nextStep: "Try again; the log has the details.",
  };
}
