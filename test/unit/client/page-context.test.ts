import { expect, it } from "vitest";
import { KnownContext } from "../../../src/client/chat/page-context.ts";
import type { HostMessage, PageContext } from "../../../src/protocol/chat-view.ts";

const CONTEXT: PageContext = { engine: { kind: "noModel" }, attached: [], thinking: true, hasFailure: false };
const context = (changed: Partial<PageContext> = {}): HostMessage => ({
  kind: "context",
  context: { ...CONTEXT, ...changed },
});
const SNAPSHOT: HostMessage = {
  kind: "snapshot",
  conversation: "1",
  entries: [],
  context: CONTEXT,
  draft: "",
};

it("the page is told a context once, and again when it changed", () => {
  const known = new KnownContext();
  expect(known.isNews(context())).toBe(true);
  expect(known.isNews(context())).toBe(false);
  expect(known.isNews(context({ thinking: false }))).toBe(true);
  expect(known.isNews(context())).toBe(true);
});

it("a snapshot and what happens in the conversation are always told", () => {
  const known = new KnownContext();
  expect(known.isNews(SNAPSHOT)).toBe(true);
  expect(known.isNews(context())).toBe(false);
  expect(known.isNews(SNAPSHOT)).toBe(true);
  const append: HostMessage = { kind: "change", change: { kind: "append", id: "a", text: "x" } };
  expect([known.isNews(append), known.isNews(append)]).toEqual([true, true]);
});
