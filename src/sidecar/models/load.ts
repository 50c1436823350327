/** From load parameters to a model with its contexts, and what really runs. */
import { basename } from "node:path";
import type { Llama, LlamaModel } from "node-llama-cpp";
import type { LoadedModel, LoadParams } from "../../protocol/engine.ts";
import { FailureError } from "../../protocol/failure.ts";
import type { FimTokens } from "../fim/detect.ts";
import { fimSupport, markerTexts, modelFim } from "../fim/model-fim.ts";
import { Vocabulary } from "../generate/vocabulary.ts";
import type { TemplateVariant } from "../template/render.ts";
import { type Contexts, createContexts } from "./contexts.ts";
import { modelFailure } from "./model-failure.ts";
import { type Preflight, preflight } from "./preflight.ts";
import { backendName, type LlamaRuntime, type Log } from "./runtime.ts";
import { detectCores, politeThreads } from "./threads.ts";

export interface LoadOptions {
  readonly runtime: LlamaRuntime;
  readonly log: Log;
  /** 0…1 */
  readonly onProgress: (fraction: number) => void;
  readonly signal: AbortSignal;
}

export interface Loaded extends Contexts {
  readonly info: LoadedModel;
  readonly model: LlamaModel;
  readonly vocabulary: Vocabulary;
  readonly variant: TemplateVariant;
  readonly fim: FimTokens | undefined;
}

/** Throws FailureError. */
export async function loadModel(params: LoadParams, options: LoadOptions): Promise<Loaded> {
  const started = performance.now();
  const checked = preflight(params.path);
  const llama = await options.runtime.get(params.safeMode ? "cpu" : params.gpu);
  const threads = politeThreads(params.threads, detectCores(llama.cpuMathCores));
  llama.maxThreads = threads;
  const model = await openModel(params, llama, options);
  try {
    const name = checked.facts.name ?? basename(params.path);
    const fim = findFim(model, checked, name, options.log);
    const vocabulary = new Vocabulary(model, name, fim === undefined ? [] : markerTexts(fim, model));
    if (!vocabulary.speaksGemma4 && fim === undefined) throw useless(params.path);
    const contexts = await createContexts({
      llama,
      model,
      threads,
      contextTokens: params.contextTokens,
      trainContextTokens: Math.min(checked.facts.trainContextTokens, model.trainContextSize),
      safeMode: params.safeMode,
      chats: vocabulary.speaksGemma4,
      log: options.log,
    });
    const support = { chat: vocabulary.speaksGemma4, ...(fim && { fim: fimSupport(fim) }) };
    const info = { ...describe(params, { checked, model, contexts, name, threads, started }), ...support };
    return { ...contexts, info, model, vocabulary, variant: checked.facts.variant, fim };
  } catch (error) {
    await model.dispose();
    throw await asFailure(error, params.path, options.runtime);
  }
}

function findFim(model: LlamaModel, { header }: Preflight, name: string, log: Log): FimTokens | undefined {
  const { fim, problem } = modelFim(model, header);
  if (problem !== undefined) {
    log("warn", `The fill-in-the-middle tokens of ${name} are not used: ${problem}.`);
  }
  if (fim !== undefined) log("info", `${name} completes code in the format of ${fim.format.name}.`);
  return fim;
}

function useless(path: string): FailureError {
  return modelFailure(
    "gguf.no-use",
    path,
    "it has neither Gemma 4's turn tokens to chat with nor fill-in-the-middle tokens to complete code with",
  );
}

async function openModel(params: LoadParams, llama: Llama, options: LoadOptions): Promise<LlamaModel> {
  options.runtime.forgetErrors();
  try {
    return await llama.loadModel({
      modelPath: params.path,
      gpuLayers: llama.gpu === false ? 0 : { fitContext: { contextSize: 8192 } },
      onLoadProgress: options.onProgress,
      loadSignal: options.signal,
    });
  } catch (error) {
    options.signal.throwIfAborted();
    throw await asFailure(error, params.path, options.runtime);
  }
}

async function asFailure(error: unknown, path: string, runtime: LlamaRuntime): Promise<Error> {
  if (error instanceof FailureError) return error;
  const { InsufficientMemoryError } = await import("node-llama-cpp");
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof InsufficientMemoryError || /memory|allocat|create context/i.test(message)) {
    return new FailureError({
      code: "model.memory",
      message: `There is not enough free memory for the model ${path}: ${message}.`,
      nextStep: "Close other programs, choose a smaller model or quantisation, or set a smaller window.",
    });
  }
  // llama.cpp gives its reason to the log, one tick later than its error to us.
  await new Promise((resolve) => setImmediate(resolve));
  const reason =
    runtime.lastErrors.find((line) => line.includes("error loading model")) ?? runtime.lastErrors[0];
  const cause = reason?.replace(/^.*error loading model( \w+)?:\s*/, "") ?? message;
  return modelFailure("gguf.load-failed", path, `llama.cpp refuses it (${cause})`);
}

interface Parts {
  readonly checked: Preflight;
  readonly model: LlamaModel;
  readonly contexts: Contexts;
  readonly name: string;
  readonly threads: number;
  readonly started: number;
}

function describe(
  params: LoadParams,
  { checked, model, contexts, ...rest }: Parts,
): Omit<LoadedModel, "chat" | "fim"> {
  const memory = [model.memoryUsage, contexts.completion.memoryUsage, contexts.chat.memoryUsage];
  const [, ...contextMemory] = memory;
  return {
    path: params.path,
    name: rest.name,
    architecture: checked.facts.architecture,
    sizeClass: checked.facts.sizeClass,
    practice: checked.facts.practice,
    gpu: backendName(model.llama.gpu),
    gpuLayers: Math.min(model.gpuLayers, checked.facts.layers),
    layers: checked.facts.layers,
    threads: rest.threads,
    contextTokens: contexts.chat.contextSize,
    completionTokens: contexts.completion.contextSize,
    trainContextTokens: checked.facts.trainContextTokens,
    weightBytes: model.size,
    contextBytes: contextMemory.reduce((sum, { ram, vram }) => sum + ram + vram, 0),
    residentBytes: process.memoryUsage.rss(),
    gpuBytes: memory.reduce((sum, { vram }) => sum + vram, 0),
    loadMs: Math.round(performance.now() - rest.started),
    safeMode: params.safeMode,
  };
}
