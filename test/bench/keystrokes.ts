/**
 * Tokens that must be evaluated for each keystroke of real edits, counted with Gemma 4's own tokenizer: prompts
 * of successive keystrokes are compared by their longest common prefix, next to the layouts of three peers.
 *
 *   npm run bench -- keystrokes [--corpus DIR] [--edits 40]
 *
 * `--corpus` (or GEMWRIGHT_CORPUS) is a folder of bare git repositories; without it public ones are cloned. A
 * keystroke is a character, or a line break with the indentation that an editor adds; see `keystrokes/typing.ts`.
 * `no_evaluation_share` is from a second replay, with a model that knows what will be typed: keystrokes answered
 * from the cache. Gemwright's prompts hold code of other files, from the index of the repository. Idle work (the
 * large window, new code of other files) is done where a user rests: after a jump, a move and a line break; its
 * tokens are listed apart, for each keystroke. The peers' layouts have none.
 */
import { setImmediate } from "node:timers/promises";
import { parseArgs } from "node:util";
import { getLlama, LlamaLogLevel } from "node-llama-cpp";
import { DEFAULT_SETTINGS } from "../../src/protocol/settings.ts";
import type { CompletionRequest } from "../../src/server/completion/request.ts";
import { Suggester } from "../../src/server/completion/suggester.ts";
import { crossFileChars } from "../../src/server/context/cross-file-size.ts";
import { Vocabulary } from "../../src/sidecar/generate/vocabulary.ts";
import type { Segment } from "../../src/sidecar/template/segment.ts";
import { gemmaVocabulary } from "../fixtures/models.ts";
import { modelOf } from "../support/said.ts";
import { FakeClock } from "../unit/engine/fake-clock.ts";
import { FakeEngine } from "../unit/server/fake-engine.ts";
import { type Edit, editsOf, repositories } from "./keystrokes/edits.ts";
import { codeElsewhere } from "./keystrokes/elsewhere.ts";
import { EngineCache } from "./keystrokes/engine-cache.ts";
import {
  COMPLETION_TOKENS,
  continueLike,
  copilotLike,
  gemwright,
  type Layout,
  llamaVscode,
} from "./keystrokes/layouts.ts";
import { statesOf } from "./keystrokes/typing.ts";
import { quantile, type Report } from "./report.ts";

/** Milliseconds between two keys in the replay with a model: five characters a second. */
const KEY_MS = 200;

export async function run(args: readonly string[]): Promise<Report> {
  const { values } = parseArgs({
    args: [...args],
    options: { corpus: { type: "string" }, edits: { type: "string", default: "40" } },
  });
  const corpus = repositories(values.corpus ?? process.env["GEMWRIGHT_CORPUS"]);
  const each = Math.ceil(Number(values.edits) / corpus.length);
  const edits = corpus.flatMap((repository) => editsOf(repository, each));
  const llama = await getLlama({ build: "never", gpu: false, logLevel: LlamaLogLevel.error });
  const model = await llama.loadModel({ modelPath: await gemmaVocabulary(), vocabOnly: true });
  const vocabulary = new Vocabulary(model, "Gemma 4");
  const encode = (prompt: readonly Segment[], heals: boolean): Encoded => {
    const tokens = vocabulary.encode(prompt);
    const healing = heals ? vocabulary.heal(tokens, prompt.at(-1)?.text) : undefined;
    return { tokens: healing?.tokens ?? tokens, extra: healing === undefined ? 0 : 1 };
  };
  const layouts = [gemwright(), llamaVscode(), continueLike(), copilotLike()];
  const elsewhere = await CodeOf.each(corpus);
  const costs: Costs[] = [];
  for (const layout of layouts) costs.push(await replay(layout, edits, { encode, elsewhere }));
  const [own] = costs;
  if (own === undefined || own.keys.length === 0) throw new Error("The corpus holds no edit to replay.");
  const share = await answeredWithoutEvaluation(edits);
  await llama.dispose();
  return {
    rows: costs.map(({ name, keys, moves, jumps, idle }) => ({
      layout: name,
      mean: mean(keys).toFixed(1),
      p50: quantile(keys, 0.5),
      p95: quantile(keys, 0.95),
      move_mean: mean(moves).toFixed(0),
      move_p95: quantile(moves, 0.95).toFixed(0),
      jump_mean: mean(jumps).toFixed(0),
      jump_p95: quantile(jumps, 0.95).toFixed(0),
      idle_per_keystroke: (idle / keys.length).toFixed(1),
    })),
    result: {
      tokens_per_keystroke_mean: mean(own.keys).toFixed(2),
      tokens_per_keystroke_p95: quantile(own.keys, 0.95),
      jump_p95: quantile(own.jumps, 0.95).toFixed(0),
      no_evaluation_share: share.toFixed(3),
      idle_per_keystroke: (own.idle / own.keys.length).toFixed(1),
      keystrokes: own.keys.length,
      edits: edits.length,
    },
  };
}

interface Encoded {
  readonly tokens: readonly number[];
  /** A word taken back is chosen anew, which is one more evaluation. */
  readonly extra: number;
}

interface Costs {
  readonly name: string;
  /** Tokens of each keystroke that the cache did not hold. */
  readonly keys: number[];
  /** The same for the first request after a move by some lines, and after a jump. */
  readonly moves: number[];
  readonly jumps: number[];
  idle: number;
}

type Elsewhere = (request: CompletionRequest) => string;

/** Who knows the code of other files, by repository. */
class CodeOf {
  private readonly known: ReadonlyMap<string, Elsewhere>;

  private constructor(known: ReadonlyMap<string, Elsewhere>) {
    this.known = known;
  }

  static async each(corpus: readonly string[]): Promise<CodeOf> {
    const known = new Map<string, Elsewhere>();
    const chars = crossFileChars(modelOf("", { completionTokens: COMPLETION_TOKENS }));
    for (const repository of corpus) known.set(repository, await codeElsewhere(repository, chars));
    return new CodeOf(known);
  }

  in(repository: string): Elsewhere {
    return this.known.get(repository) ?? (() => "");
  }
}

interface Means {
  readonly encode: (prompt: readonly Segment[], heals: boolean) => Encoded;
  readonly elsewhere: CodeOf;
}

async function replay(layout: Layout, edits: readonly Edit[], { encode, elsewhere }: Means): Promise<Costs> {
  const costs: Costs = { name: layout.name, keys: [], moves: [], jumps: [], idle: 0 };
  const cache = new EngineCache();
  const evaluate = (prompt: readonly Segment[]): number => {
    const { tokens, extra } = encode(prompt, layout.heals);
    return cache.evaluate(tokens) + extra;
  };
  for (const edit of edits) {
    for (const state of statesOf(edit)) {
      const at = { ...state, elsewhere: elsewhere.in(edit.repository) };
      const cost = evaluate(layout.prompt(at));
      const into = state.by === "jump" ? costs.jumps : state.by === "move" ? costs.moves : costs.keys;
      into.push(cost);
      if (state.by === "key") continue;
      // What was asked about other files is answered by now.
      await setImmediate();
      const idle = layout.idle(at);
      if (idle !== undefined) costs.idle += evaluate(idle);
    }
  }
  return costs;
}

/** The share of keystrokes that need no evaluation when the model always knows what comes. */
async function answeredWithoutEvaluation(edits: readonly Edit[]): Promise<number> {
  let keys = 0;
  let free = 0;
  for (const edit of edits) {
    const clock = new FakeClock();
    let wanted = "";
    const engine = new FakeEngine(({ prompt }) => {
      const before = prompt.kind === "chat" ? (prompt.answerPrefix ?? "") : "";
      const tail = before.slice(before.indexOf("\n") + 1).slice(-200);
      const at = wanted.lastIndexOf(tail);
      return [{ kind: "text", text: at < 0 ? "" : wanted.slice(at + tail.length, at + tail.length + 400) }];
    });
    const tools = { settings: DEFAULT_SETTINGS.completion };
    const suggester = new Suggester({ engine, tools: () => tools, clock });
    for (const state of statesOf(edit)) {
      ({ wanted } = state);
      const request = { id: "", uri: edit.path, selectedText: "", ...state };
      suggester.keystroke();
      const recalled = suggester.recall(request);
      if (state.by === "key" || state.by === "enter") {
        keys++;
        if (recalled !== undefined) free++;
      }
      const text = recalled?.text ?? (await suggested(suggester, request, clock));
      if (text !== undefined) suggester.shown(request, text);
      for (let turn = 0; turn < 3; turn++) {
        clock.advance(KEY_MS / 3);
        await setImmediate();
      }
    }
    suggester.dispose();
  }
  return free / keys;
}

async function suggested(suggester: Suggester, request: CompletionRequest, clock: FakeClock) {
  const answer = suggester.suggest(request, false, new AbortController().signal);
  await setImmediate();
  clock.advance(400);
  return (await answer).text;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
