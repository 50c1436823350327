/** What can be seen while an answer streams: the thought as it grows, and completions that do not wait for it. */
import { strict as assert } from "node:assert";
import { after, afterEach, before, describe, it } from "mocha";
import { ChatPage, LATER } from "./chat-page.ts";
import { Draft } from "./draft.ts";
import type { Fixture } from "./fixture.ts";

/** Each ends where a completion is asked for while the answer streams. */
const STARTS = ["plus", "minus", "times"].map((name) => `export const ${name} = (a: number, b: number) =>`);

export function streamingSuite(fixture: () => Fixture): void {
  describe("while an answer streams", () => {
    before(async () => {
      const { window, settings, models } = fixture();
      await settings({ "gemwright.model.path": models.counting });
      await window.loadModel("counting model");
    });

    afterEach(async () => {
      await new ChatPage(fixture().window).end();
    });

    after(async () => {
      const { window, settings, models } = fixture();
      await settings({ "gemwright.model.path": models.practice });
      await window.loadModel("practice model");
    });

    it("the thought is open and grows, then folds when the answer begins", async () => {
      const { window, shot } = fixture();
      const chat = new ChatPage(window);
      await chat.open();
      await chat.startNew();
      await chat.ask("Count for me.");
      const title = chat.lastAnswer.locator("button.thought-title");
      const thought = chat.lastAnswer.locator(".thought-text");
      await thought.filter({ hasText: "Weighing reason 5." }).waitFor(LATER);
      assert.equal(await title.getAttribute("aria-expanded"), "true");
      assert.match(await title.innerText(), /Thinking… \d/);
      await thought.filter({ hasText: "Weighing reason 40." }).waitFor(LATER);
      await shot("chat-thinking");
      await chat.lastText.filter({ hasText: "Count 3 of" }).waitFor(LATER);
      assert.equal(await title.getAttribute("aria-expanded"), "false");
      assert.match(await title.innerText(), /Thought for \d/);
      await chat.state("streaming");
      await shot("chat-thought-folded");
    });

    it("completions still arrive", async () => {
      const { window, shot } = fixture();
      const draft = new Draft(fixture());
      const chat = new ChatPage(window);
      await draft.open("meanwhile.ts", fileOf(STARTS));
      await chat.open();
      await chat.startNew();
      await chat.ask("Count again.");
      await chat.state("streaming");
      for (const [index, start] of STARTS.entries()) {
        await window.page.locator(".editor-group-container.active .view-lines").first().click();
        await window.moveTo(2 * index + 1, start.length + 1);
        await window.page.keyboard.type(" ");
        await window.ghost.becomes("a + b;");
        if (index === 0) await shot("ghost-text-while-streaming");
        await window.page.keyboard.press("Tab");
        await window.ghost.becomes("");
      }
      await chat.state("streaming");
      const counted = Math.max(
        ...Array.from((await chat.lastText.innerText()).matchAll(/Count (\d+) of/g), ([, digits]) =>
          Number(digits),
        ),
      );
      console.log(`      ${STARTS.length} completions accepted while the answer had come to ${counted}`);
      assert.equal(await draft.saved(), fileOf(STARTS.map((start) => `${start} a + b;`)));
    });
  });
}

/** The lines with others between them: a suggestion that repeats the line above is not shown. */
function fileOf(lines: readonly string[]): string {
  return lines.map((line, index) => `${line}\nexport const other${index} = ${index};\n`).join("");
}
