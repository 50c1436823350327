/** The chat and the status menu in the three kinds of theme: readable in each. */
import { strict as assert } from "node:assert";
import { after, before, describe, it } from "mocha";
import { ChatPage } from "./chat-page.ts";
import type { Fixture } from "./fixture.ts";
import { Menu } from "./menu.ts";

const THEMES = [
  { name: "light", theme: "Light Modern", marker: "vscode-light" },
  { name: "dark", theme: "Dark Modern", marker: "vscode-dark" },
  { name: "high-contrast", theme: "Default High Contrast", marker: "vscode-high-contrast" },
] as const;

/** The same on the window itself. */
const CLASSES = {
  "vscode-light": "vs",
  "vscode-dark": "vs-dark",
  "vscode-high-contrast": "hc-black",
} as const;

/** WCAG 2.2, 1.4.3: contrast of normal text. */
const LEAST_CONTRAST = 4.5;

export function themesSuite(fixture: () => Fixture): void {
  describe("themes", () => {
    before(async () => {
      const { window, settings, models } = fixture();
      await settings({ "gemwright.model.path": models.practice });
      await window.loadModel("practice model");
    });

    after(async () => {
      await fixture().settings({ "workbench.colorTheme": "Dark Modern" });
    });

    for (const { name, theme, marker } of THEMES) {
      it(`keeps the chat readable in ${theme}`, async () => {
        const { window, server, workspace, settings, shot } = fixture();
        const chat = new ChatPage(window);
        // The web client reads its user settings when a window opens.
        await settings({ "workbench.colorTheme": theme });
        await window.goto(server, { folder: workspace });
        await chat.open();
        await chat.frame.locator(`body.${marker}`).waitFor();
        if ((await chat.answers.count()) === 0) {
          await chat.ask("What can you help me with?");
          await chat.state("done");
        }
        const colors = await chat.lastText.evaluate((element) => {
          const view = element.ownerDocument.defaultView;
          const text = view?.getComputedStyle(element).color ?? "";
          const own = view?.getComputedStyle(element.ownerDocument.documentElement);
          const side = own?.getPropertyValue("--vscode-sideBar-background").trim() ?? "";
          return {
            text,
            background: side === "" ? (own?.getPropertyValue("--vscode-editor-background") ?? "") : side,
          };
        });
        const contrast = contrastOf(colors.text, colors.background);
        assert.ok(contrast >= LEAST_CONTRAST, `${contrast} between ${colors.text} and ${colors.background}`);
        await shot(`theme-${name}`);
      });

      it(`keeps the status menu readable in ${theme}`, async () => {
        const { window, server, workspace, settings, shot } = fixture();
        const menu = new Menu(window);
        await settings({ "workbench.colorTheme": theme });
        await window.goto(server, { folder: workspace });
        await window.page.locator(`.monaco-workbench.${CLASSES[marker]}`).waitFor();
        await menu.open();
        for (const label of ["Index", "Open chat"]) {
          const { text, background } = await menu.colors(label);
          const contrast = contrastOf(text, background);
          assert.ok(contrast >= LEAST_CONTRAST, `${label}: ${contrast} between ${text} and ${background}`);
        }
        await shot(`menu-${name}`);
        await menu.section("Index");
        await shot(`menu-index-${name}`);
        await menu.close();
      });
    }
  });
}

/** WCAG's contrast ratio of two CSS colours, `#rrggbb` or `rgb(…)`. */
function contrastOf(first: string, second: string): number {
  const [bright = 0, dark = 0] = [luminance(first), luminance(second)].toSorted((a, b) => b - a);
  return (bright + 0.05) / (dark + 0.05);
}

function luminance(color: string): number {
  const channels = color.startsWith("#")
    ? [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16))
    : (color.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);
  assert.equal(channels.length, 3, color);
  const [red = 0, green = 0, blue = 0] = channels.map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
