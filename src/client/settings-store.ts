/** The settings of this window, read again whenever VS Code says that one of them changed. */
import * as vscode from "vscode";
import type { Settings } from "../protocol/settings.ts";
import { DisposableList } from "./disposables.ts";
import type { Log } from "./log.ts";
import { languageIsOn, readSettings, type SettingKey, type SettingsSource } from "./settings.ts";

export class SettingsStore implements vscode.Disposable {
  readonly #list = new DisposableList();
  readonly #changed = this.#list.add(new vscode.EventEmitter<Settings>());
  readonly #log: Log;
  #current: Settings;
  readonly onDidChange = this.#changed.event;

  constructor(log: Log) {
    this.#log = log;
    this.#current = this.#read();
    this.#list.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (!event.affectsConfiguration("gemwright")) return;
        this.#current = this.#read();
        this.#changed.fire(this.#current);
      }),
    );
  }

  get current(): Settings {
    return this.#current;
  }

  /** Writes a user setting; the change event follows. */
  async write(key: SettingKey, value: unknown): Promise<void> {
    await vscode.workspace.getConfiguration().update(key, value, vscode.ConfigurationTarget.Global);
  }

  async toggleCompletions(): Promise<void> {
    const on = !this.#current.completion.enabled;
    await this.write("gemwright.completion.enabled", on);
    vscode.window.setStatusBarMessage(`Gemwright: completions ${on ? "on" : "off"}`, 3000);
  }

  /** Where it is set now, so that it takes effect here. */
  async switchIndex(on: boolean): Promise<void> {
    const key: SettingKey = "gemwright.index.enabled";
    const configuration = vscode.workspace.getConfiguration();
    const { Global, Workspace } = vscode.ConfigurationTarget;
    const isOfWorkspace = configuration.inspect(key)?.workspaceValue !== undefined;
    await configuration.update(key, on, isOfWorkspace ? Workspace : Global);
  }

  /** Of the active editor's language. */
  async toggleLanguage(): Promise<void> {
    const languageId = vscode.window.activeTextEditor?.document.languageId;
    if (languageId === undefined) {
      vscode.window.setStatusBarMessage("$(info) Open a file first: its language is switched.", 4000);
      return;
    }
    const { languages } = this.#current.completion;
    const on = !languageIsOn(languages, languageId);
    await this.write("gemwright.completion.languages", { ...languages, [languageId]: on });
    vscode.window.setStatusBarMessage(`Gemwright: completions ${on ? "on" : "off"} for ${languageId}`, 3000);
  }

  dispose(): void {
    this.#list.dispose();
  }

  #read(): Settings {
    const configuration = vscode.workspace.getConfiguration();
    const source: SettingsSource = {
      get: (key) => configuration.get<unknown>(key),
      inspect: (key) => configuration.inspect(key),
    };
    const { settings, problems } = readSettings(source);
    for (const problem of problems) this.#log.warn(problem);
    return settings;
  }
}
