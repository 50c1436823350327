/** Programs that fail in the integrated terminal, explained by one command. */
import { strict as assert } from "node:assert";
import { before, describe, it } from "mocha";
import { ChatPage } from "./chat-page.ts";
import type { Fixture } from "./fixture.ts";

interface Case {
  readonly title: string;
  readonly command: string;
  readonly error: string;
  readonly file: string;
  /** Of the frame that failed. */
  readonly line: number;
}

const CASES: readonly Case[] = [
  { title: "Python", command: "python3 python/report.py", error: "KeyError", file: "report.py", line: 13 },
  { title: "Node", command: "node node/cart.js", error: "TypeError", file: "cart.js", line: 11 },
];

export function tracebackSuite(fixture: () => Fixture): void {
  describe("tracebacks", () => {
    before(async () => {
      const { window, settings, models } = fixture();
      await settings({ "gemwright.model.path": models.practice });
      await window.loadModel("practice model");
    });

    for (const { title, command, error, file, line } of CASES) {
      it(`explains a failed ${title} program: frame attached, linked, and opened by a click`, async () => {
        const { window, shot } = fixture();
        const chat = new ChatPage(window);
        await window.runInTerminal(command);
        await window.page.waitForTimeout(2500);
        await window.command("Gemwright: Explain last failure");
        const card = chat.failureCard.filter({ hasText: error });
        await card.waitFor();
        assert.match(await card.innerText(), new RegExp(command.replace("/", "\\/")));
        await chat.state("done");
        await chat.lastText.filter({ hasText: "practice model" }).waitFor();
        const sources = chat.lastAnswer.locator("details.sources");
        await sources.locator("summary").click();
        await sources.locator("button.place", { hasText: file }).first().waitFor();
        await shot(`failure-${title.toLowerCase()}`);
        await card
          .locator(".frames button.place", { hasText: `${file}:${line}` })
          .first()
          .click();
        await window.page.locator(`.tab.active[data-resource-name="${file}"]`).waitFor();
        assert.equal(await window.cursorLine(), line);
        await shot(`failure-${title.toLowerCase()}-opened`);
      });
    }
  });
}
