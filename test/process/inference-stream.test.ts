import { setImmediate as turn } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FailureError } from "../../src/protocol/failure.ts";
import { createInference } from "../../src/sidecar/core.ts";
import type { Inference } from "../../src/sidecar/inference.ts";
import { practiceModel, scriptedModel } from "../fixtures/models.ts";
import { ask, chat, completion, coreWith, loadParams } from "./inference-core.ts";

let core: Inference;
let path: string;

beforeAll(async () => {
  path = await practiceModel();
  core = await coreWith(path);
});
afterAll(() => core.dispose());

describe("loading", () => {
  it("reports what really runs", () => {
    const { state } = core;
    expect(state.kind).toBe("ready");
    if (state.kind !== "ready") return;
    expect(state.model).toMatchObject({
      path,
      architecture: "gemma4",
      practice: true,
      gpu: "cpu",
      gpuLayers: 0,
      gpuBytes: 0,
      threads: 1,
      contextTokens: 2048,
      completionTokens: 8192,
    });
    expect(state.model.residentBytes).toBeGreaterThan(state.model.weightBytes);
    expect(state.model.contextBytes).toBeGreaterThan(0);
  });

  it("is shared by equal requests and shows progress", async () => {
    const own = await createInference();
    const states: string[] = [];
    own.onDidChangeState(() => states.push(own.state.kind));
    const [a, b] = await Promise.all([own.load(loadParams(path)), own.load(loadParams(path))]);
    expect(a).toBe(b);
    expect(await own.load(loadParams(path))).toBe(a);
    expect(states[0]).toBe("loading");
    expect(states.filter((kind) => kind === "ready")).toHaveLength(1);
    await own.unload();
    expect(own.state.kind).toBe("idle");
    await expect(ask(own, chat("hi"))).rejects.toThrow("No model is loaded");
    await own.dispose();
  });

  it("in safe mode keeps the window small", async () => {
    const own = await coreWith(path, { safeMode: true, contextTokens: 0, gpu: "auto" });
    expect(own.state).toMatchObject({ model: { contextTokens: 8192, safeMode: true, gpu: "cpu" } });
    await own.dispose();
  });

  it("of another model ends what runs on the first", async () => {
    const own = await coreWith(path);
    const running = ask(own, chat("hi"));
    const ended = running.catch((error: Error) => error.message);
    await turn();
    await own.load(loadParams(path, { contextTokens: 1024 }));
    expect(await ended).toContain("was unloaded");
    expect((await ask(own, chat("hi", { maxTokens: 3 }))).usage.generatedTokens).toBe(3);
    await own.dispose();
  });
});

describe("a chat", () => {
  it("streams the thought, then the answer", async () => {
    const answer = await ask(core, chat("Hello"));
    expect(answer.thought).toContain("I am a practice model");
    expect(answer.text).toMatch(/^## This is the practice model\n/);
    expect(answer.text).not.toContain("<");
    expect(answer.finishReason).toBe("stop");
    const kinds = answer.events.map((event) => event.kind);
    expect(kinds.lastIndexOf("thought")).toBeLessThan(kinds.indexOf("text"));
    expect(kinds.filter((kind) => kind === "text").length).toBeGreaterThan(20);
    expect(answer.usage.thoughtTokens).toBeGreaterThan(10);
    expect(answer.usage.generatedTokens).toBeGreaterThan(answer.usage.thoughtTokens);
    expect(core.figures().generationTokensPerSecond).toBeGreaterThan(0);
  });

  it("reuses the cache and says the same again", async () => {
    const first = await ask(core, chat("The same question"));
    const second = await ask(core, chat("The same question"));
    expect(second.text).toBe(first.text);
    expect(second.thought).toBe(first.thought);
    expect(second.usage.evaluatedTokens).toBe(1);
    expect(second.usage.promptTokens).toBe(first.usage.promptTokens);
  });

  it("after a prefill evaluates one token", async () => {
    const { prompt } = chat("A question known in advance");
    const usage = await core.prefill({ lane: "background", prompt }, new AbortController().signal);
    expect(usage.evaluatedTokens).toBeGreaterThan(10);
    const answer = await ask(core, chat("A question known in advance"));
    expect(answer.usage.evaluatedTokens).toBe(1);
  });

  it("answers at once when the thought budget is spent", async () => {
    const thought =
      "<|channel>thought\nOne two three four five six seven eight nine ten eleven twelve thirteen.";
    const script = {
      entries: [
        { after: "<|turn>model\n", emit: thought },
        { after: "<channel|>", emit: "Enough." },
      ],
    };
    const own = await coreWith(await scriptedModel("Long thought", script));
    const answer = await ask(own, chat("Hello", { maxThoughtTokens: 8 }));
    expect(answer.usage.thoughtTokens).toBe(8);
    expect(answer.thought).toMatch(/^One two three/);
    expect(answer.thought).not.toContain("nine");
    expect(answer.text).toBe("Enough.");
    expect(answer.finishReason).toBe("stop");
    await own.dispose();
  });

  it("ends at the token limit and at a stop text", async () => {
    const limited = await ask(core, chat("Hello", { maxTokens: 5 }));
    expect(limited.finishReason).toBe("length");
    expect(limited.usage.generatedTokens).toBe(5);
    const stopped = await ask(core, chat("Hello", { stop: ["**not an AI**"] }));
    expect(stopped.finishReason).toBe("stopText");
    expect(stopped.text.endsWith("I am ")).toBe(true);
  });

  it("longer than the window is refused, and a full window ends the answer", async () => {
    const failure = await ask(core, chat("word ".repeat(3000))).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(FailureError);
    expect((failure as FailureError).failure.code).toBe("context.too-long");
    const [perHundred = 0] = await core.tokenize({ texts: ["word ".repeat(100)] });
    const answer = await ask(core, chat("word ".repeat(Math.floor((100 * 1960) / perHundred))));
    expect(answer.finishReason).toBe("length");
    expect(answer.usage.promptTokens + answer.usage.generatedTokens).toBe(2048);
  });
});

describe("a completion", () => {
  it("goes between two tokens of a chat", async () => {
    const order: string[] = [];
    const never = new AbortController().signal;
    let started = false;
    let typed: Promise<unknown> = Promise.resolve();
    await core.generate(
      chat("Hello"),
      (event) => {
        order.push(event.kind);
        if (started || event.kind !== "thought" || order.length < 5) return;
        started = true;
        typed = core.generate(completion("(a, b) => "), () => order.push("completion"), never);
        void typed.then(() => order.push("done"));
        expect(core.figures().queued).toEqual({ completion: 1, chat: 1, background: 0 });
      },
      never,
    );
    await typed;
    const first = order.indexOf("completion");
    const last = order.indexOf("done");
    expect(first).toBeGreaterThan(0);
    expect(order.slice(first, last).every((kind) => kind === "completion")).toBe(true);
    expect(order.slice(last).filter((kind) => kind === "text").length).toBeGreaterThan(10);
    expect(core.figures().queued).toEqual({ completion: 0, chat: 0, background: 0 });
  });

  it("evaluates only what was typed, in two editor windows at once", async () => {
    const usages: number[] = [];
    for (let length = 1; length <= 12; length++) {
      for (const file of ["// first file\nconst a = ", "# second file\ndef f(): "]) {
        const typed = `${file}${"abcdefghijkl".slice(0, length)}`;
        const { usage } = await ask(core, completion(typed, { maxTokens: 1 }));
        if (length > 1) usages.push(usage.evaluatedTokens);
      }
    }
    expect(Math.max(...usages)).toBeLessThanOrEqual(4);
  });
});
