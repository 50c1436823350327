/**
 * Loads the model files named on the command line, one after the other, and prints what came of each as a line
 * of JSON. Runs as a child process: a file that aborts llama.cpp takes only this process with it.
 */
import { FailureError } from "../../src/protocol/failure.ts";
import { createInference } from "../../src/sidecar/core.ts";
import { loadParams } from "./inference-core.ts";

const core = await createInference();
for (const path of process.argv.slice(2)) {
  try {
    const model = await core.load(loadParams(path, { contextTokens: 1024 }));
    process.stdout.write(`${JSON.stringify({ path, model })}\n`);
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    process.stdout.write(`${JSON.stringify({ path, failure: error.failure, state: core.state })}\n`);
  }
}
await core.dispose();
