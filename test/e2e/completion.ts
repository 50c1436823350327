/** Ghost text while typing, and what Tab leaves on the disk. */
import { strict as assert } from "node:assert";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { before, describe, it } from "mocha";
import { waitFor } from "../support/processes.ts";
import type { Fixture } from "./fixture.ts";

interface Case {
  readonly title: string;
  readonly file: string;
  readonly folder: string;
  /** Typed at the end of the file. */
  readonly typed: string;
  readonly ghost: string;
  /** What the file ends with once the suggestion is accepted and saved. */
  readonly saved: string;
}

const CASES: readonly Case[] = [
  {
    title: "TypeScript",
    file: "totals.ts",
    folder: "src",
    typed: "\nexport const plus = (a: number, b: number) => ",
    ghost: "a + b;",
    saved: "\nexport const plus = (a: number, b: number) => a + b;",
  },
  {
    title: "Python",
    file: "totals.py",
    folder: "python",
    typed: "\n\ndef plus(a, b):\nreturn ",
    ghost: "a + b",
    saved: "\n\ndef plus(a, b):\n    return a + b",
  },
];

/** Called with the shared fixture, which is open by the time a test runs. */
export function completionSuite(fixture: () => Fixture): void {
  describe("completion", () => {
    before(async () => {
      const { window, settings, models } = fixture();
      await settings({ "gemwright.model.path": models.practice });
      await window.loadModel("practice model");
    });

    for (const { title, file, folder, typed, ghost, saved } of CASES) {
      it(`shows ghost text in ${title}; Tab accepts it; the saved file is right`, async () => {
        const { window, workspace, shot } = fixture();
        await window.openFile(file);
        await window.typeAtEnd(typed);
        assert.equal(await window.ghostText(), ghost);
        await shot(`ghost-text-${folder}`);
        await window.page.keyboard.press("Tab");
        await window.page.keyboard.press("Control+S");
        const path = join(workspace, folder, file);
        const landed = await waitFor(async () => (await readFile(path, "utf8")).endsWith(saved), 10_000);
        assert.ok(landed, `${file} ends with: ${(await readFile(path, "utf8")).slice(-80)}`);
      });
    }

    it("does not show again what Escape refused, until it is asked for by key", async () => {
      const { window } = fixture();
      await window.openFile("totals.ts");
      await window.typeAtEnd("\nexport const less = (a: number, b: number) => ");
      assert.equal(await window.ghostText(), "a + b;");
      await window.page.keyboard.press("Escape");
      await window.ghost.becomes("");
      await window.page.keyboard.type("x");
      await window.page.keyboard.press("Backspace");
      await window.ghost.staysAway();
      await window.command("Trigger Inline Suggestion");
      assert.equal(await window.ghostText(), "a + b;");
      await window.page.keyboard.press("Escape");
    });

    it("is silent while snoozed, says until when, and comes back", async () => {
      const { window, shot } = fixture();
      await window.openFile("totals.ts");
      await window.command("Gemwright: Snooze completions…");
      await window.page.locator(".quick-input-list .monaco-list-row", { hasText: "15 minutes" }).click();
      await window.status(/snoozed until \d\d:\d\d/);
      await window.typeAtEnd("\nexport const more = (a: number, b: number) => ");
      await window.ghost.staysAway();
      await shot("snoozed");
      await window.command("Gemwright: Resume snoozed completions");
      await window.status(/Gemwright: ready(?!.*snoozed)/);
      await window.page.keyboard.press("Backspace");
      await window.page.keyboard.type(" ");
      assert.equal(await window.ghostText(), "a + b;");
      await window.page.keyboard.press("Escape");
    });

    it("knows what was copied in another file", async () => {
      const { window } = fixture();
      await window.openFile("totals.ts");
      await window.page.keyboard.press("Control+Home");
      for (let line = 0; line < 3; line += 1) await window.page.keyboard.press("Shift+ArrowDown");
      await window.page.keyboard.press("Control+C");
      const copied = await window.page.evaluate<string>("navigator.clipboard.readText()");
      await window.openFile("totals.py");
      const lines = copied.split("\n").filter((line) => line.trim() !== "");
      const wanted = `Copied a moment ago from src/totals.ts:\n${lines.join("\n")}\n`;
      let why = "";
      // The first prompt may still be the one that is warm; the new one is read while the user rests.
      for (let attempt = 0; attempt < 4 && !why.includes(wanted); attempt += 1) {
        await window.typeAtEnd("\n\ndef minus(a, b):\nreturn ");
        assert.equal(await window.ghostText(), "a + b");
        await window.page.keyboard.press("Escape");
        await window.page.keyboard.press("Control+S");
        await window.command("Gemwright: Show the last completion request");
        await window.page.locator('.tab.active[data-resource-name="Last completion request.md"]').waitFor();
        why = await window.activeText();
        await window.page.keyboard.press("Control+F4");
        await window.openFile("totals.py");
      }
      assert.ok(why.includes(wanted), why);
    });

    it("says when the editor itself shows no suggestions, and when it does again", async () => {
      const { window, workspace, shot } = fixture();
      await window.openFile("totals.ts");
      const folder = join(workspace, ".vscode");
      await mkdir(folder);
      try {
        // Of the folder: the web client reads its user settings only when a window opens.
        await writeFile(join(folder, "settings.json"), '{ "editor.inlineSuggest.enabled": false }');
        await window.status("off in editor settings");
        await shot("editor-off");
        await window.command("Gemwright: Test completion");
        await window.page.locator(".view-lines", { hasText: "Completion does not work" }).first().waitFor();
        await window.page.keyboard.press("Control+F4");
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
      await window.status(/Gemwright: ready(?!.*editor settings)/);
    });

    it("“Test completion” proves the whole path, step by step", async () => {
      const { window, shot } = fixture();
      await window.openFile("totals.ts");
      await window.typeAtEnd("\nexport const test = (a: number, b: number) => ");
      await window.command("Gemwright: Test completion");
      await window.page.locator(".view-lines", { hasText: "Completion works" }).first().waitFor();
      await shot("test-completion");
      await window.page.keyboard.press("Control+F4");
    });
  });
}
