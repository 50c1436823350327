/**
 * Loads the chosen model when the server has started, so that the first keystroke need not wait for it. Failures
 * are told by the status bar and the chat page, never by a popup: nobody asked just now.
 */
import type * as vscode from "vscode";
import type { Settings } from "../../protocol/settings.ts";
import { type Log, messageOf } from "../log.ts";
import type { ServerPort } from "../server-port.ts";

export function loadOnStart(server: ServerPort, settings: () => Settings, log: Log): vscode.Disposable {
  let wasRunning = false;
  return server.onDidChange(() => {
    const running = server.state.kind === "running";
    const started = running && !wasRunning;
    wasRunning = running;
    const { path } = settings().model;
    if (!started || path === "") return;
    server.load().then(
      (model) => log.info(`model ready: ${model.name} on ${model.gpu}, window ${model.contextTokens}`),
      (thrown: unknown) => log.warn(`loading ${path}: ${messageOf(thrown)}`),
    );
  });
}
