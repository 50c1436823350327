/** What a user sees before a model is chosen: an empty state that says what to do, and nothing in the way. */
import { strict as assert } from "node:assert";
import { describe, it } from "mocha";
import { ChatPage } from "./chat-page.ts";
import type { Fixture } from "./fixture.ts";
import { typeInVain } from "./quiet.ts";

export function firstRunSuite(fixture: () => Fixture): void {
  describe("first run, without a model", () => {
    it("says so in the status bar and shows no popup", async () => {
      const { window } = fixture();
      await window.status("Gemwright: no model");
      assert.equal(await window.page.locator(".notification-toast").count(), 0);
    });

    it("stays quiet while one types", async () => {
      await typeInVain(fixture(), "first.ts");
      await fixture().window.status("Gemwright: no model");
      await fixture().window.page.keyboard.press("Control+S");
    });

    it("tells in the chat what to do", async () => {
      const { window, shot } = fixture();
      const chat = new ChatPage(window);
      await chat.open();
      await chat.frame.getByRole("heading", { name: "Choose a model to begin" }).waitFor();
      await chat.button("Choose model file…").waitFor();
      await shot("no-model");
    });

    it("sees the model that the setting names, and loads it", async () => {
      const { window, settings, models } = fixture();
      await settings({ "gemwright.model.path": models.practice });
      await window.status("Gemwright: model not loaded");
      await window.loadModel("practice model");
    });
  });
}
