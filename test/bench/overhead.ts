/**
 * What Gemwright adds to llama.cpp: an inline completion through a real sidecar process (call → result over the
 * pipe) against bare `sequence.evaluate` of the same tokens in this process, in interleaved pairs, one thread.
 *
 *   npm run bench -- overhead [--scale true-shape|medium|tiny] [--pairs 30] [--tokens 8]
 *
 * `true-shape` is the E2B with random weights, 2.8 GB, generated on the first run. `ratio` and `overhead` compare
 * the pairs, so they carry the machine's own noise; `outside` is the time of a request that was not spent in
 * evaluation at all, and does not.
 */
import { parseArgs } from "node:util";
import { getLlama, type LlamaContextSequence, LlamaLogLevel, type Token } from "node-llama-cpp";
import type { Engine, EngineRequest } from "../../src/server/engine/engine.ts";
import { Vocabulary } from "../../src/sidecar/generate/vocabulary.ts";
import { renderChat } from "../../src/sidecar/template/render.ts";
import { median, medianInterval, quantile, type Report, round, spread } from "./report.ts";
import { ownSidecar, THREADS } from "./shared/own-sidecar.ts";

const WARM_UP_PAIRS = 3;

interface Pair {
  /** Wall clock of the request, ms. */
  readonly whole: number;
  /** Wall clock of bare evaluation, ms. */
  readonly bare: number;
  /** Of the request, not spent in evaluation, ms. */
  readonly outside: number;
  readonly evaluated: number;
  readonly generated: number;
}

interface Sides {
  readonly engine: Engine;
  readonly sequence: LlamaContextSequence;
  readonly encode: (request: EngineRequest) => Token[];
}

export async function run(args: readonly string[]): Promise<Report> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      scale: { type: "string", default: "true-shape" },
      pairs: { type: "string", default: "30" },
      tokens: { type: "string", default: "8" },
    },
  });
  await using sidecar = await ownSidecar(values.scale, 1024);
  const sides = { engine: sidecar.engine, ...(await bareSide(sidecar.modelPath)) };
  const pairs = await measure(sides, Number(values.pairs), Number(values.tokens));
  return report(pairs, values.scale);
}

/** The same model and the same kind of context, without anything of ours. */
async function bareSide(modelPath: string): Promise<Omit<Sides, "engine">> {
  const llama = await getLlama({
    gpu: false,
    build: "never",
    progressLogs: false,
    logLevel: LlamaLogLevel.error,
  });
  const model = await llama.loadModel({ modelPath });
  const context = await model.createContext({ contextSize: 8192, swaFullCache: true, threads: THREADS });
  const vocabulary = new Vocabulary(model, "E2B");
  return {
    sequence: context.getSequence(),
    encode: ({ prompt }) => {
      if (prompt.kind !== "chat") throw new TypeError("a completion is a chat prompt here");
      return vocabulary.encode(renderChat(prompt, { emptyThought: false }));
    },
  };
}

async function measure(sides: Sides, count: number, tokens: number): Promise<Pair[]> {
  const pairs: Pair[] = [];
  let typed = "";
  for (let index = 0; index < count + WARM_UP_PAIRS; index++) {
    typed += `  const value${index} = compute(${index});\n`.slice(0, 12 + (index % 20));
    const request = keystroke(typed, tokens);
    // Who goes first alternates: the second finds warmer caches of the processor.
    const first = index % 2 === 0 ? undefined : await bare(sides, request, tokens);
    const whole = await throughPipe(sides.engine, request);
    const evaluation = first ?? (await bare(sides, request, tokens));
    const same = evaluation.generated >= whole.generated;
    if (index >= WARM_UP_PAIRS && same) pairs.push({ ...whole, bare: evaluation.upTo(whole.decodes) });
  }
  return pairs;
}

function keystroke(answerPrefix: string, maxTokens: number): EngineRequest {
  const suffix = "}\n\nexport function second(): void {\n  first();\n}\n".repeat(6);
  const content = `Continue the TypeScript file.\nAfter the cursor:\n${suffix}`;
  return {
    lane: "completion",
    prompt: { kind: "chat", messages: [{ role: "user", content }], thinking: false, answerPrefix },
    sampling: { temperature: 0, topP: 1, topK: 0 },
    maxTokens,
  };
}

async function throughPipe(
  engine: Engine,
  request: EngineRequest,
): Promise<Omit<Pair, "bare"> & { decodes: number }> {
  const begun = performance.now();
  const { usage, finishReason } = await engine.generate(
    request,
    () => undefined,
    new AbortController().signal,
  );
  const whole = performance.now() - begun;
  return {
    whole,
    outside: whole - usage.prefillMs - usage.generationMs,
    evaluated: usage.evaluatedTokens,
    generated: usage.generatedTokens,
    // The token that ends the turn is evaluated too, and not counted as generated.
    decodes: usage.generatedTokens + (finishReason === "stop" ? 1 : 0),
  };
}

/** Evaluates the same tokens and samples as many; `upTo` is the time until that many were known. */
async function bare(
  { sequence, encode }: Sides,
  request: EngineRequest,
  count: number,
): Promise<{ generated: number; upTo: (decodes: number) => number }> {
  const tokens = encode(request);
  const times: number[] = [];
  const begun = performance.now();
  const shared = Math.min(sequence.compareContextTokens(tokens).firstDifferentIndex, tokens.length - 1);
  await sequence.eraseContextTokenRanges([{ start: shared, end: sequence.nextTokenIndex }]);
  for await (const _ of sequence.evaluate(tokens.slice(shared), { temperature: 0, yieldEogToken: true })) {
    times.push(performance.now() - begun);
    if (times.length >= count) break;
  }
  return {
    generated: times.length,
    upTo: (decodes) => times[Math.min(decodes, times.length) - 1] ?? Number.NaN,
  };
}

function report(pairs: readonly Pair[], scale: string): Report {
  const ratios = pairs.map(({ whole, bare }) => whole / bare);
  const overheads = pairs.map(({ whole, bare }) => whole - bare);
  const [low, high] = medianInterval(ratios);
  const outside = pairs.map((pair) => pair.outside);
  return {
    rows: [
      spread(
        "request, ms",
        pairs.map(({ whole }) => whole),
      ),
      spread(
        "bare evaluation, ms",
        pairs.map(({ bare }) => bare),
      ),
      spread("ratio", ratios),
      spread("overhead, ms", overheads),
      spread("outside evaluation, ms", outside),
      spread(
        "prompt tokens evaluated",
        pairs.map(({ evaluated }) => evaluated),
      ),
      spread(
        "tokens generated",
        pairs.map(({ generated }) => generated),
      ),
    ],
    result: {
      ratio: round(median(ratios)),
      ratio_low: round(low),
      ratio_high: round(high),
      overhead_p50_ms: round(median(overheads)),
      overhead_p95_ms: round(quantile(overheads, 0.95)),
      outside_p50_ms: round(median(outside)),
      outside_p95_ms: round(quantile(outside, 0.95)),
      pairs: pairs.length,
      scale,
    },
  };
}
