/** A real model as the engine reports it, on the CPU. */
import type { LoadedModel } from "../../../src/protocol/engine.ts";

export const LOADED_MODEL: LoadedModel = {
  path: "/m/gemma-4-E4B.gguf",
  name: "gemma-4-E4B-it",
  architecture: "gemma4",
  sizeClass: "E4B",
  practice: false,
  chat: true,
  gpu: "cpu",
  gpuLayers: 0,
  layers: 35,
  threads: 4,
  contextTokens: 32_768,
  completionTokens: 8192,
  trainContextTokens: 131_072,
  weightBytes: 4.2e9,
  contextBytes: 3e8,
  residentBytes: 5e9,
  gpuBytes: 0,
  loadMs: 2000,
  safeMode: false,
};
