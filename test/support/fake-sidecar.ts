/** The sidecar's process and connection layer around {@link FakeInference}: `node fake-sidecar.ts ARGS`. */
import { runSidecar } from "../../src/sidecar/process/run.ts";
import { FakeInference } from "./fake-inference.ts";

await runSidecar({ args: process.argv.slice(2), createInference: async () => new FakeInference() });
