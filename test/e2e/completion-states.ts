/** Ghost text through the states of editing: typed through, taken back, accepted in parts, dismissed, undone. */
import { strict as assert } from "node:assert";
import { afterEach, before, describe, it } from "mocha";
import { Draft } from "./draft.ts";
import type { Fixture } from "./fixture.ts";
import type { GhostText } from "./ghost-text.ts";

const START = "const plus = (a: number, b: number) =>";
const GHOST = "a + b;";

/** A function body that the practice model fills with three lines. */
const BODY =
  "export const none = () => {\n  return;\n};\n\nexport function report(values: number[]): void {}\n";

export function completionStatesSuite(fixture: () => Fixture): void {
  describe("completion states", () => {
    let ghost: GhostText;
    let draft: Draft;
    const press = (keys: string) => fixture().window.page.keyboard.press(keys);
    const type = (text: string) => fixture().window.page.keyboard.type(text, { delay: 120 });

    /** A file whose first line ends before the suggestion, and the key that asks for it. */
    async function suggested(name: string): Promise<void> {
      await draft.open(name, `${START}\n`);
      await fixture().window.moveTo(1, START.length + 1);
      await type(" ");
      await ghost.becomes(GHOST);
    }

    before(async () => {
      const { window, settings, models } = fixture();
      await settings({ "gemwright.model.path": models.practice });
      await window.loadModel("practice model");
      draft = new Draft(fixture());
      ghost = window.ghost;
    });

    afterEach(() => draft.save());

    it("keep the ghost text in every frame while it is typed through", async () => {
      await suggested("through.ts");
      const frames = await ghost.during(async () => {
        await ghost.drawn("a + b;");
        // A busy machine draws two keys in one frame: each is waited for.
        for (const [key, left] of [
          ["a", " + b;"],
          [" ", "+ b;"],
          ["+", " b;"],
          [" ", "b;"],
        ] as const) {
          await type(key);
          await ghost.drawn(left);
        }
      });
      assert.ok(frames.length > 10, `${frames.length} frames`);
      const wrong = frames.findIndex(({ line }) => line !== `${START} ${GHOST}`);
      assert.equal(wrong, -1, `frame ${wrong} of ${frames.length}: ${JSON.stringify(frames[wrong])}`);
      const states = [...new Set(frames.map((frame) => frame.ghost))];
      assert.deepEqual(states, ["a + b;", " + b;", "+ b;", " b;", "b;"]);
    });

    it("give the former ghost text back when a typed character is deleted", async () => {
      await suggested("deleted.ts");
      await type("a");
      await ghost.becomes(" + b;");
      await press("Backspace");
      await ghost.becomes(GHOST);
      await press("Backspace");
      await type(" ");
      await ghost.becomes(GHOST);
    });

    it("accept a word at a time, then the rest", async () => {
      await suggested("words.ts");
      await press("Control+ArrowRight");
      await ghost.becomes(" + b;");
      await press("Control+ArrowRight");
      await ghost.becomes("+ b;");
      await press("Tab");
      await ghost.becomes("");
      assert.equal(await draft.saved(), `${START} ${GHOST}\n`);
    });

    it("accept a line of several, then the rest", async () => {
      const { window, shot } = fixture();
      await draft.open("lines.ts", BODY);
      await window.moveTo(5, BODY.split("\n")[4]?.length ?? 0);
      await press("Enter");
      await ghost.becomes("for (const value of values) {\n    publish(value);\n  }");
      await shot("ghost-text-block");
      await press("Control+Alt+L");
      await ghost.becomes("    publish(value);\n  }");
      // VS Code's own rule: where a suggestion begins with a whole indentation, Tab first indents.
      await press("Tab");
      await ghost.becomes("publish(value);\n  }");
      await press("Tab");
      await ghost.becomes("");
      const body = "\n  for (const value of values) {\n    publish(value);\n  }\n";
      assert.equal(await draft.saved(), BODY.replace("{}", `{${body}}`));
    });

    it("are gone after Escape and do not come back by themselves", async () => {
      await suggested("escape.ts");
      await press("Escape");
      await ghost.becomes("");
      await ghost.staysAway();
      // The same place once more: what was just refused is not offered again.
      await press("Backspace");
      await type(" ");
      await ghost.staysAway();
    });

    it("follow undo and redo", async () => {
      await suggested("undo.ts");
      await press("Tab");
      await ghost.becomes("");
      assert.equal(await draft.saved(), `${START} ${GHOST}\n`);
      await press("Control+Z");
      assert.equal(await draft.saved(), `${START} \n`);
      await press("Control+Y");
      assert.equal(await draft.saved(), `${START} ${GHOST}\n`);
      await ghost.becomes("");
      await press("Control+Z");
      await type("a");
      await ghost.becomes(" + b;");
    });

    it("change to another one and back when asked for by key", async () => {
      const { window, shot, settings, models } = fixture();
      await settings({ "gemwright.model.path": models.choosing });
      await window.loadModel("choosing model");
      const line = "const best = Math.";
      await draft.open("cycled.ts", `${line}\n`);
      await window.moveTo(1, line.length + 1);
      // Typed, the dot would open the list of words.
      await window.command("Trigger Inline Suggestion");
      await ghost.becomes("max(a, b);");
      // What is on the screen may wait for its alternatives as long as a busy machine needs.
      await window.command("Trigger Inline Suggestion");
      await ghost.cycledTo("min(a, b);", "Control+Alt+N");
      await shot("ghost-text-alternatives");
      await press("Control+Alt+P");
      await ghost.becomes("max(a, b);");
      await press("Control+Alt+N");
      await ghost.becomes("min(a, b);");
      await press("Tab");
      assert.equal(await draft.saved(), `${line}min(a, b);\n`);
      await settings({ "gemwright.model.path": models.practice });
      await window.loadModel("practice model");
    });

    it("stay away while there are several cursors", async () => {
      const { window } = fixture();
      await draft.open("cursors.ts", `${START}\n${START}\n`);
      await window.moveTo(1, START.length + 1);
      await press("Shift+Alt+ArrowDown");
      await window.page.locator("#status\\.editor\\.selection", { hasText: "2 selections" }).waitFor();
      await type(" ");
      await ghost.staysAway();
      await press("Escape");
      assert.equal(await draft.saved(), `${START} \n${START} \n`);
    });
  });
}
