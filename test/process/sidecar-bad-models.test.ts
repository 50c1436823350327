/** Broken model files through the real process: each names the file, the cause and the next step; nothing dies. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { DEFAULT_SETTINGS } from "../../src/protocol/settings.ts";
import { badModels, endlessTemplateModel } from "../fixtures/bad-models.ts";
import { practiceModel } from "../fixtures/models.ts";
import { createSidecarHome } from "../support/sidecar.ts";
import { ask, ignore, NEVER } from "./sidecar-requests.ts";

test("every broken file is a failure with its name; then a good file loads in the same process", async () => {
  const directory = mkdtempSync(join(tmpdir(), "gw-bad-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  await using home = createSidecarHome({ model: "" });
  const engine = home.engine();
  const settings = { ...DEFAULT_SETTINGS.model, gpu: "cpu", threads: 1, keepAliveSeconds: 1 } as const;
  const models = await badModels(directory);
  expect(models.length).toBeGreaterThan(10);
  const seen: string[] = [];
  const pids = new Set<number | undefined>();
  for (const { name, path } of models) {
    engine.configure({ ...settings, path });
    await engine.load().catch(() => undefined);
    const { view } = engine;
    const failure = view.kind === "failed" ? view.failure : undefined;
    const names = failure?.message.includes(path) === true && failure.nextStep !== "";
    seen.push(`${name}: ${failure?.code}${names ? "" : " without the path or a next step"}`);
    pids.add(home.endpoint()?.pid);
  }
  expect(seen).toEqual(models.map(({ name, expectedCode }) => `${name}: ${expectedCode}`));
  expect(pids.size).toBe(1);

  engine.configure({ ...settings, path: await endlessTemplateModel(directory) });
  expect((await engine.load()).safeMode).toBe(false);
  engine.configure({ ...settings, path: await practiceModel() });
  const answer = await engine.generate({ ...ask("hello"), maxTokens: 5 }, ignore, NEVER);
  expect(answer.usage.generatedTokens).toBe(5);
  expect(home.pids()).toEqual([...pids]);
});
