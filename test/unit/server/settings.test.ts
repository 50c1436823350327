import { describe, expect, test } from "vitest";
import { DEFAULT_SETTINGS } from "../../../src/protocol/settings.ts";
import { readSettings } from "../../../src/server/settings.ts";

describe("settings from the wire", () => {
  test("nothing changes nothing", () => {
    expect(readSettings(undefined, DEFAULT_SETTINGS)).toEqual({ settings: DEFAULT_SETTINGS, problems: [] });
  });

  test("a part is merged over the rest", () => {
    const { settings, problems } = readSettings({ model: { path: "/m.gguf" } }, DEFAULT_SETTINGS);
    expect(problems).toEqual([]);
    expect(settings).toEqual({
      ...DEFAULT_SETTINGS,
      model: { ...DEFAULT_SETTINGS.model, path: "/m.gguf" },
    });
  });

  test("the defaults are valid", () => {
    expect(readSettings(DEFAULT_SETTINGS, DEFAULT_SETTINGS)).toEqual({
      settings: DEFAULT_SETTINGS,
      problems: [],
    });
  });

  test.each<[unknown, string]>([
    [{ model: { path: "model.gguf" } }, "gemwright.model.path"],
    [{ model: { contextTokens: -1 } }, "gemwright.model.contextTokens"],
    [{ model: { gpu: "quantum" } }, "gemwright.model.gpu"],
    [{ model: { threads: 1.5 } }, "gemwright.model.threads"],
    [{ completion: { languages: { python: "yes" } } }, "gemwright.completion.languages"],
    [{ completion: { maxTokens: 0 } }, "gemwright.completion.maxTokens"],
    [{ chat: { thinking: 1 } }, "gemwright.chat.thinking"],
    [{ chat: { tinking: true } }, "gemwright.chat.tinking"],
    [{ chatt: {} }, "gemwright.chatt"],
    [{ chat: 7 }, "gemwright.chat"],
    ["text", "gemwright.settings"],
    [{ ["__proto__x"]: {} }, "gemwright.__proto__x"],
  ])("%j is refused by name, and the old value stays", (partial, name) => {
    const { settings, problems } = readSettings(partial, DEFAULT_SETTINGS);
    expect(settings).toEqual(DEFAULT_SETTINGS);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toContain(`${name} is `);
    expect(problems[0]?.message).toContain("expected");
    expect(problems[0]?.nextStep).toContain(name);
  });

  test("one bad value does not take the good ones with it", () => {
    const { settings, problems } = readSettings({ model: { path: "/m", threads: -4 } }, DEFAULT_SETTINGS);
    expect(settings.model).toEqual({ ...DEFAULT_SETTINGS.model, path: "/m" });
    expect(problems).toHaveLength(1);
  });
});
