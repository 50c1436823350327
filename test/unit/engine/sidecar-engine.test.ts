import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import type { Generated, LoadParams } from "../../../src/protocol/engine.ts";
import { FailureError } from "../../../src/protocol/failure.ts";
import { DEFAULT_SETTINGS } from "../../../src/protocol/settings.ts";
import type { EngineRequest } from "../../../src/server/engine/engine.ts";
import { SidecarEngine } from "../../../src/server/engine/sidecar/sidecar-engine.ts";
import { modelOf, USAGE } from "../../support/said.ts";
import { FakeClock } from "./fake-clock.ts";
import { FakeLink, statusOf } from "./fake-link.ts";

const SETTINGS = { ...DEFAULT_SETTINGS.model, path: "/a.gguf" };
const REQUEST: EngineRequest = {
  lane: "chat",
  prompt: { kind: "chat", messages: [{ role: "user", content: "hi" }], thinking: false },
  sampling: { temperature: 0, topP: 1, topK: 0 },
  maxTokens: 10,
};
const RESULT = { finishReason: "stop", usage: USAGE };
const truncated = new FailureError({
  code: "gguf.truncated",
  message: "/a.gguf ends early.",
  nextStep: "Get it again.",
});

function build(options: { preload?: boolean; openFails?: FailureError } = {}) {
  const clock = new FakeClock();
  const links: FakeLink[] = [];
  const logged: string[] = [];
  const engine = new SidecarEngine({
    open: async (_introduction, listeners) => {
      if (options.openFails !== undefined) throw options.openFails;
      const link = new FakeLink(100 + links.length, listeners);
      links.push(link);
      return link;
    },
    lastWords: () => undefined,
    clock,
    log: (level, message) => logged.push(`${level} ${message}`),
    clientName: "test",
    preload: options.preload ?? false,
  });
  engine.configure(SETTINGS);
  const link = (): FakeLink => {
    const last = links.at(-1);
    if (last === undefined) throw new Error("nothing was opened");
    return last;
  };
  /** The load the newest link was asked for last. */
  const loads = (): LoadParams[] =>
    link()
      .asked.filter(({ method }) => method === "engine/load")
      .map(({ params }) => params as LoadParams);
  return { clock, engine, links, link, loads, logged };
}

/** Loads and answers. */
async function loaded(options = {}) {
  const built = build(options);
  const loading = built.engine.load();
  await turn();
  built.link().answer("engine/load", modelOf("/a.gguf"));
  await loading;
  return built;
}

test("starts nothing before the first need", async () => {
  const { engine, links } = build();
  await turn();
  expect(links).toHaveLength(0);
  expect(engine.view).toEqual({ kind: "stopped" });
});

test("preloads when told to", async () => {
  const { engine, loads } = build({ preload: true });
  await turn();
  expect(loads()).toMatchObject([{ path: "/a.gguf", safeMode: false }]);
  expect(engine.view).toEqual({ kind: "loading", path: "/a.gguf", fraction: 0 });
});

test("says that no model is chosen", async () => {
  const { engine, links } = build();
  engine.configure({ ...SETTINGS, path: "" });
  expect(engine.view).toEqual({ kind: "noModel" });
  await expect(engine.load()).rejects.toMatchObject({ failure: { code: "engine.noModel" } });
  expect(links).toHaveLength(0);
});

test("joins concurrent loads", async () => {
  const { engine, link, loads } = build();
  const both = Promise.all([engine.load(), engine.load()]);
  await turn();
  expect(loads()).toHaveLength(1);
  link().answer("engine/load", modelOf("/a.gguf"));
  const [one, two] = await both;
  expect(one).toBe(two);
});

test("passes events and the result, and is busy meanwhile", async () => {
  const { engine, link } = await loaded();
  const events: Generated[] = [];
  const answer = engine.generate(REQUEST, (event) => events.push(event), new AbortController().signal);
  await turn();
  expect(engine.view).toMatchObject({ kind: "ready", busy: true });
  link().emit({ id: "1", kind: "text", text: "a" });
  link().emit({ id: "other", kind: "text", text: "b" });
  link().answer("engine/generate", RESULT);
  expect(await answer).toEqual(RESULT);
  expect(events).toEqual([{ id: "1", kind: "text", text: "a" }]);
  expect(engine.view).toMatchObject({ kind: "ready", busy: false });
});

test("rejects with the signal's reason while it waits for a load", async () => {
  const { engine } = build();
  const controller = new AbortController();
  const answer = engine.generate(REQUEST, () => undefined, controller.signal);
  await turn();
  controller.abort(new Error("newer keystroke"));
  await expect(answer).rejects.toThrow("newer keystroke");
});

test("after a crash the pending request fails, the process is started again and the model loaded", async () => {
  const { engine, link, links, clock, loads } = await loaded();
  const answer = engine.generate(REQUEST, () => undefined, new AbortController().signal);
  await turn();
  link().end("crashed");
  await expect(answer).rejects.toMatchObject({ failure: { code: "engine.crashed" } });
  expect(engine.view).toMatchObject({ kind: "restarting", inMs: 0 });
  clock.advance(0);
  await turn();
  expect(links).toHaveLength(2);
  expect(loads()).toMatchObject([{ path: "/a.gguf", safeMode: false }]);
  link().answer("engine/load", modelOf("/a.gguf"));
  await turn();
  expect(engine.view).toMatchObject({ kind: "ready" });
});

test("a request made while a restart is waited for goes on after it", async () => {
  const { engine, link, clock } = await loaded();
  link().end("crashed");
  const answer = engine.generate(REQUEST, () => undefined, new AbortController().signal);
  clock.advance(0);
  await turn();
  link().answer("engine/load", modelOf("/a.gguf"));
  await turn();
  link().answer("engine/generate", RESULT);
  expect(await answer).toEqual(RESULT);
});

test("back-off, safe mode, and an end", async () => {
  const { engine, link, links, clock, loads, logged } = await loaded();
  for (const delay of [0, 1_000, 4_000, 15_000]) {
    link().end("crashed");
    expect(engine.view).toMatchObject({ kind: "restarting", inMs: delay });
    clock.advance(delay - 1);
    await turn();
    const before = links.length;
    clock.advance(1);
    await turn();
    expect(links).toHaveLength(before + 1);
    expect(loads()).toMatchObject([{ safeMode: delay >= 4_000 }]);
    link().answer("engine/load", modelOf("/a.gguf", { safeMode: delay >= 4_000 }));
    await turn();
  }
  link().end("crashed");
  expect(engine.view).toMatchObject({ kind: "failed", failure: { code: "engine.gaveUp" } });
  expect(clock.waiting).toBe(0);
  expect(logged.join("\n")).toMatch(/safe mode: on the CPU/);
  await expect(engine.generate(REQUEST, () => undefined, new AbortController().signal)).rejects.toMatchObject(
    { failure: { code: "engine.gaveUp" } },
  );
  expect(links).toHaveLength(5);

  const again = engine.load();
  await turn();
  expect(loads()).toMatchObject([{ safeMode: false }]);
  link().answer("engine/load", modelOf("/a.gguf"));
  await again;
  expect(engine.view).toMatchObject({ kind: "ready" });
});

test("a crash while loading names the file and never loops", async () => {
  const { engine, link, links, clock } = build();
  const first = engine.load();
  await turn();
  link().end("crashed");
  await expect(first).rejects.toThrow(/while loading \/a\.gguf/);
  for (const delay of [0, 1_000, 4_000]) {
    clock.advance(delay);
    await turn();
    link().end("crashed");
    await turn();
  }
  expect(links).toHaveLength(4);
  expect(engine.view).toMatchObject({ kind: "failed", failure: { code: "engine.gaveUp" } });
  expect(engine.view).toHaveProperty("failure.message", expect.stringContaining("/a.gguf"));
});

test("a goodbye is no crash: stopped until the next need", async () => {
  const { engine, link, links, clock } = await loaded();
  const answer = engine.generate(REQUEST, () => undefined, new AbortController().signal);
  await turn();
  link().end("goodbye");
  await expect(answer).rejects.toMatchObject({ failure: { code: "engine.stopped" } });
  expect(engine.view).toEqual({ kind: "stopped" });
  expect(clock.waiting).toBe(0);
  const next = engine.load();
  await turn();
  expect(links).toHaveLength(2);
  link().answer("engine/load", modelOf("/a.gguf"));
  await next;
});

test("a file that cannot be loaded is not tried again by keystrokes, but by the user", async () => {
  const { engine, link, loads } = build();
  const first = engine.load();
  await turn();
  link().fail("engine/load", truncated);
  await expect(first).rejects.toThrow("ends early");
  expect(engine.view).toMatchObject({ kind: "failed", failure: truncated.failure });
  await expect(engine.generate(REQUEST, () => undefined, new AbortController().signal)).rejects.toThrow(
    "ends early",
  );
  expect(loads()).toHaveLength(1);
  const second = engine.load();
  await turn();
  expect(loads()).toHaveLength(2);
  link().answer("engine/load", modelOf("/a.gguf"));
  await second;
});

test("other model settings take effect at once when a process runs", async () => {
  const { engine, loads, link } = await loaded();
  engine.configure({ ...SETTINGS, path: "/b.gguf" });
  await turn();
  expect(loads().map(({ path }) => path)).toEqual(["/a.gguf", "/b.gguf"]);
  engine.configure({ ...SETTINGS, path: "/b.gguf", keepAliveSeconds: 7 });
  await turn();
  expect(loads()).toHaveLength(2);
  expect(link().introductions).toMatchObject([{ keepAliveSeconds: 7 }]);
});

test("follows the model another window loaded, without loading its own again", async () => {
  const { engine, link, loads } = await loaded();
  link().listeners.status(statusOf({ kind: "loading", path: "/b.gguf", fraction: 0.5 }));
  expect(engine.view).toEqual({ kind: "loading", path: "/b.gguf", fraction: 0.5 });
  const answer = engine.generate(REQUEST, () => undefined, new AbortController().signal);
  await turn();
  link().listeners.status(statusOf({ kind: "ready", model: modelOf("/b.gguf") }));
  await turn();
  expect(engine.view).toMatchObject({ kind: "ready", model: { path: "/b.gguf" } });
  link().answer("engine/generate", RESULT);
  await answer;
  expect(loads()).toHaveLength(1);
});

test("a load replaced by another window's ends with that window's model", async () => {
  const { engine, link, loads } = build();
  const first = engine.load();
  await turn();
  link().listeners.status(statusOf({ kind: "loading", path: "/b.gguf", fraction: 0 }));
  const replaced = {
    code: "model.replaced",
    message: "Another model was asked for.",
    nextStep: "Load again.",
  };
  link().fail("engine/load", new FailureError(replaced));
  await turn();
  link().listeners.status(statusOf({ kind: "ready", model: modelOf("/b.gguf") }));
  expect(await first).toMatchObject({ path: "/b.gguf" });
  expect(loads()).toHaveLength(1);
});

test("unloading ends a load that waits", async () => {
  const { engine, link } = build();
  const first = engine.load().catch((error: unknown) => error);
  await turn();
  const unloaded = engine.unload();
  const replaced = { code: "model.replaced", message: "Stopped.", nextStep: "Load again." };
  link().fail("engine/load", new FailureError(replaced));
  link().answer("engine/unload", null);
  await unloaded;
  expect(await first).toMatchObject({ failure: replaced });
  expect(engine.view).toEqual({ kind: "stopped" });
});

test("unloads, and loads again at the next need", async () => {
  const { engine, link, loads } = await loaded();
  const unloaded = engine.unload();
  link().listeners.status(statusOf({ kind: "idle" }));
  link().answer("engine/unload", null);
  await unloaded;
  expect(engine.view).toEqual({ kind: "stopped" });
  const counting = engine.countTokens(["a"]);
  await turn();
  expect(loads()).toHaveLength(2);
  link().answer("engine/load", modelOf("/a.gguf"));
  await turn();
  link().answer("engine/tokenize", [1]);
  expect(await counting).toEqual([1]);
});

test("a process that cannot be started is a failure with its reason", async () => {
  const openFails = new FailureError({
    code: "engine.startFailed",
    message: "no such file",
    nextStep: "Look.",
  });
  const { engine } = build({ openFails });
  await expect(engine.load()).rejects.toThrow("no such file");
  expect(engine.view).toEqual({ kind: "failed", failure: openFails.failure });
});

test("after dispose nothing restarts and everything says so", async () => {
  const { engine, link, clock } = await loaded();
  link().end("crashed");
  await engine.dispose();
  expect(clock.waiting).toBe(0);
  await expect(engine.load()).rejects.toMatchObject({ failure: { code: "engine.disposed" } });
});
