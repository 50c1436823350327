import { setImmediate as turn } from "node:timers/promises";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LANES, type Lane } from "../../../src/protocol/engine.ts";
import { LaneGate } from "../../../src/sidecar/lanes/gate.ts";
import { LeasePool, type Slot } from "../../../src/sidecar/lanes/lease.ts";
import { QueueCounter } from "../../../src/sidecar/lanes/queue.ts";

const never = new AbortController().signal;

/** A request of `steps` steps that writes its name for every step. */
async function request(gate: LaneGate, lane: Lane, steps: number, note: () => void): Promise<void> {
  const ticket = gate.open(lane);
  try {
    for (let step = 0; step < steps; step++) {
      await ticket.step(never, async () => {
        note();
        await turn();
      });
    }
  } finally {
    ticket.close();
  }
}

describe("the gate", () => {
  it("lets a completion go between two tokens of a chat, and lets it finish", async () => {
    const gate = new LaneGate();
    const order: string[] = [];
    const chat = request(gate, "chat", 4, () => order.push("chat"));
    await turn();
    const completion = request(gate, "completion", 3, () => order.push("completion"));
    await Promise.all([chat, completion]);
    const first = order.indexOf("completion");
    expect(order.slice(first, first + 3)).toEqual(["completion", "completion", "completion"]);
    expect(first).toBeLessThan(3);
    expect(order).toHaveLength(7);
  });

  it("alternates between requests of one lane", async () => {
    const gate = new LaneGate();
    const order: string[] = [];
    await Promise.all([
      request(gate, "chat", 3, () => order.push("a")),
      request(gate, "chat", 3, () => order.push("b")),
    ]);
    expect(order.join("")).toBe("ababab");
  });

  it("drops an aborted waiter at once and never runs its work", async () => {
    const gate = new LaneGate();
    const first = gate.open("chat");
    const second = gate.open("chat");
    const abort = new AbortController();
    let release: () => void = () => undefined;
    const held = first.step(never, () => new Promise<void>((resolve) => (release = resolve)));
    let ran = false;
    const waiting = second.step(abort.signal, () => {
      ran = true;
      return Promise.resolve();
    });
    abort.abort(new Error("typed on"));
    await expect(waiting).rejects.toThrow("typed on");
    release();
    await held;
    expect(ran).toBe(false);
    await expect(first.step(never, () => Promise.resolve("goes on"))).resolves.toBe("goes on");
  });

  it("goes on after work that throws", async () => {
    const gate = new LaneGate();
    const ticket = gate.open("completion");
    await expect(ticket.step(never, () => Promise.reject(new Error("decode")))).rejects.toThrow("decode");
    await expect(ticket.step(never, () => Promise.resolve(1))).resolves.toBe(1);
  });

  it("runs one step at a time, all steps, no lower lane while a higher one is open", async () => {
    const requests = fc.array(
      fc.record({ lane: fc.constantFrom(...LANES), steps: fc.integer({ min: 1, max: 5 }), delay: fc.nat(3) }),
      { minLength: 1, maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(requests, async (plan) => {
        const gate = new LaneGate();
        const open: Record<Lane, number> = { completion: 0, chat: 0, background: 0 };
        let running = 0;
        let done = 0;
        const run = async ({ lane, steps, delay }: (typeof plan)[number]): Promise<void> => {
          for (let wait = 0; wait < delay; wait++) await turn();
          open[lane]++;
          const ticket = gate.open(lane);
          for (let step = 0; step < steps; step++) {
            await ticket.step(never, async () => {
              for (const higher of LANES.slice(0, LANES.indexOf(lane))) expect(open[higher]).toBe(0);
              expect(++running).toBe(1);
              await Promise.resolve();
              running--;
              done++;
            });
          }
          open[lane]--;
          ticket.close();
        };
        await Promise.all(plan.map(run));
        expect(done).toBe(plan.reduce((sum, { steps }) => sum + steps, 0));
      }),
    );
  });
});

describe("leases", () => {
  const anyFree = (slots: readonly Slot<string>[]): string | undefined =>
    slots.find((slot) => !slot.busy)?.item;

  it("serves waiters by lane, then in order", async () => {
    const pool = new LeasePool(["only"]);
    const first = await pool.acquire({ lane: "background", signal: never, choose: anyFree });
    const order: string[] = [];
    const wait = async (lane: Lane, name: string): Promise<void> => {
      const lease = await pool.acquire({ lane, signal: never, choose: anyFree });
      order.push(name);
      lease.release();
    };
    const all = [wait("background", "d"), wait("chat", "b"), wait("completion", "a"), wait("chat", "c")];
    expect(first.contested).toBe(true);
    first.release();
    await Promise.all(all);
    expect(order.join("")).toBe("abcd");
  });

  it("forgets a waiter that was cancelled, and says when a holder is leaving", async () => {
    const pool = new LeasePool(["only"]);
    const holding = new AbortController();
    const lease = await pool.acquire({ lane: "chat", signal: holding.signal, choose: anyFree });
    let seen: readonly Slot<string>[] = [];
    const waiting = new AbortController();
    holding.abort();
    const second = pool.acquire({
      lane: "chat",
      signal: waiting.signal,
      choose: (slots) => {
        seen = slots;
        return anyFree(slots);
      },
    });
    expect(seen).toEqual([{ item: "only", busy: true, leaving: true }]);
    waiting.abort(new Error("gone"));
    await expect(second).rejects.toThrow("gone");
    lease.release();
    lease.release();
    await expect(pool.acquire({ lane: "chat", signal: never, choose: anyFree })).resolves.toBeDefined();
  });
});

it("counts requests per lane until they end or are aborted", () => {
  const counter = new QueueCounter();
  const abort = new AbortController();
  const leave = counter.enter("chat", never);
  counter.enter("completion", abort.signal);
  expect(counter.counts).toEqual({ completion: 1, chat: 1, background: 0 });
  abort.abort();
  leave();
  leave();
  expect(counter.counts).toEqual({ completion: 0, chat: 0, background: 0 });
});
