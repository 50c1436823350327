/** What an editor asks and tells about completions, standard LSP and our own. */
import type { _Connection as Connection } from "vscode-languageserver";
import * as lsp from "../protocol/lsp.ts";
import { withSignal } from "./abort.ts";
import { ACCEPTED_COMMAND, type CompletionService } from "./completion/service.ts";
import type { Log } from "./log.ts";
import { answerPlain } from "./requests.ts";

export interface CompletionParts {
  readonly completion: CompletionService;
  readonly copied: (range: lsp.CopiedRange) => void;
}

export function registerCompletionRequests(
  connection: Connection,
  log: Log,
  ready: Promise<CompletionParts>,
): void {
  connection.languages.inlineCompletion.on((params, token) =>
    withSignal(token, async (signal) => (await ready).completion.provide(params, signal)),
  );
  connection.onExecuteCommand(async ({ command, arguments: [id] = [] }) => {
    if (command === ACCEPTED_COMMAND && typeof id === "string") (await ready).completion.accepted(id);
    return null;
  });
  connection.onNotification(lsp.cursorRests, (rest) => {
    void ready.then(({ completion }) => completion.rested(rest));
  });
  connection.onNotification(lsp.copied, (range) => {
    void ready.then(({ copied }) => copied(range));
  });
  connection.onNotification(lsp.completionDismissed, ({ id }) => {
    void ready.then(({ completion }) => completion.dismissed(id));
  });
  connection.onRequest(
    lsp.why,
    answerPlain("gemwright/why", log, async () => (await ready).completion.last ?? null),
  );
}
