/** The sidecar dies in the middle of an answer: nothing that was said is lost, and work goes on. */
import { strict as assert } from "node:assert";
import { after, before, describe, it } from "mocha";
import { ChatPage, LATER } from "./chat-page.ts";
import type { Fixture } from "./fixture.ts";
import { sidecarPid } from "./sidecar-process.ts";

export function crashSuite(fixture: () => Fixture): void {
  describe("a sidecar killed by SIGKILL during a stream", () => {
    before(async () => {
      const { window, settings, models } = fixture();
      await settings({ "gemwright.model.path": models.counting });
      await window.loadModel("counting model");
    });

    after(async () => {
      const { window, settings, models } = fixture();
      await settings({ "gemwright.model.path": models.practice });
      await window.loadModel("practice model");
    });

    it("leaves the partial answer, marked interrupted; Retry works; so does the next completion", async () => {
      const { window, server, shot } = fixture();
      const chat = new ChatPage(window);
      await chat.open();
      await chat.startNew();
      await chat.ask("Count for me.");
      await chat.lastText.filter({ hasText: "Count 20 of" }).waitFor(LATER);
      const killed = await sidecarPid(server.directory);
      process.kill(killed, "SIGKILL");
      await chat.state("interrupted");
      assert.match(await chat.lastText.innerText(), /Count 1 of[^]*Count 20 of/);
      await chat.lastAnswer.getByText("Interrupted").waitFor();
      await shot("interrupted");
      await chat.lastAnswer.getByRole("button", { name: "Retry" }).click();
      await chat.state("streaming");
      await chat.lastText.filter({ hasText: "Count 20 of" }).waitFor(LATER);
      assert.notEqual(await sidecarPid(server.directory), killed);
      await chat.button("Stop").click();
      await chat.state("stopped");
      await window.openFile("totals.ts");
      await window.typeAtEnd("\nexport const minus = (a: number, b: number) => ");
      assert.equal(await window.ghostText(), "a + b;");
      await window.page.keyboard.press("Escape");
    }).timeout(180_000);
  });
}
