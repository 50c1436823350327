/** Typing while nothing can be completed: no popup ever, and the status bar says why. */
import { strict as assert } from "node:assert";
import { after, before, describe, it } from "mocha";
import { processesOf, waitFor } from "../support/processes.ts";
import { Draft } from "./draft.ts";
import type { Fixture } from "./fixture.ts";
import { sidecarPid } from "./sidecar-process.ts";

const TYPED = "const plus = (a: number, b: number) => ";
/** The supervision gives up before that. */
const MOST_KILLS = 8;
/** The status bar item in the colour of an error. */
const FAILED = '.statusbar-item.error-kind[id="gemwright.gemwright.gemwright.status"]';

/** Types where a suggestion would come: none does, nothing pops up. */
export async function typeInVain(fixture: Fixture, file: string): Promise<void> {
  const { window } = fixture;
  const draft = new Draft(fixture);
  await draft.open(file, "");
  await window.page.keyboard.type(TYPED, { delay: 20 });
  await window.ghost.staysAway();
  assert.equal(await window.page.locator(".notification-toast").count(), 0);
}

export function quietSuite(fixture: () => Fixture): void {
  describe("typing while nothing can be completed", () => {
    before(async () => {
      const { window, settings, models } = fixture();
      await settings({ "gemwright.model.path": models.practice });
      await window.loadModel("practice model");
    });

    after(async () => {
      await fixture().window.loadModel("practice model");
    });

    it("shows no popup while the model loads; then completions come", async () => {
      const { window, server, shot } = fixture();
      await window.command("Gemwright: Unload the model");
      await window.status("Gemwright: model not loaded");
      const pid = await sidecarPid(server.directory);
      // A process that stands still loads as slowly as the largest model.
      process.kill(pid, "SIGSTOP");
      try {
        await typeInVain(fixture(), "loading.ts");
        await window.status("Gemwright: loading");
        await shot("status-loading");
      } finally {
        process.kill(pid, "SIGCONT");
      }
      await window.status(/Gemwright: ready/);
      await window.page.keyboard.press("Backspace");
      await window.page.keyboard.type(" ");
      await window.ghost.becomes("a + b;");
      await window.page.keyboard.press("Tab");
      await window.page.keyboard.press("Control+S");
    });

    it("shows no popup once the engine has died too often; the status bar says so", async () => {
      const { window, server, shot } = fixture();
      const failed = async () => (await window.page.locator(FAILED).count()) > 0;
      for (let kill = 1; kill <= MOST_KILLS; kill += 1) {
        const next = await waitFor(async () => (await alive(server.directory)) || (await failed()), 20_000);
        assert.ok(next, `neither a start nor a failure after ${kill - 1} kills`);
        if (await failed()) break;
        process.kill(await sidecarPid(server.directory), "SIGKILL");
        await waitFor(async () => !(await alive(server.directory)), 5000);
      }
      assert.ok(await failed(), `no failure after ${MOST_KILLS} kills`);
      await typeInVain(fixture(), "dead.ts");
      await shot("status-failed");
      await window.page.keyboard.press("Control+S");
    });
  });
}

async function alive(directory: string): Promise<boolean> {
  return (await processesOf(directory)).some(({ command }) => command.includes("sidecar.js"));
}
