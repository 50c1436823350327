import { appendFile, chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ChatLog, conversationTitle, newConversationId } from "../../../src/client/chat/chat-log.ts";
import { replay } from "../../../src/client/chat/replay.ts";
import {
  applyChange,
  type ChatChange,
  type ChatEntry,
  emptyAnswer,
} from "../../../src/protocol/chat-entries.ts";

const CHANGES: readonly ChatChange[] = [
  { kind: "add", entry: { kind: "question", id: "q", at: 1, text: "Why?\nTell me.", attachments: [] } },
  { kind: "add", entry: emptyAnswer("a", 2) },
  { kind: "update", id: "a", fields: { state: "streaming", thoughtStartedAt: 3 } },
  { kind: "append", id: "a", thought: "Hm. " },
  { kind: "append", id: "a", text: "Because é\u2028 “so”." },
  { kind: "update", id: "a", fields: { state: "done", thoughtMs: 40 } },
];

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "gw-chat-"));
});
afterEach(async () => {
  await chmod(directory, 0o700);
  await rm(directory, { recursive: true });
});

async function written(log: ChatLog, id: string, changes = CHANGES): Promise<void> {
  for (const change of changes) await log.append(id, change);
}

function applied(changes: readonly ChatChange[]): readonly ChatEntry[] {
  return changes.reduce<readonly ChatEntry[]>(applyChange, []);
}

describe("ChatLog", () => {
  it("gives back what was said", async () => {
    await written(new ChatLog(directory), "one");
    expect(await new ChatLog(directory).read("one")).toEqual(applied(CHANGES));
  });

  it("has each change on the disk when its promise resolves", async () => {
    const log = new ChatLog(join(directory, "chats"));
    for (const [index, change] of CHANGES.entries()) {
      await log.append("one", change);
      const lines = (await readFile(join(directory, "chats", "one.jsonl"), "utf8")).trimEnd().split("\n");
      expect(lines).toHaveLength(index + 1);
    }
  });

  it("goes on after a torn last line without losing the next one", async () => {
    await written(new ChatLog(directory), "one", CHANGES.slice(0, 4));
    await appendFile(join(directory, "one.jsonl"), '{"kind":"append","id":"a","te');
    const after = new ChatLog(directory);
    await written(after, "one", CHANGES.slice(4));
    expect(await after.read("one")).toEqual(applied(CHANGES));
  });

  it("lists conversations by their last change, titled by the first question", async () => {
    const log = new ChatLog(directory);
    await written(log, "one");
    await writeFile(join(directory, "empty.jsonl"), "");
    await writeFile(join(directory, "noise.txt"), "x");
    const [first, ...others] = await log.list(10);
    expect(first).toMatchObject({ id: "one", title: "Why? Tell me." });
    expect(others).toEqual([]);
  });

  it("never leaves its directory", async () => {
    const log = new ChatLog(join(directory, "chats"));
    const [question] = CHANGES;
    if (question !== undefined) await log.append("../outside", question);
    expect(log.problem).toContain("../outside");
    expect(await log.read("../outside")).toEqual([]);
  });

  it("says why it cannot write, and stops saying so when it can", async () => {
    const blocked = join(directory, "blocked");
    await writeFile(blocked, "a file where a directory should be");
    const log = new ChatLog(blocked);
    await written(log, "one", CHANGES.slice(0, 1));
    expect(log.problem).toMatch(/not being saved in .*blocked/);
    await rm(blocked);
    await written(log, "one", CHANGES.slice(1, 2));
    expect(log.problem).toBeUndefined();
  });
});

describe("replay", () => {
  it("survives a log cut at any byte: all but the torn change is there", () => {
    const lines = CHANGES.map((change) => JSON.stringify(change));
    const log = Buffer.from(`${lines.join("\n")}\n`);
    for (let end = 0; end <= log.length; end++) {
      const text = log.subarray(0, end).toString();
      const whole = text.split("\n").filter((line) => lines.includes(line)).length;
      const expected = applied(CHANGES.slice(0, whole));
      const ids = expected.map(({ id }) => id);
      const found = replay(text);
      expect(found.map(({ id }) => id)).toEqual(ids);
      expect(found.map((entry) => (entry.kind === "failure" ? "" : entry.text))).toEqual(
        expected.map((entry) => (entry.kind === "failure" ? "" : entry.text)),
      );
    }
  });

  it("never throws, whatever the file holds", () => {
    expect(() =>
      fc.assert(
        fc.property(
          fc.array(fc.oneof(fc.string(), fc.json())),
          (lines) => replay(lines.join("\n")).length >= 0,
        ),
      ),
    ).not.toThrow();
  });

  it("marks an answer that was being written as interrupted", () => {
    const [answer] = replay(JSON.stringify({ kind: "add", entry: emptyAnswer("a", 1) }));
    expect(answer).toMatchObject({ state: "interrupted" });
  });
});

it("names and titles conversations", () => {
  expect(newConversationId(0, "abc")).toBe("1970-01-01T00-00-00-000Z-abc");
  expect(conversationTitle([])).toBeUndefined();
  expect(
    conversationTitle([{ kind: "question", id: "q", at: 0, text: "x".repeat(200), attachments: [] }]),
  ).toHaveLength(80);
});
