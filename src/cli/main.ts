/** `gemwright COMMAND …`: a thin door to the server's modules, for scripts, bug reports and measuring. */
import { version } from "../../package.json";
import { CHAT_USAGE, chatCommand } from "./chat.ts";
import { COMPLETE_USAGE, completeCommand } from "./complete.ts";
import { DOCTOR_USAGE, doctorCommand } from "./doctor.ts";
import { EXPLAIN_USAGE, explainCommand } from "./explain.ts";
import { PACK_USAGE, packCommand } from "./pack.ts";
import {
  describeFailure,
  type ExitCode,
  note,
  onOutputEnd,
  printLine,
  ReaderGone,
  UsageError,
} from "./terminal.ts";

interface Command {
  readonly usage: string;
  run(args: readonly string[], signal: AbortSignal): Promise<ExitCode>;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  complete: { usage: COMPLETE_USAGE, run: completeCommand },
  chat: { usage: CHAT_USAGE, run: chatCommand },
  explain: { usage: EXPLAIN_USAGE, run: explainCommand },
  pack: { usage: PACK_USAGE, run: packCommand },
  doctor: { usage: DOCTOR_USAGE, run: doctorCommand },
};

async function main(args: readonly string[]): Promise<ExitCode> {
  const [name, ...rest] = args;
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    printLine(usage());
    return name === undefined ? 2 : 0;
  }
  if (name === "--version") {
    printLine(version);
    return 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) {
    note(`gemwright: there is no command "${name}".\n\n${usage()}`);
    return 2;
  }
  if (rest.includes("--help") || rest.includes("-h")) {
    printLine(command.usage);
    return 0;
  }
  return run(command, rest);
}

async function run(command: Command, args: readonly string[]): Promise<ExitCode> {
  const interrupted = new AbortController();
  process.once("SIGINT", () => {
    interrupted.abort(new Error("Interrupted."));
  });
  onOutputEnd((reason) => interrupted.abort(reason));
  try {
    return await command.run(args, interrupted.signal);
  } catch (error) {
    if (error instanceof ReaderGone) return 0;
    if (!isUsageError(error)) {
      note(`gemwright: ${describeFailure(error)}`);
      return 1;
    }
    note(`gemwright: ${error.message}\n\n${command.usage}`);
    return 2;
  }
}

/** Ours, or an unknown option as `node:util` reports it. */
function isUsageError(error: unknown): error is Error {
  if (error instanceof UsageError) return true;
  return error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
}

function usage(): string {
  return ["Usage:", ...Object.values(COMMANDS).map((command) => command.usage)].join("\n\n");
}

void main(process.argv.slice(2)).then((code) => {
  // A result that could not be written has failed already.
  process.exitCode ||= code;
});
