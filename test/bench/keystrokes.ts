/**
 * Tokens that must be evaluated for each keystroke of real edits, counted with Gemma 4's own tokenizer: prompts
 * of successive keystrokes are compared by their longest common prefix, next to the layouts of three peers.
 *
 *   npm run bench -- keystrokes [--corpus DIR] [--edits 24]
 *
 * `--corpus` (or GEMWRIGHT_CORPUS) is a folder of bare git repositories; without it public ones are cloned. A
 * keystroke is a character, or a line break with the indentation that an editor adds. `no_evaluation_share` is
 * from a second replay, with a model that knows what will be typed: keystrokes answered from the cache. Idle work
 * (the large window after a jump) is done where a user rests: after a jump and at a line break; it is listed apart.
 */
import { setImmediate } from "node:timers/promises";
import { parseArgs } from "node:util";
import { getLlama, LlamaLogLevel } from "node-llama-cpp";
import { DEFAULT_SETTINGS } from "../../src/protocol/settings.ts";
import type { CompletionRequest } from "../../src/server/completion/request.ts";
import { Suggester } from "../../src/server/completion/suggester.ts";
import { Vocabulary } from "../../src/sidecar/generate/vocabulary.ts";
import type { Segment } from "../../src/sidecar/template/segment.ts";
import { gemmaVocabulary } from "../fixtures/models.ts";
import { FakeClock } from "../unit/engine/fake-clock.ts";
import { FakeEngine } from "../unit/server/fake-engine.ts";
import { type Edit, editsOf, repositories } from "./keystrokes/edits.ts";
import { continueLike, copilotLike, gemwright, type Layout, llamaVscode } from "./keystrokes/layouts.ts";
import { quantile, type Report } from "./report.ts";

/** Milliseconds between two keys in the replay with a model: five characters a second. */
const KEY_MS = 200;

export async function run(args: readonly string[]): Promise<Report> {
  const { values } = parseArgs({
    args: [...args],
    options: { corpus: { type: "string" }, edits: { type: "string", default: "24" } },
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
  const costs = layouts.map((layout) => replay(layout, edits, encode));
  const [own] = costs;
  if (own === undefined || own.keys.length === 0) throw new Error("The corpus holds no edit to replay.");
  const share = await answeredWithoutEvaluation(edits);
  await llama.dispose();
  return {
    rows: costs.map(({ name, keys, jumps, idle }) => ({
      layout: name,
      mean: mean(keys).toFixed(1),
      p50: quantile(keys, 0.5),
      p95: quantile(keys, 0.95),
      jump_mean: mean(jumps).toFixed(0),
      jump_p95: quantile(jumps, 0.95).toFixed(0),
      idle_tokens: idle,
    })),
    result: {
      tokens_per_keystroke_mean: mean(own.keys).toFixed(2),
      tokens_per_keystroke_p95: quantile(own.keys, 0.95),
      jump_p95: quantile(own.jumps, 0.95).toFixed(0),
      no_evaluation_share: share.toFixed(3),
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
  /** The same for the first request after a jump. */
  readonly jumps: number[];
  idle: number;
}

function replay(
  layout: Layout,
  edits: readonly Edit[],
  encode: (prompt: readonly Segment[], heals: boolean) => Encoded,
) {
  const costs: Costs = { name: layout.name, keys: [], jumps: [], idle: 0 };
  let cached: readonly number[] = [];
  const evaluate = (prompt: readonly Segment[]): number => {
    const { tokens, extra } = encode(prompt, layout.heals);
    let same = 0;
    while (same < tokens.length && tokens[same] === cached[same]) same++;
    cached = tokens;
    return tokens.length - same + extra;
  };
  const rest = (): void => {
    const prompt = layout.idle();
    if (prompt !== undefined) costs.idle += evaluate(prompt);
  };
  for (const edit of edits) {
    costs.jumps.push(evaluate(layout.prompt(stateAt(edit, 0))));
    rest();
    let typed = 0;
    for (const key of keysOf(edit)) {
      typed += key.length;
      costs.keys.push(evaluate(layout.prompt(stateAt(edit, typed))));
      if (key.startsWith("\n")) rest();
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
    let now = "";
    const engine = new FakeEngine(({ prompt }) => {
      const before = prompt.kind === "chat" ? (prompt.answerPrefix ?? "") : "";
      const tail = before.slice(-60);
      const at = tail === "" ? -1 : now.lastIndexOf(tail);
      return [{ kind: "text", text: at < 0 ? "" : now.slice(at + tail.length, at + tail.length + 400) }];
    });
    now = stateAt(edit, edit.typed.length).text;
    const tools = { settings: DEFAULT_SETTINGS.completion };
    const suggester = new Suggester({ engine, tools: () => tools, clock });
    let typed = 0;
    for (const key of ["", ...keysOf(edit)]) {
      typed += key.length;
      const request = { id: String(typed), uri: edit.path, selectedText: "", ...stateAt(edit, typed) };
      const recalled = suggester.recall(request);
      if (key !== "") keys++;
      if (key !== "" && recalled !== undefined) free++;
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

function stateAt({ path, languageId, before, offset, typed }: Edit, length: number) {
  const text = before.slice(0, offset) + typed.slice(0, length) + before.slice(offset);
  return { path, languageId, text, offset: offset + length };
}

function keysOf({ typed }: Edit): readonly string[] {
  return typed.match(/^[ \t]+|\n[ \t]*|[^]/gu) ?? [];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
