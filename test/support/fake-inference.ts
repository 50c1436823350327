/**
 * A scripted inference core for the tests of the process around it: no model, no tokens, only behaviour. The
 * last message of a chat prompt is its script, the loaded path decides how loading goes.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type * as engine from "../../src/protocol/engine.ts";
import { FailureError } from "../../src/protocol/failure.ts";
import type { Inference } from "../../src/sidecar/inference.ts";
import { modelOf, USAGE } from "./said.ts";

function block(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end) Math.sqrt(end);
}

async function stream(say: (text: string) => void, signal: AbortSignal, crash: boolean): Promise<void> {
  for (let i = 0; ; i++) {
    signal.throwIfAborted();
    say(`${i} `);
    if (crash && i === 1) setTimeout(() => process.kill(process.pid, "SIGKILL"), 20);
    await sleep(5);
  }
}

/**
 * Paths: `…crash…` dies while loading unless in safe mode, `…abort…` always dies, `…bad…` fails with a failure,
 * `…slow…` loads for ever. Scripts: `count N` sends N chunks, `forever` sends chunks until aborted,
 * `crash` dies after two chunks, `fail` throws, `block N` blocks the event loop for N ms,
 * `hang` ignores its abort, `aborts` answers how many requests were aborted so far.
 */
export class FakeInference implements Inference {
  readonly engineVersion = "fake";
  state: engine.EngineState = { kind: "idle" };
  #listener: () => void = () => undefined;
  #aborts = 0;
  #active = 0;

  figures(): {
    queued: Record<engine.Lane, number>;
    prefillTokensPerSecond: number;
    generationTokensPerSecond: number;
  } {
    const queued = { completion: 0, chat: this.#active, background: 0 };
    return { queued, prefillTokensPerSecond: 0, generationTokensPerSecond: 0 };
  }

  onDidChangeState(listener: () => void): void {
    this.#listener = listener;
  }

  async load(params: engine.LoadParams): Promise<engine.LoadedModel> {
    for (const fraction of [0, 0.25, 0.5, 0.75]) {
      this.#become({ kind: "loading", path: params.path, fraction });
      await sleep(5);
    }
    if (params.path.includes("abort") || (params.path.includes("crash") && !params.safeMode)) {
      process.stderr.write("GGML_ASSERT(hparams.n_head > 0) failed\n");
      process.abort();
    }
    if (params.path.includes("bad")) {
      const failure = {
        code: "gguf.truncated",
        message: `The model file ${params.path} ends too early.`,
        nextStep: "Download it again.",
      };
      this.#become({ kind: "failed", path: params.path, failure });
      throw new FailureError(failure);
    }
    while (params.path.includes("slow")) await sleep(1000);
    const model = modelOf(params.path, {
      name: `fake of ${params.path}`,
      sizeClass: "other",
      safeMode: params.safeMode,
    });
    this.#become({ kind: "ready", model });
    return model;
  }

  async unload(): Promise<void> {
    this.#become({ kind: "idle" });
  }

  async tokenize({ texts }: engine.TokenizeParams): Promise<number[]> {
    return texts.map((text) => text.length);
  }

  async generate(
    params: engine.GenerateParams,
    emit: (event: engine.Generated) => void,
    signal: AbortSignal,
  ): Promise<engine.GenerateResult> {
    this.#active++;
    signal.addEventListener("abort", () => this.#aborts++);
    try {
      const script =
        params.prompt.kind === "chat" ? (params.prompt.messages.at(-1)?.content ?? "") : "count 1";
      await this.#play(params.id, script, emit, signal);
    } finally {
      this.#active--;
    }
    return { finishReason: "stop", usage: USAGE };
  }

  async prefill(): Promise<engine.Usage> {
    return USAGE;
  }

  async dispose(): Promise<void> {
    this.#become({ kind: "idle" });
  }

  async #play(
    id: string,
    script: string,
    emit: (event: engine.Generated) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const [verb = "", number] = script.split(" ");
    const say = (text: string): void => emit({ id, kind: "text", text });
    switch (verb) {
      case "fail":
        throw new Error("scripted failure");
      case "hang":
        return new Promise(() => undefined);
      case "block":
        return block(Number(number));
      case "aborts":
        return say(String(this.#aborts));
      case "count":
        for (let i = 0; i < Number(number); i++) say(`${i} `);
        return;
      default:
        return stream(say, signal, verb === "crash");
    }
  }

  #become(state: engine.EngineState): void {
    this.state = state;
    this.#listener();
  }
}
