/** Where a failure is looked for, in order, and what is said when there is none. Pure. */
import type { FailureEntry } from "../../protocol/chat-entries.ts";
import { type Failure, FailureError } from "../../protocol/failure.ts";
import type { TracebackFailure } from "../../protocol/traceback.ts";

export interface Candidate {
  readonly origin: FailureEntry["origin"];
  readonly text: string;
  readonly cwd?: string;
  readonly command?: string;
  readonly exitCode?: number;
}

export interface FoundFailure {
  readonly candidate: Candidate;
  readonly failure: TracebackFailure;
}

export interface Places {
  readonly terminal?: Candidate;
  readonly selection: string;
  readonly clipboard: () => Promise<string>;
}

/** Tries the terminal, the selection and the clipboard; throws a failure that says what was looked at. */
export async function findFailure(
  places: Places,
  parse: (text: string, cwd?: string) => Promise<TracebackFailure | null>,
): Promise<FoundFailure> {
  const looked: string[] = [];
  for await (const candidate of candidates(places, looked)) {
    const failure = await parse(candidate.text, candidate.cwd);
    if (failure !== null) return { candidate, failure };
  }
  throw new FailureError(nothingFound(looked));
}

async function* candidates(places: Places, looked: string[]): AsyncGenerator<Candidate> {
  const { terminal } = places;
  if (terminal === undefined) looked.push("no command failed in a terminal of this window");
  else {
    looked.push(`the output of “${shortened(terminal.command ?? "")}” holds no traceback of a known form`);
    yield terminal;
  }
  if (places.selection.trim() === "") looked.push("nothing is selected in the editor");
  else {
    looked.push("the selection holds none");
    yield { origin: "selection", text: places.selection };
  }
  const clipboard = await places.clipboard();
  looked.push(clipboard.trim() === "" ? "the clipboard is empty" : "the clipboard holds none");
  if (clipboard.trim() !== "") yield { origin: "clipboard", text: clipboard };
}

function nothingFound(looked: readonly string[]): Failure {
  return {
    code: "traceback.none",
    message: `Gemwright found no failure to explain: ${looked.join("; ")}.`,
    nextStep:
      "Run the program in the integrated terminal (with shell integration), or copy its traceback, and try again.",
  };
}

const COMMAND_LENGTH = 60;

function shortened(command: string): string {
  return command.length > COMMAND_LENGTH ? `${command.slice(0, COMMAND_LENGTH - 1)}…` : command;
}
