/**
 * The E2B shape with random weights in a real sidecar process of the benchmark's own: one thread, no GPU, because
 * the machine has other work and the threads of llama.cpp do not share well.
 */
import { join } from "node:path";
import type { Engine } from "../../../src/server/engine/engine.ts";
import { REPOSITORY } from "../../fixtures/cache.ts";
import { randomModel, type Scale } from "../../fixtures/models.ts";
import { createSidecarHome } from "../../support/sidecar.ts";

export const THREADS = 1;

export interface OwnSidecar extends AsyncDisposable {
  readonly engine: Engine;
  readonly modelPath: string;
}

/** Generates the model on the first run (`true-shape`: 2.8 GB), starts the sidecar and loads it. */
export async function ownSidecar(scale: string, contextTokens: number): Promise<OwnSidecar> {
  const modelPath = await randomModel({ sizeClass: "E2B", scale: scale as Scale });
  const home = createSidecarHome({
    model: modelPath,
    script: join(REPOSITORY, "src/sidecar/main.ts"),
    contextTokens,
    keepAliveSeconds: 5,
  });
  const engine = home.engine({ threads: THREADS, gpu: "cpu" });
  try {
    await engine.load();
  } catch (error) {
    await home[Symbol.asyncDispose]();
    throw error;
  }
  return { engine, modelPath, [Symbol.asyncDispose]: () => home[Symbol.asyncDispose]() };
}
