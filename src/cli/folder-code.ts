/** What the index of a folder gives to a completion, for one request from the terminal. */
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { LoadedModel } from "../protocol/engine.ts";
import { FailureError } from "../protocol/failure.ts";
import { raceAbort } from "../server/abort.ts";
import { crossFileChars } from "../server/context/cross-file-size.ts";
import { ContextService } from "../server/context/service.ts";
import type { Engine } from "../server/engine/engine.ts";
import { uriOfPath } from "../server/workspace.ts";
import { terminalLog } from "./terminal.ts";

interface Folder {
  readonly engine: Engine;
  /** Absolute path. */
  readonly folder: string;
  readonly model: LoadedModel;
}

/** Indexes the folder and returns what an editor would show the model at `offset` (UTF-16 units). */
export async function codeOfFolder(
  { engine, folder, model }: Folder,
  { document, offset }: { readonly document: TextDocument; readonly offset: number },
  signal: AbortSignal,
): Promise<string> {
  const context = new ContextService({
    engine,
    bundles: __dirname,
    options: { trusted: true },
    parsers: 1,
    openText: () => undefined,
    onStatus: () => undefined,
    log: (message) => terminalLog.warn(message),
  });
  try {
    context.setFolders([uriOfPath(folder)]);
    const ask = () => context.around(document.uri, document.getText(), offset, crossFileChars(model));
    return await askIndexed(context, ask, signal);
  } finally {
    await context.dispose();
  }
}

/** Times a question is put again because the index was found damaged, or files changed, while it was answered. */
const MOST_REPEATS = 3;

/** The answer of the whole index: a script wants the same one every time. */
export async function askIndexed<T>(
  context: ContextService,
  ask: () => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    await indexed(context, signal);
    const answer = await ask();
    const [folder] = await context.status();
    if (folder?.phase === "ready" || attempt > MOST_REPEATS) return answer;
  }
}

async function indexed(context: ContextService, signal: AbortSignal): Promise<void> {
  const [folder] = await raceAbort(context.settled(), signal);
  if (folder?.failure !== undefined) throw new FailureError(folder.failure);
}
