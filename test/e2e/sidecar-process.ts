/** The one inference process of a run, found by the run's private directory. */
import { strict as assert } from "node:assert";
import { processesOf } from "../support/processes.ts";

/** Fails unless exactly one lives. */
export async function sidecarPid(directory: string): Promise<number> {
  const found = (await processesOf(directory)).filter(({ command }) => command.includes("sidecar.js"));
  const [only] = found;
  assert.ok(only !== undefined && found.length === 1, `${found.length} sidecars`);
  return only.pid;
}
