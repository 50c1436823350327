import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ChatLog } from "../../../src/client/chat/chat-log.ts";
import { type Asker, ChatSession } from "../../../src/client/chat/chat-session.ts";
import { ConnectionLost } from "../../../src/client/server-port.ts";
import type { AnswerEntry, ChatChange } from "../../../src/protocol/chat-entries.ts";
import { FailureError } from "../../../src/protocol/failure.ts";
import type { ChatEvent, ChatParams, ChatResult, ExplainParams } from "../../../src/protocol/lsp.ts";

const RESULT: ChatResult = {
  finishReason: "stop",
  contextTokens: 8192,
  usage: {
    promptTokens: 10,
    reusedTokens: 0,
    evaluatedTokens: 10,
    generatedTokens: 5,
    thoughtTokens: 0,
    queueMs: 0,
    prefillMs: 1,
    generationMs: 1,
  },
};

type Emit = (event: ChatEvent) => void;

/** Answers as a test says. */
function asker(answer: (params: ChatParams, emit: Emit, signal: AbortSignal) => Promise<void>) {
  const asked: (ChatParams | ExplainParams)[] = [];
  const port: Asker = {
    async chat(params, emit, signal) {
      asked.push(params);
      await answer(params, emit, signal);
      return RESULT;
    },
    async explain(params, emit) {
      asked.push(params);
      emit({ id: params.id, kind: "text", text: "The file is missing." });
      return { ...RESULT, question: "Why did this fail?" };
    },
  };
  return { asked, port };
}

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "gw-session-"));
});
afterEach(() => rm(directory, { recursive: true }));

function session(port: Asker, yields: () => boolean = () => false) {
  const changes: ChatChange[] = [];
  const log = new ChatLog(directory);
  const created = new ChatSession({
    asker: port,
    log,
    thinking: () => true,
    yields,
    listener: { onSnapshot: () => {}, onChange: (change) => changes.push(change), onEnd: () => {} },
  });
  return { chat: created, log, changes };
}

function lastAnswer(chat: ChatSession): AnswerEntry {
  const last = chat.conversation.entries.at(-1);
  if (last?.kind !== "answer") throw new Error("the last entry is no answer");
  return last;
}

describe("ChatSession", () => {
  it("shows no more of an answer while somebody types elsewhere, and all of it at the end", async () => {
    let typing = true;
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    const { port } = asker(async ({ id }, emit) => {
      emit({ id, kind: "text", text: "a" });
      await ended;
    });
    const { chat, changes } = session(port, () => typing);
    const answered = chat.ask("Why?", []);
    const shown = () => changes.filter(({ kind }) => kind === "append").length;
    await expect.poll(() => lastAnswer(chat).text).toBe("a");
    // Three times as long as a text waits otherwise.
    await setTimeout(100);
    expect(shown()).toBe(0);
    typing = false;
    await expect.poll(shown).toBe(1);
    end();
    await answered;
  });

  it("streams a thought and an answer, and knows how long it thought", async () => {
    const { port } = asker(async ({ id }, emit) => {
      emit({ id, kind: "waiting", reason: "loading" });
      emit({ id, kind: "prefill", done: 5, total: 10 });
      emit({ id, kind: "thought", text: "Hm." });
      emit({ id, kind: "text", text: "Yes" });
      emit({ id, kind: "text", text: "." });
    });
    const { chat } = session(port);
    await chat.ask("Really?", []);
    const answer = lastAnswer(chat);
    expect(answer).toMatchObject({ state: "done", thought: "Hm.", text: "Yes.", contextTokens: 8192 });
    expect(answer.thoughtMs).toBeGreaterThanOrEqual(0);
  });

  it("has the question on the disk before it is sent", async () => {
    let onDisk = "";
    const { port } = asker(async () => {
      onDisk = await readFile(join(directory, `${chat.conversation.id}.jsonl`), "utf8");
    });
    const { chat } = session(port);
    await chat.ask("Is this kept?", []);
    expect(onDisk).toContain("Is this kept?");
  });

  it("keeps a partial answer when the server dies, and asks again on retry", async () => {
    let tries = 0;
    const { asked, port } = asker(async ({ id }, emit) => {
      emit({ id, kind: "text", text: "Half of" });
      tries += 1;
      if (tries === 1) throw new ConnectionLost();
    });
    const { chat, log } = session(port);
    await chat.ask("Go on.", []);
    const partial = lastAnswer(chat);
    expect(partial).toMatchObject({ state: "interrupted", text: "Half of" });
    expect(await log.read(chat.conversation.id)).toEqual(chat.conversation.entries);
    await chat.retry(partial.id);
    expect(lastAnswer(chat)).toMatchObject({ state: "done", text: "Half of" });
    expect(asked.map((params) => ("turns" in params ? params.turns : []))).toEqual([
      [{ role: "user", content: "Go on." }],
      [{ role: "user", content: "Go on." }],
    ]);
    expect(await log.read(chat.conversation.id)).toEqual(chat.conversation.entries);
  });

  it("tells a failure without a single token from an interruption", async () => {
    const failure = { code: "model.none", message: "No model is chosen.", nextStep: "Choose one." };
    const { port } = asker(() => Promise.reject(new FailureError(failure)));
    const { chat } = session(port);
    await chat.ask("Hello?", []);
    expect(lastAnswer(chat)).toMatchObject({ state: "failed", failure });
  });

  it("stops when told to, and lets no late token in", async () => {
    const { port } = asker(async ({ id }, emit, signal) => {
      emit({ id, kind: "text", text: "One" });
      chat.stop();
      expect(signal.aborted).toBe(true);
      emit({ id, kind: "text", text: " two" });
      throw new Error("cancelled");
    });
    const { chat } = session(port);
    await chat.ask("Count.", []);
    expect(lastAnswer(chat)).toMatchObject({ state: "stopped", text: "One" });
  });

  it("keeps the answer of a conversation that was left out of the new one", async () => {
    const { port } = asker(async ({ id }, emit) => {
      chat.startNew();
      emit({ id, kind: "text", text: "too late" });
    });
    const { chat } = session(port);
    await chat.ask("Old question", []);
    expect(chat.conversation.entries).toEqual([]);
  });

  it("explains a failure and goes on from the question the server asked", async () => {
    const { asked, port } = asker(async () => {});
    const { chat } = session(port);
    const failure = { language: "python", error: "OSError", message: "", frames: [], causes: [], text: "…" };
    await chat.explain({ failure, origin: "terminal", command: "python a.py", exitCode: 1 });
    await chat.ask("And now?", []);
    expect(asked[0]).toMatchObject({ failure, command: "python a.py", exitCode: 1 });
    expect(asked[1]).toMatchObject({
      turns: [
        { role: "user", content: "Why did this fail?" },
        { role: "assistant", content: "The file is missing." },
        { role: "user", content: "And now?" },
      ],
    });
  });

  it("opens an earlier conversation again", async () => {
    const { port } = asker(async ({ id }, emit) => emit({ id, kind: "text", text: "Yes." }));
    const { chat } = session(port);
    await chat.ask("First", []);
    const { id, entries } = chat.conversation;
    chat.startNew();
    await chat.open(id);
    expect(chat.conversation.entries).toEqual(entries);
  });
});
