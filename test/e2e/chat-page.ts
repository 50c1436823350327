/** The chat of one window: the page inside VS Code's webview, by its labels. */
import type { FrameLocator, Locator } from "playwright-core";
import type { Workbench } from "./workbench.ts";

/** Words of an answer that begins with a long thought, on a machine that has other work. */
export const LATER = { timeout: 60_000 } as const;

/** Open notebooks have a web view too. */
const CHAT_VIEW = 'iframe.webview.ready[src*="extensionId=gemwright.gemwright"]';

export class ChatPage {
  readonly #window: Workbench;

  constructor(window: Workbench) {
    this.#window = window;
  }

  /** Shows the chat with the cursor in its box. */
  async open(): Promise<void> {
    await this.#window.command("Gemwright: Open chat");
    await this.box.waitFor();
  }

  async startNew(): Promise<void> {
    await this.#window.command("Gemwright: New chat");
    await this.answers.first().waitFor({ state: "detached" });
    await this.box.waitFor();
  }

  get frame(): FrameLocator {
    return this.#window.page.frameLocator(CHAT_VIEW).first().frameLocator("#active-frame");
  }

  get box(): Locator {
    return this.frame.getByLabel("Message to Gemwright");
  }

  get answers(): Locator {
    return this.frame.locator("article.answer");
  }

  get lastAnswer(): Locator {
    return this.answers.last();
  }

  /** Text of the last answer, without thought, sources and buttons. */
  get lastText(): Locator {
    return this.lastAnswer.locator(":scope > .markdown");
  }

  get failureCard(): Locator {
    return this.frame.locator("article.failure").last();
  }

  button(name: string): Locator {
    return this.frame.getByRole("button", { name });
  }

  async ask(question: string): Promise<void> {
    await this.box.fill(question);
    await this.box.press("Enter");
  }

  /** Waits until the last answer is in this state, e.g. `done`. */
  async state(state: string, limitMs = 30_000): Promise<void> {
    await this.frame.locator(`article.answer[data-state="${state}"]`).last().waitFor({ timeout: limitMs });
    await this.lastAnswer.and(this.frame.locator(`[data-state="${state}"]`)).waitFor({ timeout: limitMs });
  }

  /** Stops the answer; one that just came to its end by itself has ended, too. */
  async end(): Promise<void> {
    await this.button("Stop")
      .click({ timeout: 2000 })
      .catch(() => undefined);
    await this.frame
      .locator('article.answer:is([data-state="stopped"], [data-state="done"])')
      .last()
      .waitFor();
    await this.button("Stop").waitFor({ state: "detached" });
  }
}
