/** The status menu: the state of everything at a glance, by mouse, by keys and by typing. */
import { strict as assert } from "node:assert";
import { before, describe, it } from "mocha";
import type { Fixture } from "./fixture.ts";
import { Menu } from "./menu.ts";

const USUAL = { width: 1280, height: 800 };
const SMALL = { width: 900, height: 600 };
const SECTIONS = ["Model", "Completions", "Index"];

export function statusMenuSuite(fixture: () => Fixture): void {
  describe("the status menu", () => {
    let menu: Menu;

    before(async () => {
      const { window, settings, models } = fixture();
      await settings({ "gemwright.model.path": models.practice });
      await window.loadModel("practice model");
      menu = new Menu(window);
    });

    for (const size of [USUAL, SMALL]) {
      const name = `${size.width}x${size.height}`;
      it(`shows the state of everything without scrolling at ${name}`, async () => {
        const { window, shot } = fixture();
        await window.page.setViewportSize(size);
        try {
          await menu.open();
          assert.match(await menu.said("Model"), /practice model, no AI on CPU/);
          assert.match(await menu.said("Completions"), /\bon\b/);
          assert.match(await menu.said("Index"), /\d+ files, [\d.]+ MB on disk, \d+ skipped/);
          assert.equal(await menu.hidden(), 0);
          await shot(`status-menu-${name}`);
          for (const section of SECTIONS) {
            await menu.section(section);
            assert.equal(await menu.hidden(), 0, section);
            await shot(`status-menu-${name}-${section.toLowerCase()}`);
            await menu.back();
          }
          await menu.close();
        } finally {
          await window.page.setViewportSize(USUAL);
        }
      });
    }

    it("is walked through with the keyboard alone", async () => {
      const { keyboard } = fixture().window.page;
      await fixture().window.command("Gemwright: Status…");
      await menu.focused("Model").waitFor();
      await keyboard.press("ArrowDown");
      await keyboard.press("ArrowDown");
      await menu.focused("Index").waitFor();
      await keyboard.press("Enter");
      await menu.row("Rebuild the index").waitFor();
      // A line that only says something is no action.
      await menu.focused("State").waitFor();
      await keyboard.press("Enter");
      await menu.row("Rebuild the index").waitFor();
      await keyboard.press("Escape");
      await menu.focused("Index").waitFor();
      assert.equal(await menu.row("Rebuild the index").count(), 0);
      await keyboard.press("Escape");
      await fixture().window.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
    });

    it("finds by a word what stands on another page", async () => {
      const { window, shot } = fixture();
      await menu.find("memory", "Model: Memory");
      await menu.row("Unload the model and free its memory").waitFor();
      await menu.close();
      await menu.find("trace", "Why did nothing appear?");
      await window.page.locator(".tab.active", { hasText: /completion/i }).waitFor();
      await shot("status-menu-trace");
      await window.page.keyboard.press("Control+F4");
    });

    it("snoozes completions, and says until when", async () => {
      const { window } = fixture();
      await menu.find("snooze", "Snooze completions…");
      await window.page.locator(".quick-input-list .monaco-list-row", { hasText: "15 minutes" }).click();
      await window.status(/snoozed until \d\d:\d\d/);
      await menu.open();
      assert.match(await menu.said("Completions"), /snoozed until \d\d:\d\d/);
      await menu.row("Resume completions").click();
      await window.status(/ready — practice model, no AI \(CPU\)$/);
    });
  });
}
