/** The ghost text of the active editor as a user sees it, at one moment, after a while, or in every frame. */
import { strict as assert } from "node:assert";
import type { Page } from "playwright-core";

/** The part in the cursor's line, then the lines below it; runs in the page. Notebooks lie outside their group. */
export const GHOST_TEXT = `(() => {
  const text = (element) => element.textContent.replaceAll("\\u00a0", " ");
  const first = [...document.querySelectorAll(".ghost-text-decoration, .ghost-text-decoration-preview")];
  const below = [...document.querySelectorAll(".suggest-preview-text .view-line")];
  const parts = first.length === 0 && below.length === 0 ? [] : [first.map(text).join(""), ...below.map(text)];
  return parts.join("\\n");
})()`;

/** One drawn frame. */
export interface Frame {
  readonly ghost: string;
  /** The cursor's line as drawn, ghost text included. */
  readonly line: string;
}

/** Asked for so long before it is said that nothing comes: a generation of the practice model takes a tenth. */
const NOTHING_MS = 1500;
const LIMIT_MS = 20_000;

export class GhostText {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Empty when there is none. */
  now(): Promise<string> {
    return this.#page.evaluate<string>(GHOST_TEXT);
  }

  /** Waits for a suggestion that grows no more. */
  async settled(): Promise<string> {
    const deadline = Date.now() + LIMIT_MS;
    let before = "";
    for (;;) {
      const now = await this.now();
      if (now !== "" && now === before) return now;
      assert.ok(Date.now() < deadline, `no ghost text within ${LIMIT_MS / 1000} s`);
      before = now;
      await this.#page.waitForTimeout(150);
    }
  }

  /** Waits until exactly this is shown; empty = until nothing is. */
  async becomes(wanted: string): Promise<void> {
    const deadline = Date.now() + LIMIT_MS;
    for (;;) {
      const now = await this.now();
      if (now === wanted) return;
      assert.ok(
        Date.now() < deadline,
        `the ghost text is ${JSON.stringify(now)}, not ${JSON.stringify(wanted)}`,
      );
      await this.#page.waitForTimeout(50);
    }
  }

  /** Presses the key for another suggestion until this one is shown: the others may still be on their way. */
  async cycledTo(wanted: string, key: string): Promise<void> {
    const deadline = Date.now() + LIMIT_MS;
    while (Date.now() < deadline) {
      await this.#page.keyboard.press(key);
      for (let look = 0; look < 20; look += 1) {
        if ((await this.now()) === wanted) return;
        await this.#page.waitForTimeout(50);
      }
    }
    assert.equal(await this.now(), wanted);
  }

  /** Fails when any suggestion appears in the time a suggestion would need. */
  async staysAway(): Promise<void> {
    const frames = await this.during(() => this.#page.waitForTimeout(NOTHING_MS));
    const seen = frames.find(({ ghost }) => ghost !== "");
    assert.equal(seen, undefined, `ghost text ${JSON.stringify(seen?.ghost)}`);
  }

  /** Waits until a frame was drawn with exactly this; only during {@link during}. */
  async drawn(wanted: string): Promise<void> {
    const deadline = Date.now() + LIMIT_MS;
    for (;;) {
      const last = await this.#page.evaluate<string | undefined>("window.gwFrames.at(-1)?.ghost");
      if (last === wanted) return;
      assert.ok(Date.now() < deadline, `drawn is ${JSON.stringify(last)}, not ${JSON.stringify(wanted)}`);
      await this.#page.waitForTimeout(20);
    }
  }

  /** Every frame that is drawn while `action` runs. */
  async during(action: () => Promise<unknown>): Promise<readonly Frame[]> {
    await this.#page.evaluate(`(() => {
      const frames = [];
      window.gwFrames = frames;
      const look = () => {
        if (window.gwFrames !== frames) return;
        const line = [...document.querySelectorAll(".editor-group-container.active .view-lines .view-line")]
          .find((element) => element.getBoundingClientRect().top === window.gwTop?.());
        frames.push({ ghost: ${GHOST_TEXT}, line: (line?.textContent ?? "").replaceAll("\\u00a0", " ") });
        requestAnimationFrame(look);
      };
      window.gwTop = () =>
        document.querySelector(".editor-group-container.active .cursors-layer .cursor")?.getBoundingClientRect().top;
      requestAnimationFrame(look);
    })()`);
    await action();
    return this.#page.evaluate<Frame[]>(
      "(() => { const frames = window.gwFrames; window.gwFrames = []; return frames; })()",
    );
  }
}
