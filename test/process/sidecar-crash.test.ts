/** The inference process dies: what the windows see, and how it comes back. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { EngineView } from "../../src/protocol/lsp.ts";
import type { Engine } from "../../src/server/engine/engine.ts";
import { LONG_ANSWER, longAnswerModel } from "../support/long-answer.ts";
import { createSidecarHome, eventually, FAKE_SIDECAR, kill } from "../support/sidecar.ts";
import { ask, ignore, NEVER } from "./sidecar-requests.ts";

const FAKE = { model: "/models/a.gguf", script: FAKE_SIDECAR };

/** Every view an engine goes through, without repetitions. */
function watch(engine: Engine): EngineView["kind"][] {
  const kinds: EngineView["kind"][] = [];
  engine.onDidChange(() => {
    if (kinds.at(-1) !== engine.view.kind) kinds.push(engine.view.kind);
  });
  return kinds;
}

test("SIGKILL during a stream of the real engine: the partial answer stays, the next request works", async () => {
  await using home = createSidecarHome({ model: await longAnswerModel() });
  const engine = home.engine();
  await engine.load();
  const before = home.endpoint()?.pid ?? 0;
  const views = watch(engine);
  let partial = "";
  const answer = engine.generate(
    ask("hello"),
    (event) => {
      if (event.kind !== "text") return;
      if (partial === "") kill(before);
      partial += event.text;
    },
    NEVER,
  );
  await expect(answer).rejects.toMatchObject({
    failure: { code: "engine.crashed", message: expect.stringContaining(`pid ${before}`) },
  });
  expect(partial).not.toBe("");
  expect(LONG_ANSWER.join(" ").startsWith(partial)).toBe(true);

  let whole = "";
  const next = await engine.generate(
    { ...ask("hello"), maxTokens: 10 },
    (event) => (whole += event.kind === "text" ? event.text : ""),
    NEVER,
  );
  expect(next.finishReason).toBe("length");
  expect(whole.trimEnd()).toBe(LONG_ANSWER.slice(0, 10).join(" "));
  expect(home.endpoint()?.pid).not.toBe(before);
  expect(home.pids()).toHaveLength(1);
  expect(views.filter((kind) => kind !== "ready")).toEqual(["restarting", "starting", "loading"]);
});

test("every window's request fails, one process comes back for all", async () => {
  await using home = createSidecarHome(FAKE);
  const engines = [home.engine(), home.engine(), home.engine()];
  await Promise.all(engines.map((engine) => engine.load()));
  const before = home.endpoint()?.pid ?? 0;
  const lost = engines.map((engine) =>
    engine.generate(ask("forever"), ignore, NEVER).catch((error: unknown) => error),
  );
  await eventually(() => engines[0]?.status?.queued.chat === 3, "three requests to run");
  kill(before);
  for (const error of await Promise.all(lost))
    expect(error).toMatchObject({ failure: { code: "engine.crashed" } });
  await Promise.all(engines.map((engine) => engine.generate(ask("count 1"), ignore, NEVER)));
  await eventually(() => home.pids().length === 1, "one process to be left");
  expect(new Set(engines.map((engine) => engine.status?.pid))).toEqual(new Set(home.pids()));
  expect(home.pids()).not.toContain(before);
});

test("ten kills, ten requests lost, none hangs and no process is left behind", async () => {
  await using home = createSidecarHome(FAKE);
  const pids = new Set<number>();
  for (let i = 0; i < 10; i++) {
    const engine = home.engine(); // a new window each time: the back-off of one would take minutes
    await engine.load();
    const pid = home.endpoint()?.pid ?? 0;
    pids.add(pid);
    await expect(engine.generate(ask("crash"), ignore, NEVER)).rejects.toMatchObject({
      failure: { code: "engine.crashed" },
    });
    await engine.dispose();
  }
  expect(pids.size).toBe(10);
});

test("a file that kills the loader is named with the last words of native code", async () => {
  await using home = createSidecarHome({ ...FAKE, model: "/models/abort.gguf" });
  const engine = home.engine();
  await expect(engine.load()).rejects.toMatchObject({
    failure: {
      code: "engine.crashed",
      message: expect.stringMatching(
        /while loading \/models\/abort\.gguf: GGML_ASSERT\(hparams\.n_head > 0\) failed/,
      ),
    },
  });
  expect(engine.view).toMatchObject({ kind: "restarting", failure: { code: "engine.crashed" } });
  engine.configure({ ...engineSettings(), path: "/models/good.gguf" });
  await expect(engine.load()).resolves.toMatchObject({ path: "/models/good.gguf", safeMode: false });
});

test("three crashes lead to safe mode with a message, and it works", async () => {
  await using home = createSidecarHome({ ...FAKE, model: "/models/crash.gguf" });
  const engine = home.engine();
  await expect(engine.load()).rejects.toMatchObject({ failure: { code: "engine.crashed" } });
  await eventually(() => engine.view.kind === "ready", "safe mode");
  expect(engine.view).toMatchObject({ kind: "ready", model: { safeMode: true } });
  expect(home.logged.join("\n")).toMatch(/crashed 3 times within five minutes.*crash\.gguf.*safe mode/);
  expect((await engine.generate(ask("count 1"), ignore, NEVER)).finishReason).toBe("stop");
});

test("a dead sidecar's endpoint, socket and lock stand in nobody's way", async () => {
  await using home = createSidecarHome(FAKE);
  const engine = home.engine();
  await engine.load();
  await engine.dispose();
  const stale = readFileSync(join(home.folder, "endpoint.json"), "utf8");
  kill(home.endpoint()?.pid ?? 0);
  await home.gone();
  expect(readFileSync(join(home.folder, "endpoint.json"), "utf8")).toBe(stale);
  const next = home.engine();
  await next.load();
  expect(next.status?.pid).toBe(home.endpoint()?.pid);
  expect(home.endpoint()?.secret).not.toBe(JSON.parse(stale).secret);
});

test("a request that blocks the process delays the others and breaks nothing", async () => {
  await using home = createSidecarHome(FAKE);
  const [one, two] = [home.engine(), home.engine()];
  await Promise.all([one.load(), two.load()]);
  const blocked = one.generate(ask("block 1500"), ignore, NEVER);
  const other = two.generate(ask("count 1"), ignore, NEVER);
  expect((await Promise.all([blocked, other])).map((result) => result.finishReason)).toEqual([
    "stop",
    "stop",
  ]);
});

test("a request that fails inside is told as a failure and leaves the process alive", async () => {
  await using home = createSidecarHome(FAKE);
  const engine = home.engine();
  await engine.load();
  const { pid } = home.endpoint() ?? {};
  await expect(engine.generate(ask("fail"), ignore, NEVER)).rejects.toMatchObject({
    failure: { code: "engine.internal", message: expect.stringContaining("scripted failure") },
  });
  expect(home.pids()).toEqual([pid]);
  expect(home.log()).toMatch(/error request failed: Error: scripted failure/);
});

test("a model that cannot be loaded is a failure of the view, not a crash", async () => {
  await using home = createSidecarHome({ ...FAKE, model: "/models/bad.gguf" });
  const engine = home.engine();
  await expect(engine.load()).rejects.toMatchObject({ failure: { code: "gguf.truncated" } });
  expect(engine.view).toMatchObject({ kind: "failed", failure: { code: "gguf.truncated" } });
  expect(home.pids()).toHaveLength(1);
});

test("a script that does not start is reported with its log", async () => {
  await using home = createSidecarHome({ model: "/m.gguf", script: "/no/such/sidecar.js" });
  const engine = home.engine();
  await expect(engine.load()).rejects.toMatchObject({
    failure: { code: "engine.startFailed", message: expect.stringContaining("/no/such/sidecar.js") },
  });
  expect(engine.view).toMatchObject({ kind: "failed" });
});

test("a full log keeps its end", async () => {
  await using home = createSidecarHome(FAKE);
  const engine = home.engine();
  await engine.load();
  const path = join(home.folder, "sidecar.log");
  writeFileSync(path, `${"x".repeat(99)}\n`.repeat(20_000));
  await expect(engine.generate(ask("fail"), ignore, NEVER)).rejects.toThrow(/scripted failure/);
  expect(home.log().length).toBeLessThan(1 << 20);
  expect(home.log()).toMatch(/scripted failure/);
});

function engineSettings(): Parameters<Engine["configure"]>[0] {
  return { path: "", contextTokens: 0, gpu: "cpu", threads: 1, keepAliveSeconds: 1 };
}
