/** The menu behind the status bar item, as a user sees it: rows of one list, whose pages change in place. */
import type { Locator } from "playwright-core";
import type { Workbench } from "./workbench.ts";

const ATTEMPTS = 4;
const TRY_MS = 3000;

export class Menu {
  readonly #window: Workbench;
  readonly #widget: Locator;

  constructor(window: Workbench) {
    this.#window = window;
    this.#widget = window.page.locator(".quick-input-widget:not([inert])");
  }

  /** While a window starts, items of the status bar move: a click may meet another one. */
  async open(): Promise<void> {
    await persist(async () => {
      await (await this.#window.status("Gemwright:")).click();
      await this.row("Model").waitFor({ timeout: TRY_MS });
    });
  }

  /** Through whatever page is open, and whatever else Escape closes first. */
  async close(): Promise<void> {
    const { page } = this.#window;
    if (await this.#back.isVisible()) await this.back();
    await persist(async () => {
      await page.keyboard.press("Escape");
      await this.#widget.waitFor({ state: "hidden", timeout: TRY_MS });
    });
  }

  /** The first row whose label begins so. */
  row(label: string): Locator {
    const name = this.#window.page.locator(".label-name", {
      hasText: new RegExp(`^${literally(label)}`),
    });
    return this.#widget.locator(".quick-input-list .monaco-list-row").filter({ has: name }).first();
  }

  /** The row that Enter chooses. */
  focused(label: string): Locator {
    return this.row(label).and(this.#window.page.locator(".focused"));
  }

  /** The label of a row with its state, as it is read out. */
  async said(label: string): Promise<string> {
    return (await this.row(label).getAttribute("aria-label")) ?? "";
  }

  /** A section of the first page. */
  async section(label: string): Promise<void> {
    await this.row(label).click();
    await this.#back.waitFor();
    // No row is under the pointer: that would look like a second choice.
    await this.#window.page.mouse.move(0, 0);
  }

  /** By the button in the title. */
  async back(): Promise<void> {
    await this.#back.click();
    await this.#back.waitFor({ state: "hidden" });
  }

  /** What a user does who knows a word of it: types that, and takes the first row. */
  async find(word: string, label: string): Promise<void> {
    await this.open();
    await this.#widget.locator("input").first().fill(word);
    await this.focused(label).waitFor();
    await this.#window.page.keyboard.press("Enter");
  }

  /** Pixels of the list that are out of sight. */
  async hidden(): Promise<number> {
    const rows = this.#widget.locator(".quick-input-list .monaco-list-rows");
    const list = this.#widget.locator(".quick-input-list .monaco-list");
    const [all, seen] = [(await rows.boundingBox())?.height, (await list.boundingBox())?.height];
    return Math.max(0, (all ?? 0) - (seen ?? 0));
  }

  /** Of a label and of what it stands on, as CSS has computed them. */
  async colors(label: string): Promise<{ readonly text: string; readonly background: string }> {
    return await this.row(label)
      .locator(".label-name")
      .evaluate((element) => {
        const styleOf = (of: typeof element) => of.ownerDocument.defaultView?.getComputedStyle(of);
        let below: typeof element | null = element;
        let background = "";
        while (below !== null && !/^(?:#|rgb\()/.test(background)) {
          background = styleOf(below)?.backgroundColor ?? "";
          below = below.parentElement;
        }
        return { text: styleOf(element)?.color ?? "", background };
      });
  }

  get #back(): Locator {
    return this.#widget.locator('.quick-input-titlebar [aria-label^="Back"]');
  }
}

/** Does it again while it fails, as a user would. */
async function persist(attempt: () => Promise<void>): Promise<void> {
  for (let left = ATTEMPTS - 1; ; left -= 1) {
    try {
      await attempt();
      return;
    } catch (error) {
      if (left === 0) throw error;
    }
  }
}

/** For a regular expression that means just this text. */
function literally(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
