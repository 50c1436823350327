/**
 * The menu behind the status bar item: one list whose pages change in place and follow what happens meanwhile. The
 * Back button and Escape lead from a section to the first page.
 */
import * as vscode from "vscode";
import { COMMANDS, type CommandTable, IN_SECTION_KEY } from "../command-names.ts";
import type { LastRequest } from "../completion/last-request.ts";
import type { Snooze } from "../completion/snooze.ts";
import { DisposableList } from "../disposables.ts";
import type { ServerPort } from "../server-port.ts";
import type { SettingsStore } from "../settings-store.ts";
import { engineBrief } from "./engine-brief.ts";
import type { MenuAction, MenuPage, MenuRow, MenuState, SectionName } from "./menu-page.ts";
import { firstPage, searchPage, sectionPage } from "./menu-pages.ts";
import { modelFacts } from "./model-facts.ts";

export interface MenuSources {
  readonly server: ServerPort;
  readonly snooze: Snooze;
  readonly last: LastRequest;
}

export interface StatusMenu extends vscode.Disposable {
  readonly table: Pick<CommandTable, "statusMenu" | "menuBack">;
}

export function statusMenu(sources: MenuSources, store: SettingsStore): StatusMenu {
  let open: OpenMenu | undefined;
  return {
    dispose: () => open?.dispose(),
    table: {
      statusMenu: async () => {
        open?.dispose();
        open = new OpenMenu(sources, store);
        const action = await open.picked;
        if (action !== undefined) await run(action, store);
      },
      menuBack: () => open?.back(),
    },
  };
}

interface Item extends vscode.QuickPickItem {
  readonly row?: MenuRow;
}

/** From its opening until it is hidden. */
class OpenMenu implements vscode.Disposable {
  readonly #list = new DisposableList();
  readonly #pick = this.#list.add(vscode.window.createQuickPick<Item>());
  readonly #sources: MenuSources;
  readonly #store: SettingsStore;
  readonly #picked = Promise.withResolvers<MenuAction | undefined>();
  /** What the user chose, once the menu is gone; undefined: nothing. */
  readonly picked = this.#picked.promise;
  #section: SectionName | undefined;
  /** The page as it is shown, to tell whether anything changed. */
  #shown = "";

  constructor(sources: MenuSources, store: SettingsStore) {
    this.#sources = sources;
    this.#store = store;
    const pick = this.#pick;
    const { server, snooze, last } = sources;
    pick.matchOnDescription = true;
    const refresh = () => this.#render();
    for (const changed of [server.onDidChange, server.onDidChangeIndex, snooze.onDidChange, last.onDidChange])
      this.#list.add(changed(refresh));
    this.#list.add(store.onDidChange(refresh));
    this.#list.add(pick.onDidChangeValue(refresh));
    this.#list.add(pick.onDidTriggerButton(() => this.back()));
    this.#list.add(pick.onDidTriggerItemButton(({ item: { row } }) => this.#accept(row)));
    this.#list.add(pick.onDidAccept(() => this.#accept(pick.activeItems[0]?.row)));
    this.#list.add(pick.onDidHide(() => this.dispose()));
    this.#render();
    pick.show();
  }

  dispose(): void {
    setInSection(false);
    this.#list.dispose();
    this.#picked.resolve(undefined);
  }

  /** From a section to the first page, with the section's line in front. */
  back(): void {
    if (this.#section !== undefined) this.#goTo(undefined, this.#section);
  }

  #accept(row: MenuRow | undefined): void {
    if (row?.opens !== undefined && row.opens !== this.#section) {
      this.#goTo(row.opens);
    } else if (row?.does !== undefined) {
      this.#picked.resolve(row.does);
      this.dispose();
    }
  }

  #goTo(section: SectionName | undefined, from?: SectionName): void {
    this.#section = section;
    setInSection(section !== undefined);
    this.#pick.value = "";
    this.#pick.buttons = section === undefined ? [] : [vscode.QuickInputButtons.Back];
    this.#shown = "";
    this.#render();
    const front = this.#pick.items.find(({ row }) => from !== undefined && row?.opens === from);
    if (front !== undefined) this.#pick.activeItems = [front];
  }

  #render(): void {
    const page = this.#page();
    const text = JSON.stringify(page);
    if (text === this.#shown) return;
    const pick = this.#pick;
    const [active] = this.#shown === "" || pick.value !== "" ? [] : pick.activeItems;
    this.#shown = text;
    pick.title = page.title;
    pick.placeholder = page.placeholder;
    // Where the user has scrolled to, unless the page is a new one.
    pick.keepScrollPosition = active !== undefined;
    pick.items = page.groups.flatMap(({ title, rows }) => [...separator(title), ...rows.map(item)]);
    const same = pick.items.find(({ label, row }) => row !== undefined && label === active?.label);
    if (same !== undefined) pick.activeItems = [same];
  }

  #page(): MenuPage {
    const state = this.#state();
    if (this.#section !== undefined) return sectionPage(this.#section, state);
    return this.#pick.value.trim() === "" ? firstPage(state) : searchPage(state);
  }

  #state(): MenuState {
    const { server, snooze, last } = this.#sources;
    const settings = this.#store.current;
    const { trace } = last;
    const languageId = vscode.window.activeTextEditor?.document.languageId;
    return {
      engine: engineBrief({
        server: server.state,
        status: server.status,
        modelPath: settings.model.path,
        now: Date.now(),
      }),
      facts: modelFacts(server.status),
      settings,
      index: server.index,
      ...(languageId !== undefined && { languageId }),
      ...(snooze.text !== undefined && { snoozed: snooze.text }),
      ...(trace !== undefined && { trace }),
    };
  }
}

const OPEN: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon("chevron-right"),
  tooltip: "Details and actions",
};

function separator(label: string): readonly Item[] {
  return label === "" ? [] : [{ label, kind: vscode.QuickPickItemKind.Separator }];
}

/** The icon apart from the label, so that screen readers do not read its name. */
function item(row: MenuRow): Item {
  const { label, icon, description, detail, opens } = row;
  return {
    row,
    label,
    ...(icon !== undefined && { iconPath: new vscode.ThemeIcon(icon) }),
    ...(description !== undefined && { description }),
    ...(detail !== undefined && { detail }),
    ...(opens !== undefined && { buttons: [OPEN] }),
  };
}

/** While it is true, Escape goes back. */
function setInSection(on: boolean): void {
  void vscode.commands.executeCommand("setContext", IN_SECTION_KEY, on);
}

async function run(action: MenuAction, store: SettingsStore): Promise<void> {
  if (action === "openSettings")
    await vscode.commands.executeCommand("workbench.action.openSettings", "@ext:gemwright.gemwright");
  else if (action === "turnIndexOn") await store.switchIndex(true);
  else if (action === "turnIndexOff") await store.switchIndex(false);
  else await vscode.commands.executeCommand(COMMANDS[action]);
}
