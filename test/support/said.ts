/** What a sidecar would say of a small loaded model and of one request, for tests that load none. */
import type { LoadedModel, Usage } from "../../src/protocol/engine.ts";

export const USAGE: Usage = {
  promptTokens: 1,
  reusedTokens: 0,
  evaluatedTokens: 1,
  generatedTokens: 0,
  thoughtTokens: 0,
  queueMs: 0,
  prefillMs: 0,
  generationMs: 0,
};

/** A practice model of the E2B shape, on the processor. */
export function modelOf(path: string, over: Partial<LoadedModel> = {}): LoadedModel {
  return {
    path,
    name: path,
    architecture: "gemma4",
    sizeClass: "E2B",
    practice: true,
    chat: true,
    gpu: "cpu",
    gpuLayers: 0,
    layers: 1,
    threads: 1,
    contextTokens: 8192,
    completionTokens: 4096,
    trainContextTokens: 131_072,
    weightBytes: 1,
    contextBytes: 1,
    residentBytes: 1,
    gpuBytes: 0,
    loadMs: 1,
    safeMode: false,
    ...over,
  };
}
