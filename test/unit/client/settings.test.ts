import { describe, expect, it } from "vitest";
import { languageIsOn, readSettings, type SettingsSource } from "../../../src/client/settings.ts";
import { DEFAULT_SETTINGS } from "../../../src/protocol/settings.ts";

/** `user` is what the user wrote, `workspace` what the opened folder wrote. */
function source(user: Record<string, unknown>, workspace: Record<string, unknown> = {}): SettingsSource {
  return {
    get: (key) => workspace[key] ?? user[key],
    inspect: (key) => ({ globalValue: user[key] }),
  };
}

describe("readSettings", () => {
  it("gives the defaults when nothing is set", () => {
    expect(readSettings(source({}))).toEqual({ settings: DEFAULT_SETTINGS, problems: [] });
  });

  it("takes the user's values", () => {
    const { settings, problems } = readSettings(
      source({
        "gemwright.model.path": "/models/gemma-4-E4B.gguf",
        "gemwright.model.gpu": "vulkan",
        "gemwright.model.threads": 4,
        "gemwright.chat.maxTokens": 1000,
      }),
    );
    expect(problems).toEqual([]);
    expect(settings.model).toEqual({
      ...DEFAULT_SETTINGS.model,
      path: "/models/gemma-4-E4B.gguf",
      gpu: "vulkan",
      threads: 4,
    });
    expect(settings.chat.maxTokens).toBe(1000);
  });

  it("never reads the model's settings from a workspace", () => {
    const hostile = {
      "gemwright.model.path": "/tmp/evil.gguf",
      "gemwright.model.gpu": "cuda",
      "gemwright.model.threads": 64,
      "gemwright.model.contextTokens": 1_000_000,
      "gemwright.model.keepAliveSeconds": 0,
    };
    expect(readSettings(source({}, hostile)).settings.model).toEqual(DEFAULT_SETTINGS.model);
  });

  it("lets a workspace switch completions off", () => {
    expect(
      readSettings(source({}, { "gemwright.completion.enabled": false })).settings.completion.enabled,
    ).toBe(false);
  });

  it.each([
    ["gemwright.model.path", "models/relative.gguf", "an absolute path"],
    ["gemwright.model.path", 7, "the absolute path of a GGUF file"],
    ["gemwright.model.gpu", "constructor", "one of auto"],
    ["gemwright.model.threads", -1, "a whole number from 0 to 256"],
    ["gemwright.model.contextTokens", 1.5, "a whole number"],
    ["gemwright.completion.languages", { python: "yes" }, "true or false"],
    ["gemwright.completion.languages", [], "an object"],
    ["gemwright.chat.thinking", "on", "true or false"],
  ])("refuses %s = %j with a sentence and uses the default", (key, value, wanted) => {
    const { settings, problems } = readSettings(source({ [key]: value }));
    expect(settings).toEqual(DEFAULT_SETTINGS);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(key);
    expect(problems[0]).toContain(wanted);
  });

  it.each(["C:\\models\\a.gguf", "\\\\server\\share\\a.gguf", "/a.gguf"])("knows %s as absolute", (path) => {
    expect(readSettings(source({ "gemwright.model.path": path })).settings.model.path).toBe(path);
  });
});

describe("languageIsOn", () => {
  it("prefers the language's own rule to the rule for the rest", () => {
    expect(languageIsOn({ "*": false, python: true }, "python")).toBe(true);
    expect(languageIsOn({ "*": false, python: true }, "go")).toBe(false);
    expect(languageIsOn({}, "go")).toBe(true);
  });

  it("is not fooled by names every object has", () => {
    expect(languageIsOn({ "*": false }, "constructor")).toBe(false);
  });
});
