import * as vscode from "vscode";
import { SNOOZED_KEY } from "../command-names.ts";
import { DisposableList } from "../disposables.ts";
import { SNOOZE_CHOICES, snoozeText } from "./snooze-text.ts";

/** A pause of completions in this window; suggestions asked for by key still come. */
export class Snooze implements vscode.Disposable {
  readonly #list = new DisposableList();
  readonly #changed = this.#list.add(new vscode.EventEmitter<void>());
  readonly onDidChange = this.#changed.event;
  /** Ms since 1970. */
  #until: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor() {
    this.#list.add(new vscode.Disposable(() => clearTimeout(this.#timer)));
  }

  /** `snoozed until 14:35`; undefined while completions come. */
  get text(): string | undefined {
    return this.#until === undefined || this.#until <= Date.now() ? undefined : snoozeText(this.#until);
  }

  async choose(): Promise<void> {
    const picked = await vscode.window.showQuickPick([...SNOOZE_CHOICES], {
      title: "Snooze completions",
      placeHolder: "For how long? Suggestions asked for by key still come.",
    });
    if (picked !== undefined) this.start(picked.minutes);
  }

  start(minutes: number): void {
    this.#set(Date.now() + minutes * 60_000);
  }

  resume(): void {
    this.#set(undefined);
  }

  dispose(): void {
    this.#list.dispose();
  }

  #set(until: number | undefined): void {
    clearTimeout(this.#timer);
    this.#until = until;
    void vscode.commands.executeCommand("setContext", SNOOZED_KEY, until !== undefined);
    if (until !== undefined && Number.isFinite(until)) {
      this.#timer = setTimeout(() => this.#set(undefined), until - Date.now());
    }
    this.#changed.fire();
  }
}
