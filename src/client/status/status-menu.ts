/** The menu behind the status bar item: the state in words, and everything one may want to do about it. */
import * as vscode from "vscode";
import type { Settings } from "../../protocol/settings.ts";
import { COMMANDS, type CommandName } from "../command-names.ts";
import type { LastRequest } from "../completion/last-request.ts";
import type { Snooze } from "../completion/snooze.ts";
import { indexDetails, indexLines, isPaused } from "../context/index-text.ts";
import type { ServerPort } from "../server-port.ts";
import { languageIsOn } from "../settings.ts";
import type { SettingsStore } from "../settings-store.ts";
import { engineBrief } from "./engine-brief.ts";
import { modelFacts } from "./model-facts.ts";
import { lastCompletionText, statusText } from "./status-text.ts";

interface MenuItem extends vscode.QuickPickItem {
  readonly run?: () => unknown;
}

export interface MenuSources {
  readonly server: ServerPort;
  readonly snooze: Snooze;
  readonly last: LastRequest;
}

export async function showStatusMenu(sources: MenuSources, store: SettingsStore): Promise<void> {
  const { server } = sources;
  const settings = store.current;
  const brief = engineBrief({
    server: server.state,
    status: server.status,
    modelPath: settings.model.path,
    now: Date.now(),
  });
  const { label } = statusText(brief, { enabled: true, languageOn: true, snoozed: sources.snooze.text });
  const items: MenuItem[] = [
    ...stateItems(server),
    separator("Model"),
    action("folder-opened", "Choose model file…", "chooseModelFile"),
    brief.kind === "ready"
      ? action("debug-disconnect", "Unload the model and free its memory", "unloadModel")
      : action("play", "Load the model", "loadModel"),
    separator("Completions"),
    ...completionItems(settings),
    ...requestItems(sources),
    ...indexItems(server, store),
    separator("More"),
    action("comment-discussion", "Open chat", "openChat"),
    action("output", "Show log", "showLog"),
    {
      label: "$(gear) Settings",
      run: () => vscode.commands.executeCommand("workbench.action.openSettings", "@ext:gemwright.gemwright"),
    },
  ];
  if (brief.kind === "failed")
    items.unshift({
      label: "$(error) What happened",
      detail: `${brief.failure.message} ${brief.failure.nextStep}`,
    });
  const picked = await vscode.window.showQuickPick(items, {
    title: label,
    placeHolder: "What would you like to do?",
  });
  await picked?.run?.();
}

function stateItems(server: ServerPort): readonly MenuItem[] {
  const facts = modelFacts(server.status);
  const show = () => vscode.commands.executeCommand(COMMANDS.statusMenu);
  return facts.map((fact) => ({ label: fact.name, description: fact.value, run: show }));
}

function indexItems({ index }: ServerPort, store: SettingsStore): readonly MenuItem[] {
  const show = () => vscode.commands.executeCommand(COMMANDS.statusMenu);
  const lines = indexLines(index).map((label, at) => ({
    label,
    detail: indexDetails(index.slice(at, at + 1)),
    run: show,
  }));
  if (!store.current.index.enabled)
    return [
      separator("Index of the repository"),
      ...lines,
      { label: "$(check) Turn the index on", run: () => store.switchIndex(true) },
      action("trash", "Clear the index from the disk", "clearIndex"),
    ];
  return [
    separator("Index of the repository"),
    ...lines,
    action("file-code", "Show packed context…", "showPackedContext"),
    isPaused(index)
      ? action("play", "Resume indexing", "toggleIndexing")
      : action("debug-pause", "Pause indexing", "toggleIndexing"),
    action("refresh", "Rebuild the index", "rebuildIndex"),
    action("trash", "Clear the index from the disk", "clearIndex"),
    { label: "$(circle-slash) Turn the index off", run: () => store.switchIndex(false) },
  ];
}

function completionItems({ completion }: Settings): readonly MenuItem[] {
  const items: MenuItem[] = [
    completion.enabled
      ? action("circle-slash", "Turn completions off", "toggleCompletions")
      : action("check", "Turn completions on", "toggleCompletions"),
  ];
  const languageId = vscode.window.activeTextEditor?.document.languageId;
  if (languageId === undefined) return items;
  items.push(
    languageIsOn(completion.languages, languageId)
      ? action("circle-slash", `Turn completions off for ${languageId}`, "toggleCompletionsForLanguage")
      : action("check", `Turn completions on for ${languageId}`, "toggleCompletionsForLanguage"),
  );
  return items;
}

function requestItems({ snooze, last }: MenuSources): readonly MenuItem[] {
  return [
    snooze.text === undefined
      ? action("clock", "Snooze completions…", "snoozeCompletions")
      : action("debug-continue", `Resume completions (${snooze.text})`, "resumeCompletions"),
    action("question", "Why did nothing appear?", "showWhy", lastCompletionText(last.trace)),
    action("beaker", "Test completion", "testCompletion"),
  ];
}

function separator(label: string): MenuItem {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

function action(icon: string, label: string, command: CommandName, detail?: string): MenuItem {
  return {
    label: `$(${icon}) ${label}`,
    ...(detail !== undefined && { detail }),
    run: () => vscode.commands.executeCommand(COMMANDS[command]),
  };
}
