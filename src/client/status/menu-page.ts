/** What the pages of the status menu are made of, and what they are made from. Types, and the small builders. */
import type { EngineBrief } from "../../protocol/chat-view.ts";
import type { IndexStatus } from "../../protocol/context.ts";
import type { CompletionTrace } from "../../protocol/lsp.ts";
import type { Settings } from "../../protocol/settings.ts";
import type { CommandName } from "../command-names.ts";
import type { Fact } from "./model-facts.ts";

/** Everything the menu says is said from this: the state of one moment. */
export interface MenuState {
  readonly engine: EngineBrief;
  /** Of the loaded model. */
  readonly facts: readonly Fact[];
  readonly settings: Pick<Settings, "completion" | "index">;
  /** Of the active editor. */
  readonly languageId?: string;
  /** The pause of completions in words. */
  readonly snoozed?: string;
  /** The last completion request. */
  readonly trace?: CompletionTrace;
  readonly index: readonly IndexStatus[];
}

/** Commands, and what the menu alone can do. */
export type MenuAction = CommandName | "openSettings" | "turnIndexOn" | "turnIndexOff";

export type SectionName = "model" | "completions" | "index";

export interface MenuRow {
  readonly label: string;
  /** Name of a codicon. */
  readonly icon?: string;
  readonly description?: string;
  /** Takes a line of its own. */
  readonly detail?: string;
  /** Other words people look for. */
  readonly also?: string;
  readonly does?: MenuAction;
  readonly opens?: SectionName;
}

/** Rows below a separator; the first of a page needs no title, and then no separator. */
export interface MenuGroup {
  readonly title: string;
  readonly rows: readonly MenuRow[];
}

export interface MenuPage {
  readonly title: string;
  readonly placeholder: string;
  readonly groups: readonly MenuGroup[];
}

/** One line of the first page, and the page it opens. */
export interface Section {
  readonly label: string;
  readonly icon: string;
  /** On one line. */
  readonly state: (state: MenuState) => string;
  /** The rare needs stand last. */
  readonly groups: (state: MenuState) => readonly MenuGroup[];
}

export function action(icon: string, label: string, does: MenuAction, more?: Partial<MenuRow>): MenuRow {
  return { icon, label, does, ...more };
}

export function fact({ name, value }: Fact): MenuRow {
  return { icon: "blank", label: name, description: value };
}
