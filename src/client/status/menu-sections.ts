/** The sections of the status menu: the line each has on the first page, and its own page. Pure. */
import { folderTexts, indexFacts, indexFailures, indexSummary } from "../context/index-facts.ts";
import { isPaused } from "../context/index-text.ts";
import { languageIsOn } from "../settings.ts";
import {
  action,
  fact,
  type MenuGroup,
  type MenuRow,
  type MenuState,
  type Section,
  type SectionName,
} from "./menu-page.ts";
import { engineWords, lastCompletionWords } from "./status-text.ts";

export const SECTIONS: Readonly<Record<SectionName, Section>> = {
  model: { label: "Model", icon: "chip", state: modelState, groups: modelGroups },
  completions: {
    label: "Completions",
    icon: "lightbulb-sparkle",
    state: completionState,
    groups: completionGroups,
  },
  index: {
    label: "Index",
    icon: "database",
    state: ({ index }) => indexSummary(index),
    groups: indexGroups,
  },
};

function modelState({ engine, facts }: MenuState): string {
  if (engine.kind !== "ready") return engineWords(engine);
  const speed = facts.find(({ name }) => name === "Speed");
  const name = engine.practice ? "practice model, no AI" : engine.name;
  return [`${name} on ${engine.backend}`, ...(speed === undefined ? [] : [speed.value])].join(", ");
}

function modelGroups({ engine, facts }: MenuState): readonly MenuGroup[] {
  const rows: MenuRow[] =
    facts.length > 0 ? facts.map(fact) : [fact({ name: "State", value: engineWords(engine) })];
  return [
    { title: "", rows },
    {
      title: "Actions",
      rows: [
        action("folder-opened", "Choose model file…", "chooseModelFile"),
        engine.kind === "ready"
          ? action("close", "Unload the model and free its memory", "unloadModel")
          : loadModel,
      ],
    },
  ];
}

export const loadModel: MenuRow = action("play", "Load the model", "loadModel");

function completionState(state: MenuState): string {
  const { settings, languageId, snoozed, trace, engine } = state;
  const { enabled, languages } = settings.completion;
  if (!enabled) return "off";
  if (snoozed !== undefined) return snoozed;
  if (trace?.outcome === "editorOff") return "off in editor settings";
  const on = languageId === undefined || languageIsOn(languages, languageId);
  if (languageId !== undefined && !on) return `off for ${languageId}`;
  return engine.kind === "ready" ? "on" : "on, as soon as a model is loaded";
}

function completionGroups(state: MenuState): readonly MenuGroup[] {
  const reason = state.trace?.outcome === "shown" ? undefined : state.trace?.detail;
  return [
    {
      title: "",
      rows: [
        fact({ name: "State", value: completionState(state) }),
        fact({ name: "Last completion", value: lastCompletionWords(state.trace) }),
      ],
    },
    {
      title: "Actions",
      rows: [
        ...switches(state),
        snooze(state),
        why(reason === undefined ? {} : { detail: reason }),
        action("beaker", "Test completion", "testCompletion", { also: "try one at the cursor" }),
      ],
    },
  ];
}

/** On or off everywhere, and for the language of the active editor. */
export function switches({ settings: { completion }, languageId }: MenuState): readonly MenuRow[] {
  const everywhere = completion.enabled
    ? action("circle-slash", "Turn completions off", "toggleCompletions", { also: "disable" })
    : action("check", "Turn completions on", "toggleCompletions", { also: "enable" });
  if (languageId === undefined) return [everywhere];
  const forLanguage = languageIsOn(completion.languages, languageId)
    ? action("circle-slash", `Turn completions off for ${languageId}`, "toggleCompletionsForLanguage", {
        also: "disable",
      })
    : action("check", `Turn completions on for ${languageId}`, "toggleCompletionsForLanguage", {
        also: "enable",
      });
  return [everywhere, forLanguage];
}

export function snooze({ snoozed }: MenuState): MenuRow {
  return snoozed === undefined
    ? action("clock", "Snooze completions…", "snoozeCompletions", { also: "pause" })
    : action("play", `Resume completions (${snoozed})`, "resumeCompletions", {
        also: "end the snooze",
      });
}

export function why(more: Partial<MenuRow>): MenuRow {
  return action("question", "Why did nothing appear?", "showWhy", {
    also: "the trace of the last completion",
    ...more,
  });
}

function indexGroups({ index, settings }: MenuState): readonly MenuGroup[] {
  const failures = indexFailures(index).map((detail) => ({ icon: "error", label: "What happened", detail }));
  const folders = folderTexts(index).map(({ name, state, details }) => ({
    icon: "folder",
    label: name,
    description: state,
    ...(details !== "" && { detail: details }),
  }));
  const groups: MenuGroup[] = [
    { title: "", rows: [...failures, ...indexFacts(index).map(fact)] },
    { title: "Actions", rows: indexActions(settings.index.enabled, isPaused(index)) },
  ];
  return folders.length === 0 ? groups : [...groups, { title: "Folders", rows: folders }];
}

function indexActions(enabled: boolean, paused: boolean): readonly MenuRow[] {
  const clear = action("trash", "Clear the index from the disk", "clearIndex", { also: "delete" });
  if (!enabled)
    return [action("check", "Turn the index on", "turnIndexOn", { also: "enable indexing" }), clear];
  return [
    action("file-code", "Show packed context…", "showPackedContext"),
    paused
      ? action("play", "Resume indexing", "toggleIndexing")
      : action("stop-circle", "Pause indexing", "toggleIndexing"),
    action("refresh", "Rebuild the index", "rebuildIndex", { also: "refresh, reindex" }),
    clear,
    action("circle-slash", "Turn the index off", "turnIndexOff", { also: "disable indexing" }),
  ];
}
