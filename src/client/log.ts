import type * as vscode from "vscode";

/** What the parts need of the one output channel. */
export type Log = Pick<vscode.LogOutputChannel, "trace" | "debug" | "info" | "warn" | "error">;

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/**
 * VS Code events drop the promise of an async listener: this logs its failure instead of losing it.
 * The result is a listener that returns nothing.
 */
export function logged<A extends unknown[]>(
  log: Log,
  what: string,
  run: (...args: A) => PromiseLike<unknown>,
): (...args: A) => void {
  return (...args) => {
    run(...args).then(undefined, (thrown: unknown) => log.error(`${what}: ${messageOf(thrown)}`));
  };
}
