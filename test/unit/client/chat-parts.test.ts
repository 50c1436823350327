import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AppendBuffer } from "../../../src/client/chat/append-buffer.ts";
import { contentSecurityPolicy, pageHtml } from "../../../src/client/chat/page-html.ts";
import { parsePageMessage } from "../../../src/client/chat/page-messages.ts";
import { insideFolder, openableUrl } from "../../../src/client/chat/places.ts";
import { attachmentsOf, turnsOf } from "../../../src/client/chat/turns.ts";
import type { ChatChange, ChatEntry } from "../../../src/protocol/chat-entries.ts";
import { PAGE_COMMANDS } from "../../../src/protocol/chat-view.ts";

describe("messages of the page", () => {
  it.each([
    { kind: "ready" },
    { kind: "send", text: "Hello" },
    { kind: "openPath", path: "src/a.ts", line: 3 },
    { kind: "openPath", path: "src/a.ts" },
    { kind: "command", command: "chooseModelFile" },
  ])("are known: %j", (message) => {
    expect(parsePageMessage(message)).toEqual(message);
  });

  it.each([
    null,
    "ready",
    [],
    { kind: "eval", text: "1" },
    { kind: "send" },
    { kind: "send", text: "x", extra: true },
    { kind: "send", text: "x".repeat(2_000_001) },
    { kind: "openPath", path: "a.ts", line: -1 },
    { kind: "command", command: "workbench.action.terminal.sendSequence" },
    { kind: "command", command: "__proto__" },
  ])("are refused when they are none of ours: %j", (message) => {
    expect(parsePageMessage(message)).toBeUndefined();
  });

  it("never reach a command that is not listed, whatever is sent", () => {
    const value = fc.oneof(fc.anything(), fc.record({ kind: fc.constant("command"), command: fc.string() }));
    expect(() =>
      fc.assert(
        fc.property(value, (sent) => {
          const message = parsePageMessage(sent);
          return message?.kind !== "command" || PAGE_COMMANDS.includes(message.command);
        }),
        { numRuns: 2000 },
      ),
    ).not.toThrow();
  });
});

describe("links", () => {
  it.each(["https://nodejs.org/en", "http://127.0.0.1:8080/x"])("to the web may be opened: %s", (url) => {
    expect(openableUrl(url)).toBe(url);
  });

  it.each([
    "command:workbench.action.quit",
    "vscode://file/etc/passwd",
    "file:///etc/passwd",
    "data:text/html,<script>1</script>",
    "javascript:alert(1)",
    "\\\\server\\share",
    "https://user:password@example.com/",
    "ftp://example.com",
    "not a url",
  ])("to anything else may not: %s", (url) => {
    expect(openableUrl(url)).toBeUndefined();
  });
});

describe("paths in answers", () => {
  it.each([
    ["src/a.ts", "src/a.ts"],
    ["./src//a.ts", "src/a.ts"],
    ["src/../b.ts", "b.ts"],
    ["/w/src/a.ts", "src/a.ts"],
    ["src\\a.ts", "src/a.ts"],
  ])("stay in the folder: %s", (reference, inside) => {
    expect(insideFolder("/w", reference)).toBe(inside);
  });

  it.each([
    "../x",
    "src/../../x",
    "/etc/passwd",
    "/w2/x",
    "//server/x",
    "~/.ssh/id",
    "C:/x",
    "a\0b",
    "",
    ".",
  ])("do not leave it: %j", (reference) => {
    expect(insideFolder("/w", reference)).toBeUndefined();
  });

  it("never leave it, whatever they are made of", () => {
    const part = fc.constantFrom("..", ".", "a", "", "/", "\\", "C:", "~", "w");
    expect(() =>
      fc.assert(
        fc.property(fc.array(part), (parts) => {
          const inside = insideFolder("/w", parts.join("/"));
          return inside === undefined || !inside.split("/").includes("..");
        }),
      ),
    ).not.toThrow();
  });
});

describe("the page's document", () => {
  const resources = { cspSource: "https://x.test", script: "s.js", style: "s.css", nonce: "abc" };

  it("allows one script by its nonce and nothing inline", () => {
    const policy = contentSecurityPolicy(resources);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'nonce-abc'");
    expect(policy).not.toContain("unsafe");
    expect(policy).not.toContain("connect-src");
    expect(pageHtml(resources).match(/<script/g)).toHaveLength(1);
    expect(pageHtml(resources)).not.toMatch(/style=|onload=|onclick=/);
  });
});

describe("AppendBuffer", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("joins tokens for a while, and keeps the order with other changes", () => {
    const out: ChatChange[] = [];
    const buffer = new AppendBuffer(1000, (change) => out.push(change));
    buffer.push({ kind: "append", id: "a", thought: "x" });
    buffer.push({ kind: "append", id: "a", text: "y" });
    buffer.push({ kind: "append", id: "a", text: "z" });
    expect(out).toEqual([]);
    buffer.push({ kind: "update", id: "a", fields: { state: "done" } });
    expect(out).toEqual([
      { kind: "append", id: "a", thought: "x", text: "yz" },
      { kind: "update", id: "a", fields: { state: "done" } },
    ]);
  });

  it("lets no token wait longer than it should", () => {
    const out: ChatChange[] = [];
    const buffer = new AppendBuffer(1000, (change) => out.push(change));
    buffer.push({ kind: "append", id: "a", text: "x" });
    vi.advanceTimersByTime(999);
    buffer.push({ kind: "append", id: "a", text: "y" });
    vi.advanceTimersByTime(1);
    expect(out).toEqual([{ kind: "append", id: "a", text: "xy" }]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("passes a text on at once when nothing goes first and none is to wait", () => {
    const out: ChatChange[] = [];
    const yielding = { yields: () => false, everyMs: 50, mostMs: 500 };
    const buffer = new AppendBuffer(0, (change) => out.push(change), yielding);
    buffer.push({ kind: "append", id: "a", text: "x" });
    buffer.push({ kind: "append", id: "a", text: "y" });
    expect(out).toEqual([
      { kind: "append", id: "a", text: "x" },
      { kind: "append", id: "a", text: "y" },
    ]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("lets something else go first, but not for ever", () => {
    const out: ChatChange[] = [];
    let typing = true;
    const yielding = { yields: () => typing, everyMs: 50, mostMs: 500 };
    const buffer = new AppendBuffer(0, (change) => out.push(change), yielding);
    buffer.push({ kind: "append", id: "a", text: "x" });
    vi.advanceTimersByTime(450);
    buffer.push({ kind: "append", id: "a", text: "y" });
    expect(out).toEqual([]);
    vi.advanceTimersByTime(50);
    expect(out).toEqual([{ kind: "append", id: "a", text: "xy" }]);
    buffer.push({ kind: "append", id: "a", text: "z" });
    vi.advanceTimersByTime(100);
    typing = false;
    vi.advanceTimersByTime(50);
    expect(out.at(-1)).toEqual({ kind: "append", id: "a", text: "z" });
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("turns for the server", () => {
  const question = (
    text: string,
    attachments: Extract<ChatEntry, { kind: "question" }>["attachments"] = [],
  ) => ({ kind: "question", id: text, at: 0, text, attachments }) as const;
  const answer = (text: string) =>
    ({ kind: "answer", id: `a${text}`, at: 0, state: "done", thought: "secret", text, sources: [] }) as const;

  it("alternate, without thoughts and without answers that never came", () => {
    expect(turnsOf([question("1"), answer("one"), question("2"), answer(""), question("3")])).toEqual([
      { role: "user", content: "1" },
      { role: "assistant", content: "one" },
      { role: "user", content: "2\n\n3" },
    ]);
  });

  it("carry every attachment once, the oldest first", () => {
    const a = { label: "a.ts", text: "1" };
    const b = { label: "b.ts", text: "2" };
    expect(attachmentsOf([question("1", [a]), answer("x"), question("2", [b, a])])).toEqual([
      { ...a, turn: 0 },
      { ...b, turn: 2 },
    ]);
  });
});
