/**
 * The one table of commands. A test compares it with package.json in both directions.
 */
import * as vscode from "vscode";
import { FailureError } from "../protocol/failure.ts";
import { COMMANDS, type CommandName, type CommandTable } from "./command-names.ts";
import { DisposableList } from "./disposables.ts";
import { type Log, messageOf } from "./log.ts";

/** Registers every command; a failure is told to the user, who just asked for the command. */
export function registerCommands(table: CommandTable, log: Log, showLog: () => void): vscode.Disposable {
  const list = new DisposableList();
  for (const [name, id] of Object.entries(COMMANDS) as [CommandName, string][]) {
    list.add(
      vscode.commands.registerCommand(id, async () => {
        try {
          await table[name]();
        } catch (thrown) {
          log.error(`${id}: ${messageOf(thrown)}`);
          await tell(thrown, showLog);
        }
      }),
    );
  }
  return list;
}

async function tell(thrown: unknown, showLog: () => void): Promise<void> {
  const text =
    thrown instanceof FailureError
      ? `${thrown.failure.message} ${thrown.failure.nextStep}`
      : `Gemwright could not do that: ${messageOf(thrown)}. The log holds the details.`;
  if ((await vscode.window.showErrorMessage(text, "Show Log")) === "Show Log") showLog();
}
