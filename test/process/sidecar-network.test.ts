/** The real engine and the network: it opens nothing, and it works in a namespace without even a loopback. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { practiceModel } from "../fixtures/models.ts";
import { createSidecarHome, REAL_SIDECAR } from "../support/sidecar.ts";
import { networkSockets, unixSockets } from "../support/sockets.ts";
import { ask, ignore, NEVER } from "./sidecar-requests.ts";

const GENERATE_ONCE = fileURLToPath(new URL("../support/generate-once.ts", import.meta.url));

test.runIf(process.platform === "linux")("loads and answers with the network cut", async () => {
  await using home = createSidecarHome({ model: await practiceModel() });
  const model = await practiceModel();
  const window = [process.execPath, GENERATE_ONCE, REAL_SIDECAR, home.directory, model, "hello"];
  const [unshare, ...args] = ["unshare", "--map-root-user", "--net", "--", ...window];
  const cut = spawnSync(unshare, args, { encoding: "utf8" });
  expect(cut.stderr).not.toMatch(/unshare|Error/);
  expect(JSON.parse(cut.stdout)).toMatchObject({ text: expect.stringMatching(/practice model/) });
});

test.runIf(process.platform === "linux")("has no socket but the private one while it works", async () => {
  await using home = createSidecarHome({ model: await practiceModel() });
  const engine = home.engine();
  await engine.load();
  const { pid = 0, pipe = "" } = home.endpoint() ?? {};
  const seen: string[][] = [];
  await engine.generate(ask("hello"), () => seen.push(networkSockets(pid)), NEVER);
  expect(seen.length).toBeGreaterThan(1);
  expect(seen.flat()).toEqual([]);
  expect(unixSockets(pid)).toEqual([pipe]);
  expect((await engine.generate(ask("hello"), ignore, NEVER)).finishReason).toBe("stop");
});
