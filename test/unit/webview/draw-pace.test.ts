/** Drawing what streams in leaves the thread free; what the user does is drawn at once. */
import { describe, expect, it } from "vitest";
import { DrawPace, type PageClock } from "../../../src/webview/draw-pace.ts";
import { FakeClock } from "../engine/fake-clock.ts";

/** Frames come when the test says so; drawing takes `costMs`. */
function page(costMs: number) {
  const clock = new FakeClock();
  const before: (() => void)[] = [];
  const after: (() => void)[] = [];
  let drawn = 0;
  const pageClock: PageClock = {
    now: () => clock.now(),
    beforeFrame: (run) => void before.push(run),
    afterFrame: (run) => void after.push(run),
    after: (ms, run) => clock.after(ms, run),
  };
  const pace = new DrawPace(() => {
    drawn++;
    clock.advance(costMs);
  }, pageClock);
  const frame = (): void => {
    for (const run of [...before.splice(0), ...after.splice(0)]) run();
    for (const run of after.splice(0)) run();
  };
  return { pace, clock, frame, drawn: () => drawn };
}

describe("DrawPace", () => {
  it("draws once per frame, however often it is asked", () => {
    const { pace, frame, drawn } = page(1);
    pace.atOnce();
    pace.soon();
    pace.atOnce();
    expect(drawn()).toBe(0);
    frame();
    expect(drawn()).toBe(1);
    frame();
    expect(drawn()).toBe(1);
  });

  it("rests nine times as long as a drawing took before it draws more of the same", () => {
    const { pace, clock, frame, drawn } = page(20);
    pace.soon();
    frame();
    pace.soon();
    pace.soon();
    frame();
    expect(drawn()).toBe(1);
    clock.advance(179);
    frame();
    expect(drawn()).toBe(1);
    clock.advance(1);
    frame();
    expect(drawn()).toBe(2);
    expect(clock.waiting).toBe(0);
  });

  it("draws what the user does while it rests, and then not once more", () => {
    const { pace, clock, frame, drawn } = page(20);
    pace.soon();
    frame();
    pace.soon();
    pace.atOnce();
    frame();
    expect(drawn()).toBe(2);
    clock.advance(1000);
    frame();
    expect(drawn()).toBe(2);
  });

  it("rests half a second at most", () => {
    const { pace, clock, frame, drawn } = page(900);
    pace.soon();
    frame();
    pace.soon();
    clock.advance(500);
    frame();
    expect(drawn()).toBe(2);
  });
});
