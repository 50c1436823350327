import * as vscode from "vscode";
import type { ServerPort } from "../server-port.ts";
import type { Asker } from "./chat-session.ts";

/** Asks the language server; the abort signal becomes the request's cancellation. */
export function serverAsker(server: ServerPort): Asker {
  return {
    chat: (params, onEvent, signal) => cancellable(signal, (token) => server.chat(params, onEvent, token)),
    explain: (params, onEvent, signal) =>
      cancellable(signal, (token) => server.explain(params, onEvent, token)),
  };
}

async function cancellable<R>(
  signal: AbortSignal,
  run: (token: vscode.CancellationToken) => Promise<R>,
): Promise<R> {
  const source = new vscode.CancellationTokenSource();
  const cancel = () => source.cancel();
  signal.addEventListener("abort", cancel, { once: true });
  if (signal.aborted) cancel();
  try {
    return await run(source.token);
  } finally {
    signal.removeEventListener("abort", cancel);
    source.dispose();
  }
}
