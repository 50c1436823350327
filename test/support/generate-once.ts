/**
 * One window in a process of its own: `node generate-once.ts SCRIPT DIRECTORY MODEL PROMPT`. Loads, generates,
 * and prints the answer with the sidecar's id as JSON.
 */
import { DEFAULT_SETTINGS } from "../../src/protocol/settings.ts";
import { createSidecarEngine } from "../../src/server/engine/sidecar/create.ts";

const [script = "", runtimeDirectory, path = "", content = ""] = process.argv.slice(2);
const engine = createSidecarEngine({ script, runtimeDirectory, clientName: "once", log: () => undefined });
engine.configure({ ...DEFAULT_SETTINGS.model, path, gpu: "cpu", threads: 1, keepAliveSeconds: 1 });
let text = "";
const result = await engine.generate(
  {
    lane: "chat",
    prompt: { kind: "chat", messages: [{ role: "user", content }], thinking: false },
    sampling: { temperature: 0, topP: 1, topK: 0 },
    maxTokens: 20,
  },
  (event) => (text += event.kind === "text" ? event.text : ""),
  new AbortController().signal,
);
process.stdout.write(
  `${JSON.stringify({ text, finishReason: result.finishReason, pid: engine.status?.pid })}\n`,
);
await engine.dispose();
