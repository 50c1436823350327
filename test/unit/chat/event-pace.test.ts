/** Tokens are joined on their way to the editor; nothing of them is lost or late for long. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ChatEvent } from "../../../src/protocol/lsp.ts";
import { EventPace } from "../../../src/server/chat/event-pace.ts";
import { FakeClock } from "../engine/fake-clock.ts";

function paced() {
  const clock = new FakeClock();
  const events: ChatEvent[] = [];
  return { clock, events, pace: new EventPace((event) => events.push(event), clock) };
}

const text = (said: string): ChatEvent => ({ id: "1", kind: "text", text: said });
const thought = (said: string): ChatEvent => ({ id: "1", kind: "thought", text: said });

describe("EventPace", () => {
  it("sends the first token at once, and joins those that follow quickly", () => {
    const { pace, clock, events } = paced();
    pace.push(text("a"));
    expect(events).toEqual([text("a")]);
    pace.push(text("b"));
    pace.push(text("c"));
    expect(events).toHaveLength(1);
    clock.advance(100);
    expect(events).toEqual([text("a"), text("bc")]);
  });

  it("lets each token of a slow model through at once", () => {
    const { pace, clock, events } = paced();
    for (const said of ["a", "b", "c"]) {
      pace.push(text(said));
      expect(events.at(-1)).toEqual(text(said));
      clock.advance(100);
    }
    expect(events).toHaveLength(3);
    expect(clock.waiting).toBe(0);
  });

  it("never joins a thought with an answer, and keeps the order with other events", () => {
    const { pace, events } = paced();
    const prefill: ChatEvent = { id: "1", kind: "prefill", done: 1, total: 2 };
    for (const event of [thought("a"), thought("b"), text("c"), prefill, text("d")]) pace.push(event);
    pace.flush();
    expect(events).toEqual([thought("a"), thought("b"), text("c"), prefill, text("d")]);
  });

  it("loses nothing, whatever comes when", () => {
    const step = fc.oneof(
      fc.constantFrom("text" as const, "thought" as const).map((kind) => ({ kind })),
      fc.nat(200).map((ms) => ({ kind: "wait" as const, ms })),
    );
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const { pace, clock, events } = paced();
        const pushed: ChatEvent[] = [];
        for (const [index, each] of steps.entries()) {
          if (each.kind === "wait") clock.advance(each.ms);
          else pushed.push({ id: "1", kind: each.kind, text: `${index},` });
          const last = pushed.at(-1);
          if (each.kind !== "wait" && last !== undefined) pace.push(last);
        }
        pace.flush();
        expect(said(events)).toBe(said(pushed));
      }),
    );
  });
});

/** The texts in order, with a mark where thought and answer change. */
function said(events: readonly ChatEvent[]): string {
  let kind = "";
  return events
    .map((event) => {
      if (event.kind !== "text" && event.kind !== "thought") return "";
      const mark = event.kind === kind ? "" : `<${event.kind}>`;
      kind = event.kind;
      return mark + event.text;
    })
    .join("");
}
