import { describe, expect, it } from "vitest";
import { engineBrief, fileName } from "../../../src/client/status/engine-brief.ts";
import { modelFacts } from "../../../src/client/status/model-facts.ts";
import { lastCompletionText, percent, statusText } from "../../../src/client/status/status-text.ts";
import type { LoadedModel } from "../../../src/protocol/engine.ts";
import type { CompletionTrace, EngineView } from "../../../src/protocol/lsp.ts";
import { LOADED_MODEL } from "./loaded-model.ts";

const MODEL: LoadedModel = { ...LOADED_MODEL, gpu: "vulkan", gpuLayers: 20, gpuBytes: 3e9 };
const CODE_MODEL: LoadedModel = {
  ...MODEL,
  name: "Qwen Coder 1.5B",
  gpu: "cpu",
  chat: false,
  fim: { format: "Qwen Coder", files: true, suffixFirst: false },
};
const FAILURE = { code: "gguf.truncated", message: "a.gguf ends too early.", nextStep: "Download it again." };
const ON = { enabled: true, languageOn: true, languageId: "python" };

function brief(engine: EngineView) {
  return engineBrief({ server: { kind: "running" }, status: { engine }, modelPath: "/m/a.gguf", now: 0 });
}

describe("status bar text", () => {
  it.each([
    [{ kind: "noModel" }, "Gemwright: no model, choose one", "normal"],
    [{ kind: "starting" }, "Gemwright: starting", "normal"],
    [{ kind: "stopped" }, "Gemwright: model not loaded", "normal"],
    [{ kind: "loading", path: "/m/a.gguf", fraction: 0.424 }, "Gemwright: loading 42 %", "normal"],
    [
      { kind: "ready", model: MODEL, busy: false },
      "Gemwright: ready — gemma-4-E4B-it (Vulkan 20/35 layers)",
      "normal",
    ],
    [
      { kind: "ready", model: { ...MODEL, gpu: "cpu", practice: true }, busy: false },
      "Gemwright: ready — practice model, no AI (CPU)",
      "normal",
    ],
    [
      { kind: "ready", model: CODE_MODEL, busy: false },
      "Gemwright: ready — Qwen Coder 1.5B (CPU), completion only (FIM)",
      "normal",
    ],
    [{ kind: "restarting", inMs: 3600, failure: FAILURE }, "Gemwright: restarting in 4 s", "warning"],
    [{ kind: "failed", failure: FAILURE }, "Gemwright: a.gguf ends too early.", "error"],
  ] satisfies [EngineView, string, string][])("says %j as it is", (view, words, severity) => {
    const text = statusText(brief(view), ON);
    expect(text.label).toBe(words);
    expect(text.severity).toBe(severity);
    expect(text.text).toMatch(/^\$\([\w~-]+\) Gemwright: /);
  });

  it("says that completions are off, and for which language", () => {
    const ready = brief({ kind: "ready", model: { ...MODEL, gpu: "cpu" }, busy: false });
    expect(statusText(ready, { ...ON, enabled: false }).label).toMatch(/completions off$/);
    expect(statusText(ready, { ...ON, languageOn: false }).label).toMatch(/off for python$/);
    expect(statusText(ready, { ...ON, editorOff: true }).label).toMatch(/off in editor settings$/);
    expect(statusText(ready, { ...ON, editorOff: false }).label).not.toContain("off");
  });

  it("never says that loading is complete before it is", () => {
    expect(percent(0.999)).toBe("99 %");
    expect(percent(-1)).toBe("0 %");
  });
});

describe("the state of the server process", () => {
  const input = { status: undefined, modelPath: "/m/a.gguf", now: 1000 };

  it("comes before what the engine last said", () => {
    const status = { engine: { kind: "ready", model: MODEL, busy: false } } as const;
    expect(engineBrief({ ...input, status, server: { kind: "restarting", at: 5000 } })).toEqual({
      kind: "restarting",
      inSeconds: 4,
    });
    expect(engineBrief({ ...input, server: { kind: "failed", failure: FAILURE } })).toEqual({
      kind: "failed",
      failure: FAILURE,
    });
  });

  it("is no reason to hide that no model was chosen", () => {
    expect(engineBrief({ ...input, modelPath: "", server: { kind: "starting" } })).toEqual({
      kind: "noModel",
    });
  });
});

describe("why nothing appeared", () => {
  const trace: CompletionTrace = {
    id: "1",
    uri: "file:///w/a.py",
    line: 4,
    character: 2,
    outcome: "repeatsSuffix",
    detail: "The answer repeated the code after the cursor.",
    totalMs: 151.6,
  };

  it("is said with its place, its time and its reason", () => {
    expect(lastCompletionText(trace)).toBe(
      "Last completion: nothing appeared (line 5, 152 ms). The answer repeated the code after the cursor.",
    );
    expect(lastCompletionText({ ...trace, outcome: "shown" })).toBe(
      "Last completion: shown after 152 ms (line 5).",
    );
    expect(lastCompletionText(undefined)).toContain("yet");
  });
});

describe("facts about the model", () => {
  it("are the measured ones", () => {
    const facts = modelFacts({ engine: { kind: "ready", model: MODEL, busy: false } });
    const text = facts.map(({ name, value }) => `${name}: ${value}`).join("\n");
    expect(text).toContain("Runs on: Vulkan 20/35 layers, 4 threads");
    expect(text).toContain("Window: 32,768 tokens for chat, 8,192 for completion (trained for 131,072)");
    expect(text).toContain("Memory: weights 4.2 GB, GPU 3.0 GB");
    expect(text).not.toContain("Speed");
  });

  it("say what a code model is used for, and promise no chat window", () => {
    const facts = modelFacts({ engine: { kind: "ready", model: CODE_MODEL, busy: false } });
    const text = facts.map(({ name, value }) => `${name}: ${value}`).join("\n");
    expect(text).toContain("Used for: completion only, in the FIM format of Qwen Coder");
    expect(text).toContain("Window: 8,192 tokens for completion (trained for 131,072)");
    expect(text).not.toContain("tokens for chat");
  });

  it("are none without a model", () => {
    expect(modelFacts({ engine: { kind: "starting" } })).toEqual([]);
    expect(modelFacts(undefined)).toEqual([]);
  });
});

it("knows file names of every system", () => {
  expect(fileName("/a/b.gguf")).toBe("b.gguf");
  expect(fileName("C:\\a\\b.gguf")).toBe("b.gguf");
  expect(fileName("b.gguf")).toBe("b.gguf");
});
