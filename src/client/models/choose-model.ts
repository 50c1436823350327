/** Choosing, loading and unloading the model, as the user asked for it: with progress, and with the cause of a failure. */
import * as vscode from "vscode";
import type { LoadedModel } from "../../protocol/engine.ts";
import { FailureError } from "../../protocol/failure.ts";
import { type Log, messageOf } from "../log.ts";
import type { ServerPort } from "../server-port.ts";
import type { SettingsStore } from "../settings-store.ts";
import { fileName } from "../status/engine-brief.ts";
import { percent } from "../status/status-text.ts";

export interface ModelCommands {
  chooseModelFile(): Promise<void>;
  loadModel(): Promise<void>;
  unloadModel(): Promise<void>;
}

export interface ModelCommandsOptions {
  readonly server: ServerPort;
  readonly settings: SettingsStore;
  readonly log: Log;
  readonly showLog: () => void;
}

export function modelCommands(options: ModelCommandsOptions): ModelCommands {
  const { server, settings } = options;
  const chooseModelFile = async () => {
    const path = await pickFile(settings.current.model.path);
    if (path === undefined) return;
    await settings.write("gemwright.model.path", path);
    server.sendSettings({ ...settings.current, model: { ...settings.current.model, path } });
    await loadModel();
  };
  const loadModel = async () => {
    if (settings.current.model.path === "") {
      await chooseModelFile();
      return;
    }
    await load(options, chooseModelFile);
  };
  return { chooseModelFile, loadModel, unloadModel: () => server.unload() };
}

async function pickFile(current: string): Promise<string | undefined> {
  const picked = await vscode.window.showOpenDialog({
    title: "Choose a Gemma 4 model file (GGUF)",
    openLabel: "Use this model",
    canSelectMany: false,
    filters: { "GGUF models": ["gguf"], "All files": ["*"] },
    ...(current !== "" && { defaultUri: vscode.Uri.file(current) }),
  });
  return picked?.[0]?.fsPath;
}

async function load({ server, settings, log, showLog }: ModelCommandsOptions, choose: () => Promise<void>) {
  const file = fileName(settings.current.model.path);
  try {
    const model = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: `Loading ${file}`, cancellable: true },
      (progress, token) => withFraction(server, progress, () => server.load(token)),
    );
    log.info(
      `model ${model.name} loaded in ${Math.round(model.loadMs)} ms: ${model.gpu}, window ${model.contextTokens}`,
    );
    vscode.window.setStatusBarMessage(`$(check) ${model.name} is ready.`, 5000);
  } catch (thrown) {
    if (thrown instanceof vscode.CancellationError) return;
    log.error(`loading ${settings.current.model.path}: ${messageOf(thrown)}`);
    await explainFailure(thrown, { choose, showLog });
  }
}

/** Shows the server's progress in the notification while `run` runs. */
async function withFraction(
  server: ServerPort,
  progress: vscode.Progress<{ message: string; increment: number }>,
  run: () => Promise<LoadedModel>,
): Promise<LoadedModel> {
  let shown = 0;
  const subscription = server.onDidChange(() => {
    const engine = server.status?.engine;
    if (engine?.kind !== "loading") return;
    const increment = engine.fraction * 100 - shown;
    if (increment < 1) return;
    shown += increment;
    progress.report({ message: percent(engine.fraction), increment });
  });
  try {
    return await run();
  } finally {
    subscription.dispose();
  }
}

const CHOOSE = "Choose Another File…";
const SHOW_LOG = "Show Log";

async function explainFailure(
  thrown: unknown,
  actions: { choose: () => Promise<void>; showLog: () => void },
): Promise<void> {
  const text =
    thrown instanceof FailureError
      ? `${thrown.failure.message} ${thrown.failure.nextStep}`
      : `The model could not be loaded: ${messageOf(thrown)}. The log holds the details.`;
  const picked = await vscode.window.showErrorMessage(text, CHOOSE, SHOW_LOG);
  if (picked === CHOOSE) await actions.choose();
  if (picked === SHOW_LOG) actions.showLog();
}
