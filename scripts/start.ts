/**
 * `npm start`: VS Code in the browser with Gemwright installed, the practice model loaded and a sample workspace
 * open. Nothing is asked and nothing of the user's own VS Code is touched. `--model FILE` uses a real model,
 * `--exit-after-ready` stops at once (for tests).
 */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { practiceModel } from "../test/fixtures/models.ts";
import { startCodeServer } from "../test/support/code-server.ts";
import { codeServerEntry } from "./lib/code-server.ts";
import { copySampleWorkspace } from "./lib/host-suite.ts";
import { packageTarget } from "./lib/package.ts";
import { ensurePrerequisites } from "./lib/prerequisites.ts";
import { buildBundles } from "./lib/stage.ts";
import { hostTarget } from "./lib/targets.ts";

const { values } = parseArgs({
  options: { model: { type: "string" }, "exit-after-ready": { type: "boolean", default: false } },
});

await ensurePrerequisites(["programs"]);
const entry = await codeServerEntry();
console.log("Building and packaging Gemwright …");
// With a model of the user's own the GPU binary is worth its packing time.
const cpuOnly = values.model === undefined;
const vsix = await packageTarget({ target: hostTarget(), cpuOnly, bundles: await buildBundles() });
const model = values.model === undefined ? await practiceModel() : resolve(values.model);
const workspace = await copySampleWorkspace();
const server = await startCodeServer({ entry, vsix: vsix.path, settings: { "gemwright.model.path": model } });
console.log(`Model: ${model}${values.model === undefined ? " (practice model: fixed answers, no AI)" : ""}`);
console.log(`Sample workspace: ${workspace.path} (removed at the end)`);
if (!values["exit-after-ready"]) console.log("Ctrl+C stops everything.");
console.log(`Gemwright runs in VS Code at ${server.folderUrl(workspace.path)}`);
if (!values["exit-after-ready"]) {
  await new Promise<void>((stop) => {
    process.once("SIGINT", stop);
    process.once("SIGTERM", stop);
    process.once("SIGHUP", stop);
  });
}
await server.stop();
await workspace.remove();
