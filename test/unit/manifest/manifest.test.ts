import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import manifest from "../../../package.json" with { type: "json" };
import {
  CHAT_VIEW,
  COMMANDS,
  HAS_FAILURE_KEY,
  IN_SECTION_KEY,
  SNOOZED_KEY,
  SUGGESTING_KEY,
} from "../../../src/client/command-names.ts";
import { PAGE_COMMANDS } from "../../../src/protocol/chat-view.ts";
import { DEFAULT_SETTINGS } from "../../../src/protocol/settings.ts";

interface MenuEntry {
  readonly command?: string;
  readonly submenu?: string;
  readonly when?: string;
}

const { contributes } = manifest;
const ids = Object.values(COMMANDS) as string[];
const menus = Object.entries(contributes.menus as Record<string, readonly MenuEntry[]>);
const whens = [...menus.flatMap(([, entries]) => entries), ...contributes.keybindings].flatMap(
  ({ when }) => when ?? [],
);

describe("commands", () => {
  it("are the same in the manifest and in the code", () => {
    expect(contributes.commands.map(({ command }) => command).sort()).toEqual(ids.toSorted());
  });

  it("all belong to one category and say what they do", () => {
    for (const { category, title } of contributes.commands) {
      expect(category).toBe("Gemwright");
      expect(title).toMatch(/^[A-Z].{5,}/);
    }
  });

  it("exist wherever a menu, a key or the page names one", () => {
    const named = [
      ...menus.flatMap(([, entries]) => entries.flatMap(({ command }) => command ?? [])),
      ...contributes.keybindings.map(({ command }) => command),
      ...PAGE_COMMANDS.map((name) => COMMANDS[name]),
    ];
    expect(named.filter((id) => !ids.includes(id))).toEqual([]);
  });

  it("are never bound to a key people use for something else, and always with a condition", () => {
    for (const { key, when } of contributes.keybindings) {
      expect(key).not.toMatch(/^ctrl\+[cxlv]$/);
      expect(when).not.toBe("");
    }
  });
});

describe("views and context keys", () => {
  it("name the one view there is", () => {
    expect(contributes.views.gemwright.map(({ id }) => id)).toEqual([CHAT_VIEW]);
    for (const when of whens) {
      for (const [, view] of when.matchAll(/(?:view|focusedView) == ([\w.]+)/g)) expect(view).toBe(CHAT_VIEW);
    }
  });

  it("use only context keys that the code sets", () => {
    const own = whens.flatMap((when) => when.match(/gemwright\.(?!chat\b)\w+/g) ?? []);
    expect(new Set(own)).toEqual(new Set([HAS_FAILURE_KEY, IN_SECTION_KEY, SNOOZED_KEY, SUGGESTING_KEY]));
  });

  it("show submenus that exist", () => {
    const shown = menus.flatMap(([, entries]) => entries.flatMap(({ submenu }) => submenu ?? []));
    expect(shown).toEqual(contributes.submenus.map(({ id }) => id));
  });
});

describe("settings", () => {
  const properties = Object.entries(contributes.configuration.properties);

  it("have the defaults that the code has", () => {
    const fromManifest: Record<string, unknown> = {};
    for (const [key, { default: value }] of properties) fromManifest[key] = value;
    const fromCode: Record<string, unknown> = {};
    for (const [section, values] of Object.entries(DEFAULT_SETTINGS)) {
      for (const [name, value] of Object.entries(values as object)) {
        fromCode[`gemwright.${section}.${name}`] = value;
      }
    }
    expect(fromManifest).toEqual(fromCode);
  });

  it("that name a path or hardware, or open what is protected, cannot come from a workspace", () => {
    const guards = ["gemwright.completion.inSecretFiles", "gemwright.completion.inUntrustedWorkspaces"];
    const model = properties.filter(([key]) => key.startsWith("gemwright.model.")).map(([key]) => key);
    expect(model.length).toBe(Object.keys(DEFAULT_SETTINGS.model).length);
    const machine = properties.filter(([, { scope }]) => scope === "machine").map(([key]) => key);
    expect(machine.toSorted()).toEqual([...model, ...guards].sort());
    expect(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations.toSorted()).toEqual(
      machine.toSorted(),
    );
  });

  it("each say what they are", () => {
    for (const [, { markdownDescription }] of properties)
      expect(markdownDescription.length).toBeGreaterThan(20);
  });
});

describe("files", () => {
  it("named in the manifest exist", () => {
    const [container] = contributes.viewsContainers.activitybar;
    for (const path of [manifest.icon, container?.icon ?? ""]) {
      expect(readFileSync(new URL(`../../../${path}`, import.meta.url)).length).toBeGreaterThan(100);
    }
  });
});
