import { setImmediate as turn } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { LlamaContextSequence } from "node-llama-cpp";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Inference } from "../../src/sidecar/inference.ts";
import { practiceModel } from "../fixtures/models.ts";
import { ask, chat, completion, coreWith } from "./inference-core.ts";

let core: Inference;
beforeAll(async () => {
  core = await coreWith(await practiceModel());
});
afterAll(() => core.dispose());

class Cancelled extends Error {}

type Generate = (this: LlamaContextSequence, ...args: unknown[]) => AsyncGenerator;

/** Counts evaluations of llama.cpp, tokens and slices alike, until disposed of. */
function countEvaluations(): { readonly count: number } & Disposable {
  const prefill = vi.spyOn(LlamaContextSequence.prototype, "evaluateWithoutGeneratingNewTokens");
  const original = Object.getOwnPropertyDescriptor(LlamaContextSequence.prototype, "evaluateWithMetadata");
  const generate = original?.value as Generate;
  let tokens = 0;
  const counting: Generate = function (...args) {
    const iterator = generate.apply(this, args);
    const next = iterator.next.bind(iterator);
    iterator.next = (...values) => {
      tokens++;
      return next(...values);
    };
    return iterator;
  };
  Object.defineProperty(LlamaContextSequence.prototype, "evaluateWithMetadata", {
    ...original,
    value: counting,
  });
  return {
    get count() {
      return prefill.mock.calls.length + tokens;
    },
    [Symbol.dispose]() {
      prefill.mockRestore();
      Object.defineProperty(LlamaContextSequence.prototype, "evaluateWithMetadata", original ?? {});
    },
  };
}

function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
}

describe("a cancelled request", () => {
  it("evaluates at most one token or slice more, says nothing more and leaves the queue at once", async () => {
    using evaluations = countEvaluations();
    for (let after = 1; after <= 40; after += 3) {
      const abort = new AbortController();
      let events = 0;
      let atAbort = -1;
      const request = core.generate(
        chat(`Question ${after} ${"with many words ".repeat(after * 3)}`),
        () => {
          if (++events !== after) return;
          atAbort = evaluations.count;
          abort.abort(new Cancelled());
          expect(core.figures().queued.chat).toBe(0);
        },
        abort.signal,
      );
      await expect(request).rejects.toThrow(Cancelled);
      expect(events).toBe(after);
      expect(evaluations.count - atAbort).toBeLessThanOrEqual(1);
    }
    expect(evaluations.count).toBeGreaterThan(40);
  });

  it("that waits never evaluates", async () => {
    const first = ask(core, chat("Hello"));
    const abort = new AbortController();
    const second = ask(core, chat("Never asked"), abort.signal);
    abort.abort(new Cancelled());
    await expect(second).rejects.toThrow(Cancelled);
    expect((await first).finishReason).toBe("stop");
    expect((await ask(core, chat("Hello"))).usage.evaluatedTokens).toBe(1);
  });

  it("that was aborted before it came is refused", async () => {
    await expect(ask(core, chat("x"), AbortSignal.abort(new Cancelled()))).rejects.toThrow(Cancelled);
    expect(core.figures().queued.chat).toBe(0);
  });
});

describe("a thousand requests, each cancelled by the next", () => {
  it("end with the last one answered, no memory and no handles kept", async () => {
    const storm = async (count: number, seed: string): Promise<{ cancelled: number; text: string }> => {
      let cancelled = 0;
      let previous = new AbortController();
      const requests: Promise<unknown>[] = [];
      for (let index = 0; index < count; index++) {
        previous.abort(new Cancelled());
        previous = new AbortController();
        const typed = completion(`// ${seed}\nconst value = ${"a".repeat(index % 60)} => `);
        const counting = ask(core, typed, previous.signal).catch((error: unknown) => {
          if (!(error instanceof Cancelled)) throw error;
          cancelled++;
        });
        requests.push(counting);
        for (let turns = index % 7; turns > 0; turns--) await turn();
      }
      const last = (await requests.at(-1)) as { text: string };
      await Promise.all(requests);
      return { cancelled, text: last.text };
    };
    const expected = await ask(core, completion(`// reference\nconst value = ${"a".repeat(999 % 60)} => `));
    await storm(300, "warm");
    collectGarbage();
    const memory = process.memoryUsage.rss();
    const handles = process.getActiveResourcesInfo().length;
    const { cancelled, text } = await storm(1000, "reference");
    collectGarbage();
    expect(text).toBe("a + b;");
    expect(expected.text).toBe(text);
    expect(cancelled).toBeGreaterThan(800);
    expect(core.figures().queued).toEqual({ completion: 0, chat: 0, background: 0 });
    expect(process.getActiveResourcesInfo().length).toBeLessThanOrEqual(handles + 2);
    expect(process.memoryUsage.rss() - memory).toBeLessThan(24 << 20);
  });
});
