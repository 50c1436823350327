/** Windows share one sidecar process; it ends when the last has gone and leaves nothing. */
import { spawn } from "node:child_process";
import { readdirSync, readlinkSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import type { Generated } from "../../src/protocol/engine.ts";
import { longAnswerModel } from "../support/long-answer.ts";
import { createSidecarHome, eventually, FAKE_SIDECAR, kill, procFile } from "../support/sidecar.ts";
import { ask, ignore, NEVER } from "./sidecar-requests.ts";

const FAKE = { model: "/models/a.gguf", script: FAKE_SIDECAR };

test("ten windows that start at once share one process", async () => {
  await using home = createSidecarHome(FAKE);
  const engines = Array.from({ length: 10 }, () => home.engine());
  await Promise.all(engines.map((engine) => engine.load()));
  expect(new Set(engines.map((engine) => engine.status?.pid)).size).toBe(1);
  await eventually(() => home.pids().length === 1, "the nine others to end");
  expect(home.pids()).toEqual([home.endpoint()?.pid]);
  await eventually(() => engines[0]?.status?.clients === 10, "all ten to be counted");
});

test("all windows see the model that was loaded last", async () => {
  await using home = createSidecarHome(FAKE);
  const first = home.engine();
  await first.load();
  const second = home.engine({ path: "/models/b.gguf" });
  await second.load();
  await eventually(
    () => first.view.kind === "ready" && first.view.model.path === "/models/b.gguf",
    "the first window to see the second one's model",
  );
  const answer = await first.generate(ask("count 1"), ignore, NEVER);
  expect(answer.finishReason).toBe("stop");
  expect(second.view).toMatchObject({ kind: "ready", model: { path: "/models/b.gguf" } });
  expect(await first.load()).toMatchObject({ path: "/models/a.gguf" });
  await eventually(
    () => second.view.kind === "ready" && second.view.model.path === "/models/a.gguf",
    "the second window to see the model the first one asked for again",
  );
});

test("the last window gone, the process ends after its keep-alive time and leaves no endpoint", async () => {
  await using home = createSidecarHome({ ...FAKE, keepAliveSeconds: 0.3 });
  const [one, two] = [home.engine(), home.engine()];
  await Promise.all([one.load(), two.load()]);
  await one.dispose();
  const answer = await two.generate(ask("count 1"), ignore, NEVER);
  expect(answer.finishReason).toBe("stop");
  await two.dispose();
  await home.gone();
  expect(readdirSync(home.folder).sort()).toEqual(["sidecar.lock", "sidecar.log"]);
  expect(home.log()).toMatch(/ending: no client within the keep-alive time/);
});

test("a sidecar nobody connects to ends too", async () => {
  await using home = createSidecarHome(FAKE);
  const child = spawn(process.execPath, [
    FAKE_SIDECAR,
    "--runtime-directory",
    home.directory,
    "--keep-alive",
    "0.2",
  ]);
  const code = await new Promise((resolve) => child.once("exit", resolve));
  expect(code).toBe(0);
  expect(home.endpoint()).toBeUndefined();
});

test("twenty open-close cycles leave no process and no file but the lock and the log", async () => {
  await using home = createSidecarHome({ ...FAKE, keepAliveSeconds: 0 });
  for (let cycle = 0; cycle < 20; cycle++) {
    const engine = home.engine();
    await engine.load();
    await engine.dispose();
  }
  await home.gone();
  expect(readdirSync(home.folder).sort()).toEqual(["sidecar.lock", "sidecar.log"]);
  expect(statSync(join(home.folder, "sidecar.lock")).size).toBe(0);
});

test("SIGTERM ends it although it is busy, and is no crash", async () => {
  await using home = createSidecarHome(FAKE);
  const engine = home.engine();
  await engine.load();
  const hanging = engine.generate(ask("hang"), ignore, NEVER);
  const refused = hanging.catch((error: unknown) => error);
  await eventually(() => engine.view.kind === "ready" && engine.view.busy, "the request to run");
  kill(home.endpoint()?.pid ?? 0, "SIGTERM");
  await home.gone();
  expect(await refused).toMatchObject({ failure: { code: "engine.stopped" } });
  expect(engine.view).toEqual({ kind: "stopped" });
  expect((await engine.generate(ask("count 1"), ignore, NEVER)).finishReason).toBe("stop");
});

test("SIGTERM ends the real engine in the middle of an answer", async () => {
  await using home = createSidecarHome({ model: await longAnswerModel() });
  const engine = home.engine();
  await engine.load();
  const { pid = 0 } = home.endpoint() ?? {};
  let first = true;
  const answer = engine.generate(
    ask("hello"),
    () => {
      if (first) kill(pid, "SIGTERM");
      first = false;
    },
    NEVER,
  );
  await expect(answer).rejects.toMatchObject({ failure: { code: "engine.stopped" } });
  await home.gone();
  expect(readdirSync(home.folder).sort()).toEqual(["sidecar.lock", "sidecar.log"]);
});

test("a window that dies has its requests aborted", async () => {
  await using home = createSidecarHome(FAKE);
  const [dying, other] = [home.engine(), home.engine()];
  await Promise.all([dying.load(), other.load()]);
  const lost = dying.generate(ask("forever"), ignore, NEVER).catch((error: unknown) => error);
  await eventually(() => other.status?.queued.chat === 1, "the request to run");
  await dying.dispose();
  await lost;
  const events: Generated[] = [];
  await eventually(() => other.status?.queued.chat === 0, "the request to be aborted");
  await other.generate(ask("aborts"), (event) => events.push(event), NEVER);
  expect(events).toMatchObject([{ kind: "text", text: "1" }]);
});

test("a request that begins after a rest is told to every window", async () => {
  await using home = createSidecarHome(FAKE);
  const [one, other] = [home.engine(), home.engine()];
  await Promise.all([one.load(), other.load()]);
  // Longer than what happens at once is gathered for: the next thing is told at once.
  await sleep(500);
  const controller = new AbortController();
  const asked = one.generate(ask("forever"), ignore, controller.signal);
  const ended = asked.catch((error: unknown) => error);
  await eventually(() => other.status?.queued.chat === 1, "the request to be told");
  controller.abort(new Error("seen"));
  expect(await ended).toMatchObject({ message: "seen" });
});

test("cancelling ends the work in the sidecar and leaves the connection usable", async () => {
  await using home = createSidecarHome(FAKE);
  const engine = home.engine();
  await engine.load();
  for (let i = 0; i < 20; i++) {
    const controller = new AbortController();
    const answer = engine.generate(
      ask("forever"),
      () => controller.abort(new Error("newer")),
      controller.signal,
    );
    await expect(answer).rejects.toThrow("newer");
  }
  await eventually(() => engine.status?.queued.chat === 0, "all requests to be aborted");
  const events: Generated[] = [];
  await engine.generate(ask("aborts"), (event) => events.push(event), NEVER);
  expect(events).toMatchObject([{ text: "20" }]);
});

test("chunks arrive in order and before the response", async () => {
  await using home = createSidecarHome(FAKE);
  const engine = home.engine();
  await engine.load();
  let text = "";
  await engine.generate(
    ask("count 500"),
    (event) => (text += event.kind === "text" ? event.text : ""),
    NEVER,
  );
  expect(text).toBe(Array.from({ length: 500 }, (_, i) => `${i} `).join(""));
  expect(await engine.countTokens(["four", ""])).toEqual([4, 0]);
});

test("it is detached, polite, and holds no directory but its own", async () => {
  await using home = createSidecarHome(FAKE);
  await home.engine().load();
  const pid = home.endpoint()?.pid ?? 0;
  const stat = procFile(pid, "stat");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  expect(Number(fields[3])).toBe(pid); // session leader
  expect(Number(fields[16])).toBeGreaterThan(0); // nice value
  expect(readlinkSync(`/proc/${pid}/cwd`)).toBe(home.folder);
  expect(procFile(pid, "environ")).toContain("ELECTRON_RUN_AS_NODE=1");
});
