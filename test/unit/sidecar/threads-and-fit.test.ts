import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SliceSize } from "../../../src/sidecar/cache/slice-size.ts";
import { completionCandidates, fitsMemory, windowCandidates } from "../../../src/sidecar/models/fit.ts";
import { detectCores, politeThreads } from "../../../src/sidecar/models/threads.ts";

describe("threads", () => {
  it("leave one physical core free, but are never none", () => {
    expect(politeThreads(0, { logical: 1, physical: 1 })).toBe(1);
    expect(politeThreads(0, { logical: 2, physical: 2 })).toBe(1);
    expect(politeThreads(0, { logical: 16, physical: 8 })).toBe(7);
  });

  it("stay on performance cores", () => {
    expect(politeThreads(0, { logical: 24, physical: 16, performance: 8 })).toBe(8);
    expect(politeThreads(0, { logical: 8, physical: 8, performance: 8 })).toBe(7);
  });

  it("grant a wish up to the machine", () => {
    expect(politeThreads(3, { logical: 8, physical: 4 })).toBe(3);
    expect(politeThreads(99, { logical: 8, physical: 4 })).toBe(8);
  });

  it("never take all physical cores of a machine with several", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 256 }),
        fc.option(fc.integer({ min: 1, max: 256 }), { nil: undefined }),
        (physical, performance) => {
          const cores = {
            logical: physical * 2,
            physical,
            ...(performance === undefined ? {} : { performance }),
          };
          expect(politeThreads(0, cores)).toBeGreaterThanOrEqual(1);
          expect(politeThreads(0, cores)).toBeLessThan(physical);
        },
      ),
    );
  });

  it("count siblings as one core", () => {
    const files: Record<string, string> = { "/sys/devices/system/cpu/online": "0-3\n" };
    for (const cpu of [0, 1, 2, 3]) {
      files[`/sys/devices/system/cpu/cpu${cpu}/topology/thread_siblings_list`] = cpu < 2 ? "0-1\n" : "2-3\n";
    }
    const cores = detectCores(64, (path) => files[path] ?? "");
    expect(cores.physical).toBe(Math.min(2, cores.logical));
    const unknown = detectCores(1, () => {
      throw new Error("no such file");
    });
    expect(unknown.physical).toBe(1);
  });
});

describe("windows", () => {
  it("are the wanted one first, then smaller ones", () => {
    const sizes = windowCandidates(32_768, 131_072, false);
    expect(sizes[0]).toBe(32_768);
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    expect(sizes.at(-1)).toBeLessThan(1024);
  });

  it("never exceed the training window, nor 8,192 tokens in safe mode", () => {
    fc.assert(
      fc.property(
        fc.nat(400_000),
        fc.integer({ min: 512, max: 300_000 }),
        fc.boolean(),
        (wanted, trained, safe) => {
          const sizes = windowCandidates(wanted, trained, safe);
          expect(sizes.length).toBeGreaterThan(0);
          expect(Math.max(...sizes)).toBeLessThanOrEqual(safe ? Math.min(trained, 8192) : trained);
          expect(Math.min(...sizes)).toBeGreaterThanOrEqual(512);
          expect(new Set(sizes).size).toBe(sizes.length);
        },
      ),
    );
  });

  it("for completions are small and prefer two sequences", () => {
    const [first] = completionCandidates(131_072);
    expect(first).toEqual({ tokens: 8192, sequences: 2 });
    expect(completionCandidates(1024).every(({ tokens }) => tokens <= 1024)).toBe(true);
  });

  it("leave memory to others", () => {
    expect(fitsMemory({ ram: 5e9, vram: 0 }, { ram: 10e9, vram: 0 }, "chat")).toBe(true);
    expect(fitsMemory({ ram: 5e9, vram: 0 }, { ram: 10e9, vram: 0 }, "completion")).toBe(false);
    expect(fitsMemory({ ram: 0, vram: 9.5e9 }, { ram: 10e9, vram: 10e9 }, "chat")).toBe(false);
  });
});

describe("slices", () => {
  it("shrink when they take too long and grow when they are short", () => {
    const slow = new SliceSize("cpu");
    for (let round = 0; round < 10; round++) slow.learn(slow.tokens, slow.tokens * 20);
    expect(slow.tokens).toBe(32);
    const fast = new SliceSize("cpu");
    for (let round = 0; round < 10; round++) fast.learn(fast.tokens, fast.tokens * 0.05);
    expect(fast.tokens).toBe(512);
    fast.learn(1, 9999);
    expect(fast.tokens).toBe(512);
  });
});
