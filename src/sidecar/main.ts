/** The inference sidecar: one process per user and machine, the only one that knows llama.cpp. */
import { createInference } from "./core.ts";
import { runSidecar } from "./process/run.ts";

void runSidecar({ args: process.argv.slice(2), createInference: (log) => createInference({ log }) });
