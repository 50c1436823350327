/**
 * The oracle of the KV cache: after every random append, rewind, restore or checkpoint, the logits must be
 * those of a fresh evaluation of the same tokens on another context. Compared are log-probabilities over the
 * whole vocabulary (`controlledEvaluate` with greedy sampling leaves no token out), which are the logits up to
 * one constant. A fresh evaluation yields the logits after each of its tokens, so one serves all states that
 * are prefixes of it.
 */
import type { LlamaContext, LlamaContextSequence, LlamaModel, Token } from "node-llama-cpp";
import { getLlama, LlamaLogLevel } from "node-llama-cpp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { alignCache } from "../../src/sidecar/cache/align.ts";
import { CachedSequence } from "../../src/sidecar/cache/cached-sequence.ts";
import { checkpointLengths } from "../../src/sidecar/cache/checkpoints.ts";
import { SliceSize } from "../../src/sidecar/cache/slice-size.ts";
import { Random } from "../fixtures/gguf/random.ts";
import { oracleModel } from "./oracle-model.ts";

const TOLERANCE = 1e-2;
const CONTEXT = 512;
const BATCH = 64;
const APPENDS = 6;
/** Sequences are cut back from here: a few windows and the spare cells, so that all kinds of rewinds happen. */
const LONGEST = 340;

/** A random whole number from 0, below the limit. */
type Below = (limit: number) => number;
type LogProbabilities = ReadonlyMap<Token, number>;

interface Bench {
  readonly model: LlamaModel;
  readonly contexts: readonly LlamaContext[];
  readonly cache: CachedSequence;
  readonly fresh: LlamaContextSequence;
  readonly below: Below;
}

async function bench(slidingWindow: number, fullCache: boolean): Promise<Bench> {
  const random = new Random(slidingWindow + (fullCache ? 1 : 0));
  const llama = await getLlama({
    gpu: false,
    build: "never",
    progressLogs: false,
    logLevel: LlamaLogLevel.error,
  });
  const modelPath = await oracleModel(slidingWindow);
  const model = await llama.loadModel({ modelPath });
  // All in 32 bits: flash attention on a CPU and the usual cache round to 16, and that noise (up to 0.02 here)
  // would hide small errors. Which cells are kept does not depend on it.
  const options = {
    contextSize: CONTEXT,
    batchSize: BATCH,
    threads: 1,
    flashAttention: false,
    experimentalKvCacheKeyType: "F32",
    experimentalKvCacheValueType: "F32",
  } as const;
  const tested = await model.createContext({ ...options, swaFullCache: fullCache });
  const oracle = await model.createContext(options);
  const sequence = tested.getSequence({ checkpoints: { max: 8, interval: false, maxMemory: 64 << 20 } });
  return {
    model,
    contexts: [tested, oracle],
    cache: new CachedSequence(sequence, { fullCache, checkpointEvery: 96 }),
    fresh: oracle.getSequence(),
    below: (limit) => random.next() % limit,
  };
}

/** Log-probabilities after the token at each of `places`, which are evaluated on top of what is cached. */
async function evaluate(
  sequence: LlamaContextSequence,
  tokens: readonly Token[],
  places: ReadonlySet<number>,
): Promise<Map<number, LogProbabilities>> {
  const start = sequence.nextTokenIndex;
  const found = new Map<number, LogProbabilities>();
  for (let at = start; at < tokens.length; at += BATCH) {
    const slice = tokens.slice(at, at + BATCH);
    const results = await sequence.controlledEvaluate(
      slice.map((token, index) =>
        places.has(at + index + 1) ? [token, { generateNext: { probabilities: true } }] : token,
      ),
    );
    for (const [index, result] of results.entries()) {
      const probabilities = result?.next.probabilities;
      if (probabilities === undefined) continue;
      found.set(
        at + index + 1,
        new Map([...probabilities].map(([token, value]) => [token, Math.log(value)])),
      );
    }
  }
  return found;
}

/** Largest difference, and whether the best token differs by more than the tolerance can explain. */
function compare(
  actual: LogProbabilities,
  expected: LogProbabilities,
): { difference: number; wrong: boolean } {
  let difference = 0;
  for (const [token, value] of expected) {
    difference = Math.max(difference, Math.abs(value - (actual.get(token) ?? Number.NEGATIVE_INFINITY)));
  }
  const [best] = [...actual].toSorted((a, b) => b[1] - a[1]);
  const highest = Math.max(...expected.values());
  const tied =
    best !== undefined && highest - (expected.get(best[0]) ?? Number.NEGATIVE_INFINITY) <= TOLERANCE;
  return { difference, wrong: !tied };
}

/** Makes the tested cache equal `tokens`, as a request would, and returns the logits after the last one. */
async function align(
  cache: CachedSequence,
  tokens: readonly Token[],
): Promise<{ logits: LogProbabilities; reused: number }> {
  const { rest, reused } = await alignCache(cache, tokens, {
    slice: new SliceSize("cpu"),
    step: (work) => work(),
    until: "tail",
  });
  expect(cache.length + rest.length).toBe(tokens.length);
  const logits = await evaluate(cache.sequence, tokens, new Set([tokens.length]));
  return { logits: logits.get(tokens.length) ?? new Map(), reused };
}

interface Tally {
  operations: number;
  rewinds: number;
  restores: number;
  fromZero: number;
  difference: number;
  wrong: number;
}

/** One branch: a rewind, then appends; every state is compared with one fresh evaluation of the last. */
async function branch(parts: Bench, tokens: Token[], tally: Tally): Promise<void> {
  const { cache, fresh, below } = parts;
  const keep = rewindTo(below, tokens.length, checkpointLengths(cache.sequence));
  const rewound = keep < cache.length;
  const unsafe = rewound && keep > 0 && needsMore(cache, keep);
  tokens.length = keep;
  const states = new Map<number, LogProbabilities>();
  for (let append = 0; append < APPENDS; append++) {
    tokens.push(...someTokens(parts, append === 0 ? 70 : 12));
    const { logits, reused } = await align(cache, tokens);
    states.set(tokens.length, logits);
    tally.operations++;
    if (append === 0) countRewind(tally, { rewound, unsafe, reused });
    if (below(4) === 0) {
      await cache.checkpoint();
      tally.operations++;
    }
  }
  await fresh.clearHistory();
  const expected = await evaluate(fresh, tokens, new Set(states.keys()));
  for (const [length, logits] of states) {
    const { difference, wrong } = compare(logits, expected.get(length) ?? new Map());
    tally.difference = Math.max(tally.difference, difference);
    if (wrong) tally.wrong++;
  }
}

function countRewind(tally: Tally, how: { rewound: boolean; unsafe: boolean; reused: number }): void {
  if (how.rewound) tally.rewinds++;
  if (how.unsafe) tally[how.reused === 0 ? "fromZero" : "restores"]++;
}

function someTokens({ below, model }: Bench, most: number): Token[] {
  const vocabulary = model.fileInfo.metadata.tokenizer.ggml.tokens.length;
  return Array.from({ length: 1 + below(most) }, () => (7 + below(vocabulary - 7)) as Token);
}

/** Whether the engine's cells alone do not suffice to go back there. */
function needsMore({ sequence }: CachedSequence, length: number): boolean {
  const oldest = sequence.stateCellsStartIndex;
  if (!sequence.needsCheckpoints || oldest <= 0) return false;
  return length - (sequence.model.fileInsights.swaSize ?? 0) < oldest;
}

/** Where to cut back to: a little, a lot, to a checkpoint, just before one, to nothing. */
function rewindTo(below: Below, length: number, checkpoints: readonly number[]): number {
  const checkpoint = checkpoints[below(Math.max(1, checkpoints.length))] ?? 0;
  const far = [checkpoint, checkpoint + 1, checkpoint - 1, below(160), below(LONGEST)];
  const near = [length, length, length - below(30)];
  const choices = length > LONGEST ? far : [...near, ...far];
  return Math.max(0, Math.min(length, LONGEST, choices[below(choices.length)] ?? 0));
}

let operations = 0;

describe.each([
  { slidingWindow: 64, fullCache: false, branches: 120 },
  { slidingWindow: 128, fullCache: false, branches: 120 },
  { slidingWindow: 64, fullCache: true, branches: 50 },
])("window $slidingWindow, full cache $fullCache", ({ slidingWindow, fullCache, branches }) => {
  let parts: Bench;
  beforeAll(async () => {
    parts = await bench(slidingWindow, fullCache);
  });
  afterAll(async () => {
    for (const context of parts.contexts) await context.dispose();
    await parts.model.dispose();
  });

  it("gives the logits of a fresh evaluation after every operation", { timeout: 300_000 }, async () => {
    const tokens: Token[] = [];
    const tally: Tally = { operations: 0, rewinds: 0, restores: 0, fromZero: 0, difference: 0, wrong: 0 };
    for (let count = 0; count < branches; count++) await branch(parts, tokens, tally);
    operations += tally.operations;
    expect(tally.wrong).toBe(0);
    expect(tally.difference).toBeLessThanOrEqual(TOLERANCE);
    expect(tally.operations).toBeGreaterThanOrEqual(branches * APPENDS);
    expect(tally.rewinds).toBeGreaterThan(branches / 4);
    expect(tally.restores > 5).toBe(!fullCache);
    expect(tally.fromZero > 0).toBe(!fullCache);
  });
});

it("was asked at least 2,000 times", () => {
  expect(operations).toBeGreaterThanOrEqual(2000);
});

describe("without the guard", () => {
  /** More than the spare cells, less than spare cells and window: nothing is missing enough to be noticed. */
  const TREACHEROUS = 215;
  let parts: Bench;
  let tokens: Token[];

  beforeAll(async () => {
    parts = await bench(64, false);
    tokens = Array.from({ length: LONGEST }, () => (7 + parts.below(1000)) as Token);
  });
  afterAll(async () => {
    await parts.model.dispose();
  });

  async function difference(
    rewind: () => Promise<unknown>,
  ): Promise<{ difference: number; evaluated: number }> {
    const { cache, fresh } = parts;
    await cache.clear();
    await align(cache, tokens);
    await rewind();
    const target = [...tokens.slice(0, LONGEST - TREACHEROUS), tokens[0] ?? (7 as Token)];
    const evaluated = target.length - cache.length;
    const { logits } = await align(cache, target);
    await fresh.clearHistory();
    const expected = await evaluate(fresh, target, new Set([target.length]));
    return { ...compare(logits, expected.get(target.length) ?? new Map()), evaluated };
  }

  it("the engine's own rewind evaluates nothing again and gives wrong logits", async () => {
    const prefix = tokens.slice(0, LONGEST - TREACHEROUS);
    const result = await difference(() => parts.cache.sequence.adaptStateToTokens(prefix, false));
    expect(result.evaluated).toBe(1);
    expect(result.difference).toBeGreaterThan(0.1);
  });

  it("and ours goes back further and is right", async () => {
    const result = await difference(() => parts.cache.rewind(LONGEST - TREACHEROUS));
    expect(result.evaluated).toBeGreaterThan(1);
    expect(result.difference).toBeLessThanOrEqual(TOLERANCE);
  });
});
