import type * as vscode from "vscode";
import type { Log } from "../log.ts";
import type { ServerPort } from "../server-port.ts";

/** The server logs one line per completion; at trace level the prompt and the raw answer follow it here. */
export function logTraces(server: ServerPort, log: Log): vscode.Disposable {
  let last: string | undefined;
  return server.onDidChange(() => {
    const trace = server.status?.lastCompletion;
    if (trace === undefined || trace.id === last) return;
    last = trace.id;
    if (trace.prompt !== undefined) log.trace(`completion ${trace.id} prompt:\n${trace.prompt}`);
    if (trace.raw !== undefined) log.trace(`completion ${trace.id} answer:\n${trace.raw}`);
  });
}
