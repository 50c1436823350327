/** Faults planted on purpose, to prove that the runner notices each of them. */
import { strict as assert } from "node:assert";

export function plantedSuite(kind: string): void {
  if (kind === "empty") return;
  describe("planted", () => {
    it("passes", () => {
      assert.ok(true);
    });
    it(kind, async () => {
      if (kind === "failing") assert.fail("planted failure");
      if (kind === "killed") process.kill(process.pid, "SIGKILL");
      await new Promise(() => undefined);
    }).timeout(0);
  });
}
