/**
 * A keystroke from the completion service to its answer, through a real sidecar process, on a model with the true
 * shape of E2B and random weights; one thread.
 *
 *   npm run bench -- completion [--scale true-shape|medium|tiny] [--pairs 20] [--trials 30] [--checks 12] [--tokens 4]
 *
 * `ratio`: a typed character against bare evaluation of the same tokens, in interleaved pairs. `cache_hit`: typing
 * through a suggestion and deleting again. `cancel_wait`: from a request that replaces another, which still reads
 * its prompt, to its own first evaluation; `cancel_over_slice` is by how much that exceeds a slice of a prompt.
 * `wrong_argmax`: answers (after typing, a jump, a cancelled request and deleting, in turns) whose first token is
 * not the likeliest one after a fresh evaluation of the whole prompt, by more than two fresh evaluations differ that cut the prompt into other batches.
 * `chat_ratio`: a typed character while a chat answer streams, against the one before or after it without.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { Engine } from "../../src/server/engine/engine.ts";
import { REPOSITORY } from "../fixtures/cache.ts";
import { Random } from "../fixtures/gguf/random.ts";
import { BareModel } from "./completion/bare.ts";
import { type Answered, Typist } from "./completion/typist.ts";
import { median, medianInterval, quantile, type Report, round, spread } from "./report.ts";
import { ownSidecar, THREADS } from "./shared/own-sidecar.ts";

const WARM_UP = 3;
/** For three slices of a prompt, on the slowest machine. */
const MOST_WAIT_MS = 30_000;
/** The file that is edited: short, for it is read often, and the E2B reads ten tokens a second on one thread. */
const EDITED = beginning("src/server/completion/answer/shape.ts", 20);
/** The one that is jumped to: long, for nobody waits until it is read. */
const OTHER = beginning("src/server/completion/answer/trim.ts", 150);
const TYPED = `export function lastWord(line: string): string {
  const words = line.trim().split(/\\s+/);
  const last = words.at(-1);
  if (last === undefined) return "";
  const plain = last.replaceAll(/[^\\w]/g, "");
  return plain.length > 0 ? plain : last;
}
`;

interface Options {
  readonly pairs: number;
  readonly trials: number;
  readonly checks: number;
}

interface Figures {
  readonly ratios: number[];
  readonly requests: number[];
  readonly hits: number[];
  readonly waits: number[];
  readonly slices: number[];
  readonly chatRatios: number[];
  /** Of the checked answers, see {@link Verdict}. */
  readonly shortfalls: number[];
  readonly noises: number[];
  wrong: number;
}

interface Parts {
  readonly engine: Engine;
  readonly typist: Typist;
  readonly bare: BareModel;
  readonly figures: Figures;
  /** The next characters to type, without end. */
  readonly keys: Iterator<string, never>;
}

export async function run(args: readonly string[]): Promise<Report> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      scale: { type: "string", default: "true-shape" },
      pairs: { type: "string", default: "20" },
      trials: { type: "string", default: "30" },
      checks: { type: "string", default: "12" },
      tokens: { type: "string", default: "4" },
    },
  });
  await using sidecar = await ownSidecar(values.scale, 2048);
  const { engine, modelPath } = sidecar;
  const figures: Figures = {
    ratios: [],
    requests: [],
    hits: [],
    waits: [],
    slices: [],
    chatRatios: [],
    shortfalls: [],
    noises: [],
    wrong: 0,
  };
  const typist = new Typist(engine, Number(values.tokens));
  const bare = await BareModel.load(modelPath, THREADS);
  const parts = { engine, typist, bare, figures, keys: endless(TYPED) };
  const [pairs, trials, checks] = [values.pairs, values.trials, values.checks].map(Number);
  await measure(parts, { pairs: pairs ?? 0, trials: trials ?? 0, checks: checks ?? 0 });
  typist.dispose();
  return report(figures, values.scale);
}

async function measure(parts: Parts, { pairs, trials, checks }: Options): Promise<void> {
  const { typist } = parts;
  const back = (): void => typist.jump(`${EDITED}\n`, EDITED.length + 1);
  back();
  await times("typed characters", pairs + WARM_UP, (index) => typePair(parts, index, index < WARM_UP));
  await times("cancelled requests", trials, (trial) => cancelTrial(parts, trial));
  back();
  await typist.ask();
  await times("typed characters beside a chat", pairs, (index) => chatPair(parts, index));
  await times("checks of the first token", checks, (index) => oracleCheck(parts, index));
}

/** One after the other, told as it goes on: on a slow machine each takes seconds. */
async function times(what: string, count: number, work: (index: number) => Promise<void>): Promise<void> {
  const began = performance.now();
  for (let index = 0; index < count; index++) {
    await work(index);
    const seconds = Math.round((performance.now() - began) / 1000);
    process.stderr.write(`\r${what}: ${index + 1} of ${count}, ${seconds} s `);
  }
  process.stderr.write("\n");
}

function beginning(path: string, lines: number): string {
  const text = readFileSync(join(REPOSITORY, path), "utf8");
  return `${text.split("\n").slice(0, lines).join("\n")}\n`;
}

/** A typed character that needs the model. */
async function key({ typist, keys }: Parts): Promise<Answered> {
  for (;;) {
    typist.type(keys.next().value);
    const answered = await typist.ask();
    if (answered.heard?.result !== undefined) return answered;
  }
}

async function typePair(parts: Parts, index: number, warmUp: boolean): Promise<void> {
  const { bare, figures } = parts;
  const answered = await key(parts);
  const { request, result } = answered.heard ?? {};
  if (request === undefined || result === undefined) return;
  // The token that ends the turn is evaluated too, and not counted as generated.
  const decodes = result.usage.generatedTokens + (result.finishReason === "stop" ? 1 : 0);
  const alone = await bare.evaluate(request.prompt, decodes);
  if (warmUp) return;
  figures.requests.push(answered.ms);
  figures.ratios.push(answered.ms / alone);
  if (index % 2 === 0) await typeThrough(parts, answered);
}

/** Types two characters of what is shown and deletes them again: all from memory. */
async function typeThrough({ typist, figures }: Parts, { trace }: Answered): Promise<void> {
  const next = Array.from((trace.text ?? "").slice(0, 2));
  if (next.length < 2) return;
  const hit = async (change: () => void): Promise<void> => {
    change();
    const { ms, trace: own } = await typist.ask();
    if (own.source === "cache") figures.hits.push(ms);
  };
  for (const character of next) await hit(() => typist.type(character));
  for (const character of next.toReversed()) await hit(() => typist.backspace(character.length));
}

interface Begun {
  /** Of its first slices, milliseconds. */
  readonly slices: readonly number[];
  readonly abort: () => void;
  readonly over: Promise<unknown>;
}

/** A request at a text that no cache knows, in the middle of reading its prompt. */
async function begunElsewhere({ typist }: Parts, trial: number): Promise<Begun> {
  const random = new Random(trial + 1);
  const lines = OTHER.split("\n").slice(trial * 2);
  const elsewhere = `// trial ${trial}\n${lines.join("\n")}`;
  typist.jump(elsewhere, elsewhere.indexOf("\n", elsewhere.length / 2));
  const abort = new AbortController();
  const over = typist.ask(abort.signal);
  // In the middle of a slice, after some that tell how long one takes.
  await someSlices(typist);
  await sleep(random.next() % 100);
  return { slices: intervals(typist.lastHeard?.slices ?? []), abort: () => abort.abort(), over };
}

async function cancelTrial(parts: Parts, trial: number): Promise<void> {
  const { typist, figures } = parts;
  const { slices, abort, over } = await begunElsewhere(parts, trial);
  const own = `${EDITED}\nconst trial${trial}`;
  typist.jump(own, own.length);
  abort();
  const { ms, heard } = await typist.ask();
  await over;
  const usage = heard?.result?.usage;
  if (usage === undefined || slices.length === 0) return;
  const wait = ms - usage.prefillMs - usage.generationMs;
  figures.waits.push(wait);
  figures.slices.push(...slices);
}

async function someSlices(typist: Typist): Promise<void> {
  const patience = performance.now() + MOST_WAIT_MS;
  while (performance.now() < patience && typist.lastHeard?.result === undefined) {
    if ((typist.lastHeard?.slices.length ?? 0) >= 3) return;
    await sleep(5);
  }
}

function intervals(times: readonly number[]): number[] {
  return times.slice(1).map((time, index) => time - (times[index] ?? time));
}

async function chatPair(parts: Parts, index: number): Promise<void> {
  const once = async (streaming: boolean): Promise<number> => {
    if (!streaming) return (await key(parts)).ms;
    await using _ = await streamingChat(parts.engine);
    return (await key(parts)).ms;
  };
  const first = await once(index % 2 === 0);
  const second = await once(index % 2 === 1);
  parts.figures.chatRatios.push(index % 2 === 0 ? first / second : second / first);
}

/** A chat answer that has begun and goes on until it is disposed of. */
async function streamingChat(engine: Engine): Promise<AsyncDisposable> {
  const abort = new AbortController();
  const { promise: speaking, resolve } = Promise.withResolvers<void>();
  const content = "Explain prefix caches in many words.";
  const answer = engine.generate(
    {
      lane: "chat",
      prompt: { kind: "chat", messages: [{ role: "user", content }], thinking: false },
      sampling: { temperature: 1, topP: 0.95, topK: 64, seed: 1 },
      maxTokens: 1500,
    },
    (event) => {
      if (event.kind === "text") resolve();
    },
    abort.signal,
  );
  const over = answer.then(
    () => undefined,
    () => undefined, // aborted below
  );
  await Promise.race([speaking, over]);
  return {
    async [Symbol.asyncDispose]() {
      abort.abort();
      await over;
    },
  };
}

/** Comes to a place in turns by typing, by a jump, after a cancelled request, and by deleting: each reuses otherwise. */
async function arrive(parts: Parts, index: number): Promise<void> {
  const { typist } = parts;
  switch (index % 4) {
    case 1: {
      const line = EDITED.indexOf("\n", (EDITED.length * (1 + (index % 5))) / 6);
      typist.jump(`${EDITED.slice(0, line)}\n${EDITED.slice(line)}`, line + 1);
      return;
    }
    case 2: {
      const { abort, over } = await begunElsewhere(parts, index);
      abort();
      await over;
      typist.jump(`${EDITED}\n`, EDITED.length + 1);
      return;
    }
    case 3:
      for (let keys = 0; keys < 4; keys++) await key(parts);
      typist.backspace(3);
  }
}

async function oracleCheck(parts: Parts, index: number): Promise<void> {
  const { bare, figures } = parts;
  await arrive(parts, index);
  const { heard, trace } = await key(parts);
  if (heard?.result === undefined || heard.result.usage.reusedTokens === 0) return;
  const { agrees, shortfall, noise } = await bare.judge(heard.request.prompt, trace.raw ?? "");
  figures.shortfalls.push(shortfall);
  figures.noises.push(noise);
  if (!agrees) figures.wrong++;
}

function* endless(text: string): Generator<string, never> {
  for (;;) yield* text;
}

function report(figures: Figures, scale: string): Report {
  const { ratios, requests, hits, waits, slices, chatRatios, shortfalls, noises, wrong } = figures;
  const [low, high] = medianInterval(ratios);
  return {
    rows: [
      spread("keystroke, ms", requests),
      spread("ratio to bare evaluation", ratios),
      spread("cache hit, ms", hits),
      spread("cancel to first decode, ms", waits),
      spread("slice of a prompt, ms", slices),
      spread("ratio while a chat streams", chatRatios),
      spread("less likely than the best, log p", shortfalls),
      spread("rounding of fresh evaluations, log p", noises),
    ],
    result: {
      ratio: round(median(ratios)),
      ratio_low: round(low),
      ratio_high: round(high),
      cache_hit_p95_ms: round(quantile(hits, 0.95)),
      cancel_wait_p95_ms: round(quantile(waits, 0.95)),
      slice_p95_ms: round(quantile(slices, 0.95)),
      cancel_over_slice_p95_ms: round(quantile(waits, 0.95) - quantile(slices, 0.95)),
      chat_ratio: round(median(chatRatios)),
      oracle_checked: shortfalls.length,
      wrong_argmax: wrong,
      pairs: ratios.length,
      scale,
    },
  };
}
