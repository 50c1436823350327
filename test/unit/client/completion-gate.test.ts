import { describe, expect, it } from "vitest";
import { editorSilence, keystrokeRefusal } from "../../../src/client/completion/gate.ts";
import { SNOOZE_CHOICES, snoozeText } from "../../../src/client/completion/snooze-text.ts";
import { modelStep, outcomeStep, testReport, typedStep } from "../../../src/client/completion/test-report.ts";
import { whyText } from "../../../src/client/completion/why-text.ts";
import type { CompletionTrace } from "../../../src/protocol/lsp.ts";
import { DEFAULT_SETTINGS } from "../../../src/protocol/settings.ts";
import { MODEL } from "../server/fake-engine.ts";

describe("the first gate of a keystroke", () => {
  const { completion } = DEFAULT_SETTINGS;
  const state = {
    languageId: "python",
    hasSelection: false,
    cursors: 1,
    invoked: false,
    serverRunning: true,
    trusted: true,
  };
  const untrusted = { ...completion, inUntrustedWorkspaces: false };

  it.each([
    ["all is well", completion, state, undefined],
    ["text is selected", completion, { ...state, hasSelection: true }, "selection"],
    ["three cursors", completion, { ...state, cursors: 3 }, "multiCursor"],
    ["three cursors, by key", completion, { ...state, cursors: 3, invoked: true }, "multiCursor"],
    ["a language that is off", completion, { ...state, languageId: "plaintext" }, "languageOff"],
    // The server says no, so that its trace says why.
    ["the same by key", completion, { ...state, languageId: "plaintext", invoked: true }, undefined],
    ["switched off", { ...completion, enabled: false }, state, "disabled"],
    ["snoozed", completion, { ...state, snoozed: "snoozed until 14:35" }, "snoozed"],
    ["snoozed, by key", completion, { ...state, snoozed: "snoozed until 14:35", invoked: true }, undefined],
    ["no server", completion, { ...state, serverRunning: false, invoked: true }, "serverDown"],
    ["untrusted", untrusted, { ...state, trusted: false }, "untrusted"],
    ["untrusted, by key", untrusted, { ...state, trusted: false, invoked: true }, "untrusted"],
    ["untrusted, but allowed", completion, { ...state, trusted: false }, undefined],
  ])("%s", (_name, settings, given, outcome) => {
    const refusal = keystrokeRefusal(settings, given);
    expect(refusal?.outcome).toBe(outcome);
    expect(refusal?.detail ?? "Nothing to say.").toMatch(/\w.*\.$/);
  });
});

describe("an editor that never asks", () => {
  it.each([
    ["file", true, undefined],
    ["vscode-notebook-cell", true, undefined],
    ["untitled", false, "editorOff"],
    ["git", true, "otherDocument"],
    ["output", false, "otherDocument"],
  ])("%s, inline suggestions %s: %s", (scheme, inlineSuggest, outcome) => {
    expect(editorSilence({ scheme, inlineSuggest })?.outcome).toBe(outcome);
  });

  it("names the setting, or the kind of document", () => {
    expect(editorSilence({ scheme: "file", inlineSuggest: false })?.detail).toContain(
      "editor.inlineSuggest.enabled",
    );
    expect(editorSilence({ scheme: "git", inlineSuggest: true })?.detail).toContain("a git: document");
  });
});

describe("a pause", () => {
  it("says until when", () => {
    const at = new Date(2026, 10, 21, 14, 5).getTime();
    expect(snoozeText(at)).toBe("snoozed until 14:05");
    expect(snoozeText(Number.POSITIVE_INFINITY)).toBe("snoozed until this window is closed");
    expect(SNOOZE_CHOICES.map(({ minutes }) => minutes)).toEqual([5, 15, 60, Number.POSITIVE_INFINITY]);
  });
});

const TRACE: CompletionTrace = {
  id: "1",
  uri: "file:///w/a.ts",
  line: 1,
  character: 4,
  outcome: "shown",
  detail: "Shown.",
  totalMs: 41.2,
  confidence: 0.8123,
  cuts: ["stop: dedent", "trim"],
  syntax: "clean",
  steps: [
    { step: "gate", ms: 0.14 },
    { step: "model", ms: 38 },
  ],
  text: "a + b;",
};

describe("the report of a test", () => {
  it("says first whether it works, then each step", () => {
    const text = testReport([modelStep(MODEL), outcomeStep(TRACE)], TRACE);
    expect(text.split("\n")[0]).toBe("# Completion works");
    expect(text).toContain(
      "1. **OK** Model: practice runs on CPU, loaded in 0.0 s. It is the practice model",
    );
    expect(text).toContain("2. **OK** Suggestion: one line after 41 ms.");
    expect(text).toContain("Place: file:///w/a.ts, line 2, column 5");
    expect(text).toContain("- Model: 38.0 ms");
    expect(text).toContain("```text\na + b;\n```");
  });

  it("says what holds back while typing what works by key", () => {
    const held = typedStep({ ...TRACE, outcome: "onBattery", detail: "The computer runs on battery." });
    const text = testReport([outcomeStep(TRACE), held], TRACE);
    expect(text.split("\n")[0]).toBe("# Completion works");
    expect(text).toContain(
      "2. **Note** While typing: nothing would appear (onBattery). The computer runs on",
    );
    expect(typedStep(TRACE)).toMatchObject({ state: "ok" });
  });

  it("names what failed, why, and what to do", () => {
    const failed = {
      name: "Model",
      state: "failed",
      text: "a.gguf is gone.",
      nextStep: "Choose one.",
    } as const;
    const text = testReport([failed], undefined);
    expect(text.split("\n")[0]).toBe("# Completion does not work: model");
    expect(text).toContain("1. **FAILED** Model: a.gguf is gone. Choose one.");
    const empty = { ...TRACE, outcome: "empty", detail: "The model had nothing to add here." } as const;
    expect(outcomeStep(empty).text).toBe("none after 41 ms (empty). The model had nothing to add here.");
  });
});

describe("why, as a document", () => {
  it("holds confidence, rules and steps", () => {
    const text = whyText(TRACE);
    expect(text).toContain("| Confidence | 0.81 |");
    expect(text).toContain("| Rules that ended or cut it | stop: dedent, trim |");
    expect(text).toContain("- Gate: may this file have suggestions: 0.1 ms");
    expect(text).toContain("## Suggestion\n");
  });

  it("shows a suggestion that was held back as such", () => {
    expect(whyText({ ...TRACE, outcome: "lowConfidence" })).toContain("## Suggestion that was held back\n");
  });
});
