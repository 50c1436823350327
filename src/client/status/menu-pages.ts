/**
 * The pages of the status menu. The first holds a line for each section and what is needed often, few enough to be
 * seen without scrolling; all the rest is one row deeper, and found by typing. Pure.
 */
import { action, type MenuPage, type MenuRow, type MenuState, type SectionName } from "./menu-page.ts";
import { loadModel, SECTIONS, snooze, switches, why } from "./menu-sections.ts";
import { lastCompletionWords, statusText } from "./status-text.ts";

const NAMES = Object.keys(SECTIONS) as SectionName[];

const PLACEHOLDER = "Choose, or type to search all actions";

export function firstPage(state: MenuState): MenuPage {
  const { label } = statusText(state.engine, { enabled: true, languageOn: true, snoozed: state.snoozed });
  return {
    title: label,
    placeholder: PLACEHOLDER,
    groups: [
      { title: "Next step", rows: nextSteps(state) },
      { title: "State", rows: NAMES.map((name) => sectionRow(name, state)) },
      { title: "Completions", rows: oftenNeeded(state) },
      { title: "More", rows: MORE },
    ].filter(({ rows }) => rows.length > 0),
  };
}

export function sectionPage(name: SectionName, state: MenuState): MenuPage {
  const { label, groups } = SECTIONS[name];
  return {
    title: `Gemwright: ${label.toLowerCase()}`,
    placeholder: "Choose, or go back with Escape",
    groups: groups(state),
  };
}

/** What there is for who types on the first page: every row of every page, each once. */
export function searchPage(state: MenuState): MenuPage {
  const { title } = firstPage(state);
  const rows = [
    ...nextSteps(state),
    ...NAMES.map((name) => sectionRow(name, state)),
    ...NAMES.flatMap((name) => rowsOf(name, state)),
    ...CHAT,
    ...MORE,
  ];
  const once = new Map(rows.toReversed().map((row) => [row.does ?? `${row.label} ${row.opens}`, row]));
  return {
    title,
    placeholder: PLACEHOLDER,
    groups: [{ title: "Everything", rows: [...once.values()].toReversed().map(searched) }],
  };
}

/** What a section's page holds; a row that does nothing leads there. */
function rowsOf(name: SectionName, state: MenuState): readonly MenuRow[] {
  const { label, groups } = SECTIONS[name];
  return groups(state)
    .flatMap(({ rows }) => rows)
    .map((row) => (row.does === undefined ? { ...row, label: `${label}: ${row.label}`, opens: name } : row));
}

/** Only label and description are searched. */
function searched(row: MenuRow): MenuRow {
  const { label, icon = "blank", does, opens, description = row.also } = row;
  return {
    label,
    icon,
    ...(description !== undefined && { description }),
    ...(does !== undefined && { does }),
    ...(opens !== undefined && { opens }),
  };
}

function sectionRow(name: SectionName, state: MenuState): MenuRow {
  const { label, icon } = SECTIONS[name];
  return { label, icon, description: SECTIONS[name].state(state), opens: name };
}

/** What stands between the user and a completion. */
function nextSteps({ engine }: MenuState): readonly MenuRow[] {
  switch (engine.kind) {
    case "noModel":
      return [action("folder-opened", "Choose model file…", "chooseModelFile")];
    case "idle":
      return [loadModel];
    case "failed": {
      const { message, nextStep } = engine.failure;
      const what = action("error", "What happened", "showLog", { detail: `${message} ${nextStep}` });
      return [what, { ...loadModel, label: "Try again: load the model" }];
    }
    case "starting":
    case "loading":
    case "ready":
    case "restarting":
      return [];
  }
}

/** Nothing while there is something to do first. A model that becomes ready moves no row. */
function oftenNeeded(state: MenuState): readonly MenuRow[] {
  if (nextSteps(state).length > 0) return [];
  return [...switches(state), snooze(state), why({ description: lastCompletionWords(state.trace) })];
}

const MORE: readonly MenuRow[] = [
  action("comment-discussion", "Open chat", "openChat"),
  action("output", "Show log", "showLog"),
  action("gear", "Settings", "openSettings", { also: "preferences, options" }),
];

const CHAT: readonly MenuRow[] = [
  action("add", "New chat", "newChat"),
  action("history", "Recent chats…", "chatHistory", { also: "history of conversations" }),
  action("bug", "Explain last failure", "explainLastFailure", { also: "traceback, error in the terminal" }),
  action("comment", "Explain selection", "explainSelection"),
  action("comment-unresolved", "Ask about selection…", "askAboutSelection"),
];
