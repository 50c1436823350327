/** A conversation with the practice model: streamed thought, folded, then the answer and what it offers. */
import { strict as assert } from "node:assert";
import { describe, it } from "mocha";
import { ChatPage } from "./chat-page.ts";
import type { Fixture } from "./fixture.ts";

const CODE = 'const practiceGreeting = "Hello from the practice model";';

export function chatSuite(fixture: () => Fixture): void {
  describe("chat", () => {
    it("streams a thought, folds it, and shows the answer", async () => {
      const { window, shot } = fixture();
      const chat = new ChatPage(window);
      await chat.open();
      await chat.ask("What can you help me with?");
      await chat.state("done");
      const thought = chat.lastAnswer.locator("button.thought-title");
      assert.equal(await thought.getAttribute("aria-expanded"), "false");
      const text = await chat.lastText.innerText();
      assert.match(text, /This is the practice model/);
      assert.match(text, /without any understanding\.$/);
      await shot("chat-answer");
      await thought.click();
      await chat.lastAnswer.locator(".thought-text", { hasText: "I am a practice model" }).waitFor();
      await shot("chat-thought");
      await thought.click();
    });

    it("copies and inserts a code block", async () => {
      const { window } = fixture();
      const chat = new ChatPage(window);
      await window.openFile("totals.ts");
      await window.page.keyboard.press("Control+End");
      await chat.open();
      const block = chat.lastAnswer.locator(".code").first();
      await block.hover();
      await block.getByLabel("Copy the code").click();
      const copied = async () => await window.page.evaluate<string>("navigator.clipboard.readText()");
      let text = "";
      for (let look = 0; look < 50 && !text.includes(CODE); look += 1) {
        await window.page.waitForTimeout(100);
        text = await copied();
      }
      assert.ok(text.includes(CODE), `the clipboard holds: ${text}`);
      await block.getByLabel("Insert at the cursor").click();
      const inserted = window.page.locator(".view-line", { hasText: "practiceGreeting" });
      await inserted.first().waitFor();
      await window.page.locator(".editor-group-container.active .view-lines").first().click();
      await window.page.keyboard.press("Control+Z");
      await inserted.first().waitFor({ state: "detached" });
    });

    it("keeps the conversation over a reload of the window", async () => {
      const { window, server, workspace } = fixture();
      await window.goto(server, { folder: workspace });
      const chat = new ChatPage(window);
      await chat.open();
      await chat.lastText.filter({ hasText: "without any understanding." }).waitFor();
    });
  });
}
