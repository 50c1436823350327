/** The index of a repository as its user sees it: built, shown, asked, and kept up to date. */
import { strict as assert } from "node:assert";
import { after, before, describe, it } from "mocha";
import type { Page } from "playwright-core";
import { ChatPage } from "./chat-page.ts";
import type { Fixture } from "./fixture.ts";
import { Menu } from "./menu.ts";
import { LEDGER, LEDGER_TEXT, makeRepository, type Repository } from "./repository.ts";
import { Workbench } from "./workbench.ts";

/** The figure is a second on a machine that does nothing else; this one may be busy. */
const SAVED_LIMIT_MS = 5000;

/** The item itself says so when it takes longer than a second; its description says so at once. */
const PROGRESS = /Gemwright: indexing|Index: reading, \d+ files so far|Index: \d+ of \d+ files parsed/;

/** Keeps every text that an item of the status bar ever had, with the time it appeared. Runs in the page. */
const RECORD = `(() => {
  const seen = new Set();
  window.gwStatus = [];
  const look = () => {
    for (const item of document.querySelectorAll(".statusbar-item")) {
      for (const text of [item.textContent, item.getAttribute("aria-label") ?? ""]) {
        if (!text.includes("Gemwright") || seen.has(text)) continue;
        seen.add(text);
        window.gwStatus.push({ text, at: Date.now() });
      }
    }
  };
  addEventListener("DOMContentLoaded", () => {
    const everything = { subtree: true, childList: true, characterData: true, attributes: true };
    new MutationObserver(look).observe(document.body, everything);
  });
})()`;

interface Seen {
  readonly text: string;
  /** ms since 1970. */
  readonly at: number;
}

/** The first status text that matches, waited for. */
async function seen(page: Page, wanted: RegExp, limitMs = 60_000): Promise<Seen> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const all = await page.evaluate<Seen[]>("window.gwStatus");
    const found = all.find(({ text }) => wanted.test(text));
    if (found !== undefined) return found;
    assert.ok(Date.now() < deadline, `no ${wanted} among:\n${all.map(({ text }) => text).join("\n")}`);
    await page.waitForTimeout(50);
  }
}

/** Runs "Show packed context" for a question and returns the whole document it opens. */
async function packed(window: Workbench, question: string): Promise<string> {
  const { page } = window;
  await window.command("Gemwright: Show packed context");
  const input = page.locator(".quick-input-widget:not([inert]) input").first();
  await input.and(page.locator('[placeholder*="shopping cart"]')).fill(question);
  await page.keyboard.press("Enter");
  const first = page.locator(".editor-group-container.active .view-line", { hasText: `“${question}”` });
  await first.first().waitFor();
  await page.locator('.tab.active[data-resource-name="Packed context.txt"]').waitFor();
  return window.activeText();
}

export function indexWindowSuite(fixture: () => Fixture): void {
  describe("the index of a repository", () => {
    let repository: Repository;
    let window: Workbench;
    let menu: Menu;

    before(async () => {
      const { context, server, settings, models } = fixture();
      await settings({ "gemwright.model.path": models.practice });
      repository = await makeRepository();
      window = await Workbench.open(context, server, { folder: repository.path }, RECORD);
      menu = new Menu(window);
    });

    after(async () => {
      await window.close();
      await repository.remove();
    });

    it("shows its progress in the status bar, then what it holds", async () => {
      const { shot } = fixture();
      const { page } = window;
      const progress = await seen(page, PROGRESS);
      const ready = await seen(page, new RegExp(`Index: ${repository.files} files`));
      assert.ok(progress.at <= ready.at);
      console.log(`      ${repository.files} files indexed; first “${progress.text.trim()}”`);
      await menu.open();
      assert.match(
        await menu.said("Index"),
        new RegExp(`${repository.files} files, [\\d.]+ MB on disk, 2 skipped`),
      );
      await menu.section("Index");
      assert.match(await menu.said("Files"), /typescript \d+, python \d+/);
      assert.match(await menu.said("Skipped"), /binary 1, may hold secrets 1/);
      assert.equal(await menu.hidden(), 0);
      await shot("index-menu", page);
      await menu.close();
    });

    it("is packed for a question: a table of the files with their tokens, then the exact text", async () => {
      const { shot } = fixture();
      const text = await packed(window, "Where is a refund booked?");
      const row = text.split("\n").find((line) => line.includes(LEDGER)) ?? "";
      assert.match(row, /^ *\d+ +[01]\.\d{3} +full +src\/billing\/ledger\.ts/);
      assert.ok(text.includes(LEDGER_TEXT.trim()), text.slice(0, 2000));
      assert.ok(!text.includes("PASSWORD"));
      await shot("packed-context", window.page);
    });

    it("learns of a file that another program saves", async () => {
      const { page } = window;
      const began = Date.now();
      await repository.write("src/billing/voucher.ts", "export function printVoucher(): void {}\n");
      const known = await seen(page, new RegExp(`Index: ${repository.files + 1} files`));
      console.log(`      known ${known.at - began} ms after it was saved (aim 1000)`);
      assert.ok(known.at - began < SAVED_LIMIT_MS, `${known.at - began} ms`);
      await repository.write("src/billing/journal.ts", "export function settleDispute(): void {}\n");
      const deadline = Date.now() + SAVED_LIMIT_MS;
      let text = await packed(window, "Where is a dispute settled?");
      while (!text.includes("settleDispute") && Date.now() < deadline) {
        text = await packed(window, "Where is a dispute settled?");
      }
      assert.match(text, /^ *\d+ .*src\/billing\/journal\.ts/m);
      assert.match(text, /settleDispute/);
    });

    it("answers from a file that is not open; its source opens at the line", async () => {
      const { shot } = fixture();
      const { page } = window;
      await window.loadModel("practice model");
      const chat = new ChatPage(window);
      await chat.open();
      await chat.ask("Which function books a refund into the ledger?");
      await chat.state("done");
      await chat.lastAnswer.locator("details.sources summary").click();
      const source = chat.lastAnswer.locator("button.place", { hasText: "ledger.ts" }).first();
      await source.waitFor();
      await shot("chat-sources", page);
      const line = Number(/Open line (\d+)/.exec((await source.getAttribute("title")) ?? "")?.[1]);
      await source.click();
      await page.locator('.tab.active[data-resource-name="ledger.ts"]').waitFor();
      assert.equal(await window.cursorLine(), line);
    });

    it("is switched off and on again in the status menu", async () => {
      const { shot } = fixture();
      const { page } = window;
      await menu.find("index off", "Turn the index off");
      await seen(page, /Index: switched off \(gemwright\.index\.enabled\)/);
      await menu.open();
      assert.match(await menu.said("Index"), /switched off/);
      await menu.section("Index");
      await menu.row("Turn the index on").waitFor();
      assert.equal(await menu.row("Pause indexing").count(), 0);
      await shot("index-off", page);
      await menu.close();
      // Saved by another program while nobody watches.
      await repository.write("src/billing/late.ts", "export function lateVoucher(): void {}\n");
      await menu.find("index on", "Turn the index on");
      await seen(page, new RegExp(`Index: ${repository.files + 2} files`));
      assert.match(await packed(window, "Where is a late voucher?"), /lateVoucher/);
    });
  });
}
