/** The status bar item: says what is true, and why nothing appears. */
import * as vscode from "vscode";
import type { Settings } from "../../protocol/settings.ts";
import { COMMANDS } from "../command-names.ts";
import type { LastRequest } from "../completion/last-request.ts";
import type { Snooze } from "../completion/snooze.ts";
import { indexLines } from "../context/index-text.ts";
import { DisposableList } from "../disposables.ts";
import type { ServerPort } from "../server-port.ts";
import { languageIsOn } from "../settings.ts";
import { engineBrief } from "./engine-brief.ts";
import { modelFacts } from "./model-facts.ts";
import { lastCompletionText, statusText } from "./status-text.ts";

const BACKGROUNDS = {
  normal: undefined,
  warning: new vscode.ThemeColor("statusBarItem.warningBackground"),
  error: new vscode.ThemeColor("statusBarItem.errorBackground"),
} as const;

export interface StatusSources {
  readonly server: ServerPort;
  readonly settings: () => Settings;
  readonly onDidChangeSettings: vscode.Event<unknown>;
  readonly completion: { readonly snooze: Snooze; readonly last: LastRequest };
}

/** Shows the item until it is disposed. */
export function showStatusItem(sources: StatusSources): vscode.Disposable {
  const list = new DisposableList();
  const item = list.add(
    vscode.window.createStatusBarItem("gemwright.status", vscode.StatusBarAlignment.Right, 100),
  );
  item.name = "Gemwright";
  item.command = COMMANDS.statusMenu;
  let countdown: NodeJS.Timeout | undefined;
  const update = () => {
    clearTimeout(countdown);
    if (render(item, sources)) countdown = setTimeout(update, 1000);
  };
  list.add(sources.server.onDidChange(update));
  list.add(sources.server.onDidChangeIndex(update));
  list.add(sources.onDidChangeSettings(update));
  list.add(sources.completion.snooze.onDidChange(update));
  list.add(sources.completion.last.onDidChange(update));
  list.add(vscode.window.onDidChangeActiveTextEditor(update));
  list.add(
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("editor.inlineSuggest")) update();
    }),
  );
  list.add(new vscode.Disposable(() => clearTimeout(countdown)));
  update();
  item.show();
  return list;
}

/** True while the text holds a countdown. */
function render(item: vscode.StatusBarItem, { server, settings, completion: parts }: StatusSources): boolean {
  const { model, completion } = settings();
  const brief = engineBrief({
    server: server.state,
    status: server.status,
    modelPath: model.path,
    now: Date.now(),
  });
  const languageId = vscode.window.activeTextEditor?.document.languageId;
  const { text, label, severity } = statusText(brief, {
    enabled: completion.enabled,
    languageOn: languageId === undefined || languageIsOn(completion.languages, languageId),
    ...(languageId !== undefined && { languageId }),
    snoozed: parts.snooze.text,
    editorOff: parts.last.trace?.outcome === "editorOff",
  });
  item.text = text;
  item.backgroundColor = BACKGROUNDS[severity];
  const why = lastCompletionText(parts.last.trace);
  const said = [label, ...indexLines(server.index), why].join(". ");
  item.accessibilityInformation = { label: said, role: "button" };
  item.tooltip = tooltip(server, brief.kind === "failed" ? brief.failure : undefined, why);
  return brief.kind === "restarting" && server.state.kind === "restarting";
}

function tooltip(
  server: ServerPort,
  failure: { readonly message: string; readonly nextStep: string } | undefined,
  why: string,
): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  const lines = [
    ...(failure === undefined ? [] : [failure.message, failure.nextStep]),
    ...modelFacts(server.status).map((fact) => `${fact.name}: ${fact.value}`),
    ...indexLines(server.index),
    why,
    "Click for the menu.",
  ];
  for (const line of lines) text.appendText(line).appendMarkdown("\n\n");
  return text;
}
