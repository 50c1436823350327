/** Where the server's lines go: `window/logMessage` in an editor, stderr in the terminal. Never stdout. */
export interface Log {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** Text of anything thrown, with the stack when there is one. */
export function describeError(error: unknown): string {
  return error instanceof Error ? (error.stack ?? `${error.name}: ${error.message}`) : String(error);
}
