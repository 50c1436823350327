/** Conversations to look at: every state the chat page can be in. */
import type { AnswerEntry, ChatEntry } from "../../src/protocol/chat-entries.ts";
import type { HostMessage, PageContext } from "../../src/protocol/chat-view.ts";

const READY: PageContext["engine"] = {
  kind: "ready",
  name: "gemma-4-26B-A4B-it",
  backend: "Vulkan",
  contextTokens: 65_536,
  practice: false,
};

const CONTEXT: PageContext = {
  engine: READY,
  attached: [],
  offered: { id: "src/queue.ts:12-30", label: "src/queue.ts:12-30", origin: "selection" },
  thinking: true,
  hasFailure: true,
};

function answer(fields: Partial<AnswerEntry>): AnswerEntry {
  return { kind: "answer", id: "a1", at: 2, state: "done", thought: "", text: "", sources: [], ...fields };
}

const QUESTION: ChatEntry = {
  kind: "question",
  id: "q1",
  at: 1,
  text: "Why does `drain()` sometimes return before the last job has run?",
  attachments: [
    {
      uri: "file:///w/src/queue.ts",
      label: "src/queue.ts:12-30",
      startLine: 12,
      languageId: "typescript",
      text: "",
    },
  ],
};

const TEXT = `The loop awaits the jobs it **already holds**, but \`push()\` may add one while the last is running, and nobody looks again. See src/queue.ts:21 and the caller in \`src/worker.ts:48\`.

### The cause

1. \`drain()\` copies the list once.
2. A job that pushes another one is not part of that copy.

\`\`\`ts
/** Resolves when the queue is empty, jobs that jobs added included. */
async drain(): Promise<void> {
  while (this.#jobs.length > 0) {
    const batch = this.#jobs.splice(0, 32);
    await Promise.all(batch.map((job) => job.run()));
  }
}
\`\`\`

| Before | After |
|---|---:|
| copies once | looks again |
| 1 pass | until empty |

> The order inside a batch stays as it was.

More about it in the [event loop guide](https://nodejs.org/en/learn).`;

const USAGE = {
  promptTokens: 4_812,
  reusedTokens: 4_370,
  evaluatedTokens: 442,
  generatedTokens: 412,
  thoughtTokens: 157,
  queueMs: 2,
  prefillMs: 830,
  generationMs: 13_120,
};

const THOUGHT =
  "The user asks about `drain()`. It copies `this.#jobs` before the loop, so anything pushed by a job is missed…";

const ANSWERED = answer({
  thought: THOUGHT,
  thoughtStartedAt: 1000,
  thoughtMs: 3240,
  text: TEXT,
  usage: USAGE,
  finishReason: "stop",
  contextTokens: 65_536,
  sources: [
    { uri: "file:///w/src/queue.ts", label: "src/queue.ts:12-30", startLine: 12, endLine: 30, tokens: 214 },
    { uri: "file:///w/src/worker.ts", label: "src/worker.ts:40-61", startLine: 40, endLine: 61, tokens: 187 },
  ],
});

const FAILURE: ChatEntry = {
  kind: "failure",
  id: "f1",
  at: 1,
  origin: "terminal",
  command: "python tools/report.py --month 2026-10 --format csv",
  exitCode: 1,
  failure: {
    language: "python",
    error: "ValueError",
    message: "could not convert string to float: '12,40'",
    text: "",
    frames: [
      frame("/w/tools/report.py", 61, "main", "workspace"),
      frame("/w/tools/report.py", 38, "rows", "workspace"),
      frame("/usr/lib/python3/dist-packages/pandas/core/frame.py", 9123, "apply", "library"),
      frame("/w/tools/money.py", 9, "parse", "workspace"),
    ],
    causes: [],
  },
};

function frame(path: string, line: number, name: string, origin: "workspace" | "library") {
  return { path, line, function: name, origin, resolvedUri: `file://${path}` } as const;
}

function snapshot(entries: readonly ChatEntry[], context: Partial<PageContext> = {}): HostMessage {
  return { kind: "snapshot", conversation: "c1", entries, context: { ...CONTEXT, ...context }, draft: "" };
}

export const SCENES: Readonly<Record<string, HostMessage>> = {
  noModel: snapshot([], { engine: { kind: "noModel" }, hasFailure: false }),
  empty: snapshot([]),
  practice: snapshot([], { engine: { ...READY, name: "practice-e2b", backend: "CPU", practice: true } }),
  answered: snapshot([QUESTION, ANSWERED]),
  thinking: snapshot([
    QUESTION,
    answer({ state: "streaming", thought: THOUGHT, thoughtStartedAt: Date.now() - 2000 }),
  ]),
  reading: snapshot(
    [QUESTION, answer({ state: "waiting", progress: { kind: "prefill", done: 2048, total: 4812 } })],
    { attached: [{ id: "src/app.ts", label: "src/app.ts", origin: "file" }] },
  ),
  interrupted: snapshot([
    QUESTION,
    answer({
      state: "interrupted",
      thought: THOUGHT,
      thoughtMs: 3240,
      text: TEXT.slice(0, 160),
      failure: {
        code: "sidecar.crashed",
        message: "The engine process ended with signal SIGKILL.",
        nextStep: "It starts again by itself; retry when the status bar says ready.",
      },
    }),
  ]),
  failed: snapshot([
    QUESTION,
    answer({
      state: "failed",
      failure: {
        code: "gguf.truncated",
        message: "gemma-4-E4B.gguf ends after 1.2 GB, but its header lists 4.2 GB of tensors.",
        nextStep: "Download the file again.",
      },
    }),
  ]),
  failure: snapshot([
    FAILURE,
    answer({ state: "streaming", thought: THOUGHT, thoughtStartedAt: Date.now() }),
  ]),
};
