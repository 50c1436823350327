/** A user at a real file: the product's own completion service on an engine that is listened to. */
import { InlineCompletionTriggerKind } from "vscode-languageserver-protocol";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { Generated, GenerateResult } from "../../../src/protocol/engine.ts";
import type { CompletionTrace } from "../../../src/protocol/lsp.ts";
import { DEFAULT_SETTINGS } from "../../../src/protocol/settings.ts";
import { CompletionService } from "../../../src/server/completion/service.ts";
import type { Engine, EngineRequest } from "../../../src/server/engine/engine.ts";

/** One generation as the engine saw it. */
export interface Heard {
  readonly request: EngineRequest;
  /** When each slice of the prompt was done, ms of `performance.now()`. */
  readonly slices: readonly number[];
  readonly result: GenerateResult | undefined;
}

/** What became of one keystroke. */
export interface Answered {
  /** Wall clock from the call to the items, ms. */
  readonly ms: number;
  readonly trace: CompletionTrace;
  /** Undefined when no generation was needed. */
  readonly heard: Heard | undefined;
}

const URI = "file:///bench.ts";
const NEVER = new AbortController().signal;

export class Typist {
  readonly #service: CompletionService;
  #document = TextDocument.create(URI, "typescript", 0, "");
  #offset = 0;
  #now = 0;
  #heard: Heard | undefined;
  #trace: CompletionTrace | undefined;

  constructor(engine: Engine, maxTokens: number) {
    this.#service = new CompletionService({
      engine: this.#listening(engine),
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      settings: () => ({ ...DEFAULT_SETTINGS, completion: { ...DEFAULT_SETTINGS.completion, maxTokens } }),
      document: () => this.#document,
      displayPath: () => "src/bench.ts",
      pathInFolder: () => "src/bench.ts",
      onTrace: (trace) => {
        this.#trace = trace;
      },
      // Every key comes after a pause, so that no request waits; nothing runs beside the measured requests.
      clock: { now: () => (this.#now += 5000), after: () => () => undefined },
    });
  }

  get lastHeard(): Heard | undefined {
    return this.#heard;
  }

  /** Puts a text under the cursor, as a jump to another file does. */
  jump(text: string, offset: number): void {
    this.#offset = offset;
    this.#document = TextDocument.create(URI, "typescript", this.#document.version + 1, text);
  }

  type(typed: string): void {
    const text = this.#document.getText();
    this.jump(text.slice(0, this.#offset) + typed + text.slice(this.#offset), this.#offset + typed.length);
  }

  backspace(count: number): void {
    const text = this.#document.getText();
    this.jump(text.slice(0, this.#offset - count) + text.slice(this.#offset), this.#offset - count);
  }

  async ask(signal: AbortSignal = NEVER): Promise<Answered> {
    this.#heard = undefined;
    const params = {
      textDocument: { uri: URI },
      position: this.#document.positionAt(this.#offset),
      context: { triggerKind: InlineCompletionTriggerKind.Automatic },
    };
    const begun = performance.now();
    await this.#service.provide(params, signal);
    const ms = performance.now() - begun;
    if (this.#trace === undefined) throw new Error("The completion service told no trace.");
    return { ms, trace: this.#trace, heard: this.#heard };
  }

  dispose(): void {
    this.#service.dispose();
  }

  /** The engine, with what goes through it written down. */
  #listening(engine: Engine): Engine {
    const generate: Engine["generate"] = async (request, onEvent, signal) => {
      const slices: number[] = [];
      const heard: { request: EngineRequest; slices: number[]; result: GenerateResult | undefined } = {
        request,
        slices,
        result: undefined,
      };
      this.#heard = heard;
      const listen = (event: Generated): void => {
        if (event.kind === "prefill") slices.push(performance.now());
        onEvent(event);
      };
      heard.result = await engine.generate(request, listen, signal);
      return heard.result;
    };
    return new Proxy(engine, {
      get: (target, key) => {
        if (key === "generate") return generate;
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
  }
}
