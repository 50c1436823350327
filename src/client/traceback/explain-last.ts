import * as vscode from "vscode";
import type { NewFailure } from "../chat/chat-session.ts";
import type { ServerPort } from "../server-port.ts";
import { type Candidate, findFailure } from "./candidates.ts";
import type { TerminalCapture } from "./terminal-capture.ts";

/** Finds the failure the user means and gives it to the chat. Throws FailureError when there is none. */
export async function explainLastFailure(
  server: ServerPort,
  capture: TerminalCapture,
  explain: (failure: NewFailure) => Promise<void>,
): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const terminal = lastFailed(capture);
  const { candidate, failure } = await findFailure(
    {
      ...(terminal !== undefined && { terminal }),
      selection: editor === undefined ? "" : editor.document.getText(editor.selection),
      clipboard: async () => await vscode.env.clipboard.readText(),
    },
    (text, cwd) => server.traceback({ text, ...(cwd !== undefined && { cwd }) }),
  );
  const { origin, command, exitCode } = candidate;
  await explain({
    failure,
    origin,
    ...(command !== undefined && { command }),
    ...(exitCode !== undefined && { exitCode }),
  });
}

function lastFailed({ last }: TerminalCapture): Candidate | undefined {
  if (last === undefined) return undefined;
  return {
    origin: "terminal",
    text: last.output,
    command: last.command,
    exitCode: last.exitCode,
    ...(last.cwd !== undefined && { cwd: last.cwd }),
  };
}
