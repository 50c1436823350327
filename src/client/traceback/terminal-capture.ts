/**
 * Remembers the last command of this window's terminals that failed, with the end of its output. Needs VS
 * Code's shell integration (bash, zsh, fish, pwsh); without it nothing is captured and nothing breaks.
 */
import * as vscode from "vscode";
import { HAS_FAILURE_KEY } from "../command-names.ts";
import { DisposableList } from "../disposables.ts";
import { type Log, logged } from "../log.ts";
import { OutputTail } from "./output-tail.ts";

export interface FailedCommand {
  readonly command: string;
  readonly exitCode: number;
  readonly output: string;
  /** Directory it ran in, as a URI. */
  readonly cwd?: string;
  /** ms since 1970. */
  readonly at: number;
}

/** Output may still be on its way when a command ends; a stream that never ends is not waited for longer. */
const GRACE_MS = 300;

interface Capture {
  readonly tail: OutputTail;
  readonly done: Promise<void>;
}

export class TerminalCapture implements vscode.Disposable {
  readonly #list = new DisposableList();
  readonly #changed = this.#list.add(new vscode.EventEmitter<void>());
  readonly #running = new Map<vscode.TerminalShellExecution, Capture>();
  readonly onDidChange = this.#changed.event;
  #last: FailedCommand | undefined;

  constructor(log: Log) {
    this.#list.add(vscode.window.onDidStartTerminalShellExecution(({ execution }) => this.#start(execution)));
    this.#list.add(
      vscode.window.onDidEndTerminalShellExecution(
        logged(log, "terminal", (event: vscode.TerminalShellExecutionEndEvent) => this.#end(event)),
      ),
    );
  }

  get last(): FailedCommand | undefined {
    return this.#last;
  }

  dispose(): void {
    this.#running.clear();
    this.#list.dispose();
  }

  /** Reading must begin at once: what was printed before is not given again. */
  #start(execution: vscode.TerminalShellExecution): void {
    const tail = new OutputTail();
    this.#running.set(execution, { tail, done: readInto(tail, execution) });
  }

  async #end({ execution, exitCode }: vscode.TerminalShellExecutionEndEvent): Promise<void> {
    const capture = this.#running.get(execution);
    this.#running.delete(execution);
    if (capture === undefined || exitCode === undefined || exitCode === 0) return;
    await Promise.race([capture.done, wait(GRACE_MS)]);
    this.#last = {
      command: execution.commandLine.value,
      exitCode,
      output: capture.tail.toString(),
      at: Date.now(),
      ...(execution.cwd !== undefined && { cwd: execution.cwd.toString() }),
    };
    await vscode.commands.executeCommand("setContext", HAS_FAILURE_KEY, true);
    this.#changed.fire();
  }
}

async function readInto(tail: OutputTail, execution: vscode.TerminalShellExecution): Promise<void> {
  for await (const chunk of execution.read()) tail.push(chunk);
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
