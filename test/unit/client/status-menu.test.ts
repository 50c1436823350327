import { describe, expect, it, test } from "vitest";
import { COMMANDS } from "../../../src/client/command-names.ts";
import { engineBrief } from "../../../src/client/status/engine-brief.ts";
import type { MenuPage, MenuRow, MenuState, SectionName } from "../../../src/client/status/menu-page.ts";
import { firstPage, searchPage, sectionPage } from "../../../src/client/status/menu-pages.ts";
import { modelFacts } from "../../../src/client/status/model-facts.ts";
import type { EngineBrief } from "../../../src/protocol/chat-view.ts";
import type { IndexStatus } from "../../../src/protocol/context.ts";
import type { CompletionTrace, ServerStatus } from "../../../src/protocol/lsp.ts";
import { DEFAULT_SETTINGS } from "../../../src/protocol/settings.ts";
import { LOADED_MODEL } from "./loaded-model.ts";

/** VS Code gives a list 40 % of the window's height; this is what is left at 600 pixels, in lines of 22. */
const LINES = 10;

const STATUS: ServerStatus = { engine: { kind: "ready", model: LOADED_MODEL, busy: false } };
const READY = engineBrief({
  server: { kind: "running" },
  status: STATUS,
  modelPath: LOADED_MODEL.path,
  now: 0,
});
const INDEX: IndexStatus = {
  root: "file:///w/shop",
  phase: "ready",
  files: 362,
  parsed: 362,
  languages: { typescript: 242, python: 120 },
  skipped: [],
  skippedCount: 2,
  skippedReasons: { binary: 1, "may hold secrets": 1 },
  bytes: 6e5,
};
const TRACE: CompletionTrace = {
  id: "1",
  uri: "file:///w/shop/a.ts",
  line: 4,
  character: 2,
  outcome: "repeatsSuffix",
  detail: "The answer repeated the code after the cursor.",
  totalMs: 151.6,
};
const STATE: MenuState = {
  engine: READY,
  facts: modelFacts(STATUS),
  settings: DEFAULT_SETTINGS,
  languageId: "typescript",
  trace: TRACE,
  index: [INDEX],
};
const FAILURE = { code: "gguf.truncated", message: "a.gguf ends too early.", nextStep: "Download it again." };
const ENGINES: readonly EngineBrief[] = [
  READY,
  { kind: "noModel" },
  { kind: "starting" },
  { kind: "idle", file: "a.gguf" },
  { kind: "loading", file: "a.gguf", fraction: 0.4 },
  { kind: "restarting", inSeconds: 3 },
  { kind: "failed", failure: FAILURE },
];
const SECTIONS: readonly SectionName[] = ["model", "completions", "index"];

function rowsOf(page: MenuPage): readonly MenuRow[] {
  return page.groups.flatMap(({ rows }) => rows);
}

function height(page: MenuPage): number {
  return rowsOf(page).reduce((lines, { detail }) => lines + (detail === undefined ? 1 : 2), 0);
}

function labels(page: MenuPage): readonly string[] {
  return rowsOf(page).map(({ label }) => label);
}

function without(engine: EngineBrief): MenuState {
  return { ...STATE, engine, facts: engine.kind === "ready" ? STATE.facts : [] };
}

describe("the first page", () => {
  it.each(ENGINES)("fits into a small window without scrolling: $kind", (engine) => {
    expect(height(firstPage(without(engine)))).toBeLessThanOrEqual(LINES);
  });

  it("has a line for each section, with its state", () => {
    const lines = rowsOf(firstPage(STATE)).filter(({ opens }) => opens !== undefined);
    expect(lines.map(({ label, description }) => [label, description])).toEqual([
      ["Model", "gemma-4-E4B-it on CPU"],
      ["Completions", "on"],
      ["Index", "362 files, 0.6 MB on disk, 2 skipped"],
    ]);
  });

  it("says why no completion comes", () => {
    const said = (state: MenuState) =>
      rowsOf(firstPage(state)).find(({ opens }) => opens === "completions")?.description;
    const { completion } = DEFAULT_SETTINGS;
    expect(
      said({ ...STATE, settings: { ...DEFAULT_SETTINGS, completion: { ...completion, enabled: false } } }),
    ).toBe("off");
    expect(said({ ...STATE, languageId: "plaintext" })).toBe("off for plaintext");
    expect(said({ ...STATE, snoozed: "snoozed until 14:35" })).toBe("snoozed until 14:35");
    expect(said({ ...STATE, trace: { ...TRACE, outcome: "editorOff" } })).toBe("off in editor settings");
    expect(said(without({ kind: "idle", file: "a.gguf" }))).toBe("on, as soon as a model is loaded");
  });

  it("begins with what has to be done before anything works", () => {
    expect(rowsOf(firstPage(without({ kind: "noModel" })))[0]?.does).toBe("chooseModelFile");
    expect(rowsOf(firstPage(without({ kind: "idle", file: "a.gguf" })))[0]?.does).toBe("loadModel");
    const [what, again] = rowsOf(firstPage(without({ kind: "failed", failure: FAILURE })));
    expect(what?.detail).toBe("a.gguf ends too early. Download it again.");
    expect(again?.does).toBe("loadModel");
    expect(rowsOf(firstPage(STATE))[0]?.opens).toBe("model");
  });

  it("moves no row when the model becomes ready", () => {
    const loading = without({ kind: "loading", file: "a.gguf", fraction: 0.4 });
    expect(labels(firstPage(loading))).toEqual(labels(firstPage(STATE)));
  });

  it("puts an end to a snooze as easily as it begins one", () => {
    expect(labels(firstPage(STATE))).toContain("Snooze completions…");
    const snoozed = firstPage({ ...STATE, snoozed: "snoozed until 14:35" });
    expect(labels(snoozed)).toContain("Resume completions (snoozed until 14:35)");
    expect(snoozed.title).toContain("snoozed until 14:35");
  });
});

describe("a section", () => {
  it.each(SECTIONS)("fits into a small window without scrolling: %s", (name) => {
    expect(height(sectionPage(name, STATE))).toBeLessThanOrEqual(LINES);
  });

  it("of the index holds its state, files, languages, size and actions", () => {
    const rows = rowsOf(sectionPage("index", STATE));
    expect(
      rows
        .filter(({ does }) => does === undefined)
        .map(({ label, description }) => `${label} ${description}`),
    ).toEqual([
      "State ready",
      "Files 362: typescript 242, python 120",
      "Skipped 2: binary 1, may hold secrets 1",
      "On disk 0.6 MB",
    ]);
    expect(rows.flatMap(({ does }) => does ?? [])).toEqual([
      "showPackedContext",
      "toggleIndexing",
      "rebuildIndex",
      "clearIndex",
      "turnIndexOff",
    ]);
  });

  it("of the index offers only what can be done", () => {
    const paused = sectionPage("index", { ...STATE, index: [{ ...INDEX, phase: "paused" }] });
    expect(labels(paused)).toContain("Resume indexing");
    const off = sectionPage("index", {
      ...STATE,
      settings: { ...DEFAULT_SETTINGS, index: { enabled: false } },
    });
    expect(rowsOf(off).flatMap(({ does }) => does ?? [])).toEqual(["turnIndexOn", "clearIndex"]);
  });

  it("of the index says what went wrong, and lists several folders below the actions", () => {
    const failed: IndexStatus = { ...INDEX, phase: "failed", failure: FAILURE };
    const [what] = rowsOf(sectionPage("index", { ...STATE, index: [failed] }));
    expect(what?.detail).toBe("a.gguf ends too early. Download it again.");
    const two = sectionPage("index", { ...STATE, index: [INDEX, { ...INDEX, root: "file:///w/tools" }] });
    expect(two.groups.map(({ title }) => title)).toEqual(["", "Actions", "Folders"]);
    expect(two.groups[2]?.rows.map(({ label }) => label)).toEqual(["shop", "tools"]);
  });

  it("of the model loads it or unloads it", () => {
    expect(labels(sectionPage("model", STATE))).toContain("Unload the model and free its memory");
    const idle = sectionPage("model", without({ kind: "idle", file: "a.gguf" }));
    expect(labels(idle)).toContain("Load the model");
    expect(rowsOf(idle)[0]).toMatchObject({ label: "State", description: "model not loaded" });
  });

  it("of the completions says what became of the last one, with its reason", () => {
    const rows = rowsOf(sectionPage("completions", STATE));
    expect(rows[1]?.description).toBe("nothing appeared (line 5, 152 ms)");
    expect(rows.find(({ does }) => does === "showWhy")?.detail).toBe(TRACE.detail);
  });
});

describe("typing", () => {
  const found = (word: string, state = STATE): readonly string[] =>
    rowsOf(searchPage(state)).flatMap(({ label, description, does }) =>
      does !== undefined && `${label} ${description}`.toLowerCase().includes(word) ? does : [],
    );

  it.each([
    ["rebuild", "rebuildIndex"],
    ["snooze", "snoozeCompletions"],
    ["trace", "showWhy"],
    ["traceback", "explainLastFailure"],
    ["clear", "clearIndex"],
    ["delete", "clearIndex"],
    ["pause", "toggleIndexing"],
    ["packed", "showPackedContext"],
    ["unload", "unloadModel"],
    ["choose", "chooseModelFile"],
    ["disable", "toggleCompletionsForLanguage"],
    ["test", "testCompletion"],
    ["history", "chatHistory"],
    ["log", "showLog"],
    ["preferences", "openSettings"],
    ["index off", "turnIndexOff"],
  ])("“%s” finds %s", (word, action) => {
    expect(found(word)).toContain(action);
  });

  it("finds facts, and the page where they stand", () => {
    const rows = rowsOf(searchPage(STATE));
    expect(rows.find(({ label }) => label === "Model: Memory")).toMatchObject({
      description: "weights 4.2 GB",
      opens: "model",
    });
    expect(rows.find(({ label }) => label === "Index: Skipped")?.opens).toBe("index");
  });

  it("shows no action twice", () => {
    for (const engine of ENGINES) {
      const actions = rowsOf(searchPage(without(engine))).flatMap(({ does }) => does ?? []);
      expect(actions).toEqual([...new Set(actions)]);
    }
  });
});

test("every command is in the menu, but those that need a suggestion or the menu itself", () => {
  const states: readonly MenuState[] = [
    ...ENGINES.map(without),
    { ...STATE, snoozed: "snoozed until 14:35" },
    { ...STATE, index: [{ ...INDEX, phase: "paused" }] },
  ];
  const reached = new Set(
    states.flatMap((state) => rowsOf(searchPage(state))).flatMap(({ does }) => does ?? []),
  );
  const missing = Object.keys(COMMANDS).filter((name) => !reached.has(name as keyof typeof COMMANDS));
  expect(missing).toEqual(["dismissSuggestion", "statusMenu", "menuBack"]);
});

test("every row that stands on a page can be found by typing", () => {
  const all = new Set(rowsOf(searchPage(STATE)).map(({ does, label }) => does ?? label));
  const pages = [firstPage(STATE), ...SECTIONS.map((name) => sectionPage(name, STATE))];
  const actions = pages.flatMap(rowsOf).flatMap(({ does }) => does ?? []);
  expect(actions.filter((does) => !all.has(does))).toEqual([]);
});
