/**
 * Counts tokens with the vocabulary of a model file alone: some tens of megabytes and a moment, instead of the
 * weights. The one that was used last is kept.
 */
import type { LlamaModel } from "node-llama-cpp";
import type { VocabularyFile } from "../../protocol/engine.ts";
import { markerTexts, modelFim } from "../fim/model-fim.ts";
import { Vocabulary } from "../generate/vocabulary.ts";
import { modelFailure } from "./model-failure.ts";
import { preflight } from "./preflight.ts";
import type { LlamaRuntime } from "./runtime.ts";

interface Opened {
  readonly path: string;
  readonly model: LlamaModel;
  readonly vocabulary: Vocabulary;
}

export class VocabularyOnly {
  readonly #runtime: LlamaRuntime;
  #opened: Opened | undefined;

  constructor(runtime: LlamaRuntime) {
    this.#runtime = runtime;
  }

  /** Throws FailureError. Not to be called again before it settles. */
  async of(file: VocabularyFile): Promise<Vocabulary> {
    if (this.#opened?.path !== file.path) {
      await this.close();
      this.#opened = await open(file, this.#runtime);
    }
    return this.#opened.vocabulary;
  }

  async close(): Promise<void> {
    const opened = this.#opened;
    this.#opened = undefined;
    await opened?.model.dispose();
  }
}

async function open({ path, gpu }: VocabularyFile, runtime: LlamaRuntime): Promise<Opened> {
  const { header, facts } = preflight(path);
  const llama = await runtime.get(gpu);
  const model = await llama.loadModel({ modelPath: path, vocabOnly: true }).catch((error: unknown) => {
    throw modelFailure("gguf.load-failed", path, `llama.cpp refuses its vocabulary (${String(error)})`);
  });
  const { fim } = modelFim(model, header);
  const markers = fim === undefined ? [] : markerTexts(fim, model);
  return { path, model, vocabulary: new Vocabulary(model, facts.name ?? path, markers) };
}
