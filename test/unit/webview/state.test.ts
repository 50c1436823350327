import { describe, expect, it } from "vitest";
import { type AnswerEntry, emptyAnswer } from "../../../src/protocol/chat-entries.ts";
import type { HostMessage, PageContext } from "../../../src/protocol/chat-view.ts";
import { duration, thoughtTitle, usageLine, waitingText } from "../../../src/webview/format.ts";
import {
  INITIAL_STATE,
  isThinking,
  lastQuestion,
  type PageAction,
  type PageState,
  reduce,
  runningEntry,
  thoughtIsOpen,
} from "../../../src/webview/state.ts";

const CONTEXT: PageContext = { engine: { kind: "noModel" }, attached: [], thinking: true, hasFailure: false };
const QUESTION = { kind: "question", id: "q", at: 0, text: "Why?", attachments: [] } as const;
const SNAPSHOT: HostMessage = {
  kind: "snapshot",
  conversation: "c",
  entries: [],
  context: CONTEXT,
  draft: "half a thou",
};

function after(...actions: readonly PageAction[]): PageState {
  return actions.reduce(reduce, INITIAL_STATE);
}

const ASKED: readonly PageAction[] = [
  SNAPSHOT,
  { kind: "change", change: { kind: "add", entry: QUESTION } },
  { kind: "change", change: { kind: "add", entry: emptyAnswer("a", 0) } },
];
const THOUGHT: PageAction = { kind: "change", change: { kind: "append", id: "a", thought: "Hm." } };
const TEXT: PageAction = { kind: "change", change: { kind: "append", id: "a", text: "So." } };
const DONE: PageAction = { kind: "change", change: { kind: "update", id: "a", fields: { state: "done" } } };

describe("the page's state", () => {
  it("restores the draft, but never over what is being typed", () => {
    expect(after(SNAPSHOT).draft).toBe("half a thou");
    expect(after({ kind: "draft", text: "newer" }, SNAPSHOT).draft).toBe("newer");
  });

  it("knows the running answer and the last question", () => {
    expect(runningEntry(after(...ASKED))?.id).toBe("a");
    expect(runningEntry(after(...ASKED, DONE))).toBeUndefined();
    expect(lastQuestion(after(...ASKED))).toBe("Why?");
  });

  it("shows a thought live, folds it when the answer begins, and obeys the user", () => {
    const open = (...actions: readonly PageAction[]) => {
      const state = after(...ASKED, ...actions);
      const entry = state.entries.at(-1);
      return entry !== undefined && thoughtIsOpen(state, entry);
    };
    expect(open(THOUGHT)).toBe(true);
    expect(open(THOUGHT, TEXT)).toBe(false);
    expect(open(THOUGHT, { kind: "toggleThought", id: "a" }, TEXT)).toBe(false);
    expect(open(THOUGHT, TEXT, { kind: "toggleThought", id: "a" }, DONE)).toBe(true);
  });

  it("has a clock to move only while a thought grows", () => {
    const ended: PageAction = {
      kind: "change",
      change: { kind: "update", id: "a", fields: { thoughtMs: 40 } },
    };
    expect(isThinking(after(...ASKED))).toBe(false);
    expect(isThinking(after(...ASKED, THOUGHT))).toBe(true);
    expect(isThinking(after(...ASKED, THOUGHT, ended, TEXT))).toBe(false);
    expect(isThinking(after(...ASKED, THOUGHT, DONE))).toBe(false);
  });

  it("announces ends, never tokens", () => {
    const streaming = after(...ASKED, THOUGHT);
    expect(reduce(streaming, TEXT).announcement).toBe(streaming.announcement);
    expect(after(...ASKED, TEXT, DONE).announcement).toBe("Answer: So.");
    const failure = { code: "x", message: "No model is chosen.", nextStep: "" };
    const failed: PageAction = {
      kind: "change",
      change: { kind: "update", id: "a", fields: { state: "failed", failure } },
    };
    expect(after(...ASKED, failed).announcement).toBe("No model is chosen.");
  });

  it("leaves finished entries untouched while another streams", () => {
    const before = after(...ASKED);
    const next = reduce(before, TEXT);
    expect(next.entries[0]).toBe(before.entries[0]);
    expect(next.entries[1]).not.toBe(before.entries[1]);
  });

  it("asks for the focus each time it is told to", () => {
    expect(after(SNAPSHOT, { kind: "compose" }, { kind: "compose", text: "x" })).toMatchObject({
      focus: 2,
      draft: "half a thou",
    });
  });
});

describe("words and numbers", () => {
  const entry = (fields: Partial<AnswerEntry>): AnswerEntry => ({ ...emptyAnswer("a", 0), ...fields });

  it.each([
    [3240, "3.2 s"],
    [48_700, "48 s"],
    [125_000, "2 min 5 s"],
    [-5, "0.0 s"],
  ])("%i ms are %s", (ms, text) => {
    expect(duration(ms)).toBe(text);
  });

  it("title a thought while it runs, after it ended and when it never did", () => {
    expect(thoughtTitle(entry({ state: "streaming", thoughtStartedAt: 1000 }), 3500)).toBe("Thinking… 2.5 s");
    expect(thoughtTitle(entry({ state: "done", thoughtMs: 3240 }), 0)).toBe("Thought for 3.2 s");
    expect(thoughtTitle(entry({ state: "interrupted" }), 0)).toBe("Thought");
  });

  it("say what an answer waits for", () => {
    const reading = entry({ progress: { kind: "prefill", done: 2048, total: 4096 } });
    expect(waitingText(reading, undefined)).toEqual({ text: "Reading 2,048 of 4,096 tokens", fraction: 0.5 });
    const loading = { kind: "loading", file: "a.gguf", fraction: 0.426 } as const;
    expect(waitingText(entry({}), loading).text).toBe("Loading the model… 42 %");
    expect(waitingText(entry({ progress: { kind: "queued" } }), undefined).text).toContain("Waiting");
  });

  it("count the window that was allocated", () => {
    const usage = {
      promptTokens: 4812,
      reusedTokens: 4370,
      evaluatedTokens: 442,
      generatedTokens: 412,
      thoughtTokens: 157,
      queueMs: 2,
      prefillMs: 830,
      generationMs: 13_120,
    };
    const line = usageLine(entry({ state: "done", usage, contextTokens: 65_536 }));
    expect(line?.text).toBe("412 tokens · 31.4 tok/s · window 5,224 of 65,536");
    expect(line?.details).toContain("4,370 of them from the cache");
    expect(usageLine(entry({}))).toBeUndefined();
  });
});
