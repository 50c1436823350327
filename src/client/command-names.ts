/** Names used in the code → command ids of package.json. */
export const COMMANDS = {
  chooseModelFile: "gemwright.chooseModelFile",
  loadModel: "gemwright.loadModel",
  unloadModel: "gemwright.unloadModel",
  openChat: "gemwright.openChat",
  newChat: "gemwright.newChat",
  chatHistory: "gemwright.chatHistory",
  explainLastFailure: "gemwright.explainLastFailure",
  explainSelection: "gemwright.explainSelection",
  askAboutSelection: "gemwright.askAboutSelection",
  toggleCompletions: "gemwright.toggleCompletions",
  toggleCompletionsForLanguage: "gemwright.toggleCompletionsForLanguage",
  snoozeCompletions: "gemwright.snoozeCompletions",
  resumeCompletions: "gemwright.resumeCompletions",
  dismissSuggestion: "gemwright.dismissSuggestion",
  testCompletion: "gemwright.testCompletion",
  showPackedContext: "gemwright.showPackedContext",
  toggleIndexing: "gemwright.toggleIndexing",
  rebuildIndex: "gemwright.rebuildIndex",
  clearIndex: "gemwright.clearIndex",
  showWhy: "gemwright.showWhy",
  statusMenu: "gemwright.statusMenu",
  menuBack: "gemwright.menuBack",
  showLog: "gemwright.showLog",
} as const;

export type CommandName = keyof typeof COMMANDS;

/** What each command does; commands take no arguments. */
export type CommandTable = Readonly<Record<CommandName, () => unknown>>;

/** Ids that package.json and the code must agree on. */
export const CHAT_VIEW = "gemwright.chat";
/** True while a failed terminal command is remembered. */
export const HAS_FAILURE_KEY = "gemwright.hasFailure";
/** True while a suggestion of ours may be on the screen. */
export const SUGGESTING_KEY = "gemwright.suggesting";
/** True during a pause of completions. */
export const SNOOZED_KEY = "gemwright.snoozed";
/** True while a section of the status menu is open. */
export const IN_SECTION_KEY = "gemwright.inMenuSection";
