/** A window of VS Code in the browser, driven as a user drives it: by what is on the screen and by keys. */
import { basename } from "node:path";
import type { BrowserContext, Locator, Page } from "playwright-core";
import type { CodeServer } from "../support/code-server.ts";
import { GhostText } from "./ghost-text.ts";

/** A cold start on a machine that has other work. */
const START_MS = 120_000;
const QUICK_INPUT_MS = 5000;
const QUICK_INPUT_ATTEMPTS = 4;

export interface OpenOptions {
  readonly folder: string;
  /** Opened at once, absolute. */
  readonly file?: string;
}

export class Workbench {
  readonly page: Page;
  readonly ghost: GhostText;

  private constructor(page: Page) {
    this.page = page;
    this.ghost = new GhostText(page);
  }

  /**
   * Opens a window and waits until Gemwright's status bar item is there: text typed earlier is never completed.
   * `script` runs in the page before VS Code does.
   */
  static async open(
    context: BrowserContext,
    server: CodeServer,
    options: OpenOptions,
    script?: string,
  ): Promise<Workbench> {
    const page = await context.newPage();
    if (script !== undefined) await page.addInitScript(script);
    const workbench = new Workbench(page);
    await workbench.goto(server, options);
    return workbench;
  }

  async goto(server: CodeServer, { folder, file }: OpenOptions): Promise<void> {
    const payload = file === undefined ? [] : [["openFile", server.remoteUri(file)] as const];
    await this.page.goto(server.folderUrl(folder, payload));
    await this.status("Gemwright:", START_MS);
    if (file !== undefined) await this.page.locator(".monaco-editor .view-lines").first().waitFor();
  }

  /** Waits until the status bar item holds these words. */
  async status(words: string | RegExp, limitMs = 40_000): Promise<Locator> {
    const item = this.page.locator(".statusbar-item", { hasText: words }).first();
    await item.waitFor({ timeout: limitMs });
    return item;
  }

  /** Opens the box that `key` opens, and writes in it. One that was just used may still be fading out. */
  private async quickInput(key: string, text: string): Promise<void> {
    const input = this.page.locator(".quick-input-widget:not([inert]) input").first();
    for (let attempt = 1; ; attempt += 1) {
      await this.page.keyboard.press(key);
      try {
        await input.fill(text, { timeout: QUICK_INPUT_MS });
        return;
      } catch (error) {
        if (attempt === QUICK_INPUT_ATTEMPTS) throw error;
      }
    }
  }

  /** Runs a command from the palette by its title. */
  async command(title: string): Promise<void> {
    await this.quickInput("F1", `>${title}`);
    const row = this.page.locator(".quick-input-list .monaco-list-row", { hasText: title }).first();
    await row.waitFor();
    await this.page.keyboard.press("Enter");
    // Taken: a key pressed before could open the palette that is about to close.
    await row.waitFor({ state: "hidden" });
  }

  /** Waits until a model is ready whose name holds `words`; asks for it to be loaded when it is not. */
  async loadModel(words: string): Promise<void> {
    // A setting written to disk is noticed a moment later; before that the command asks for a file.
    await this.status(/Gemwright: (?!no model|indexing|starting)/);
    await this.command("Gemwright: Load the model");
    await this.status(new RegExp(`Gemwright: ready.*${words}`));
  }

  /** Opens a file of the workspace by its name. */
  async openFile(name: string): Promise<void> {
    await this.quickInput("Control+P", name);
    // Clicked, not entered: the row in front may still be the one of the empty search.
    await this.page.locator(".quick-input-list .monaco-list-row", { hasText: name }).first().click();
    await this.page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
    await this.page.locator(".editor-group-container.active .monaco-editor .view-lines").first().click();
  }

  /** Opens any file of this machine by its absolute path, however new it is. */
  async openPath(path: string): Promise<void> {
    const name = basename(path);
    await this.quickInput("Control+P", path);
    await this.page.locator(".quick-input-list .monaco-list-row", { hasText: name }).first().click();
    await this.page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
  }

  /** Puts the cursor of the active editor there, 1-based. */
  async moveTo(line: number, column: number): Promise<void> {
    await this.quickInput("Control+G", `:${line}:${column}`);
    await this.page.keyboard.press("Enter");
    await this.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
    await this.page
      .locator("#status\\.editor\\.selection", { hasText: `Ln ${line}, Col ${column}` })
      .waitFor();
  }

  /** Goes to the end of the active file and types. */
  async typeAtEnd(text: string): Promise<void> {
    await this.page.keyboard.press("Control+End");
    await this.page.keyboard.type(text, { delay: 20 });
  }

  /** The suggestion that is shown, its lines joined by `\n`; waits for one. */
  async ghostText(): Promise<string> {
    return this.ghost.settled();
  }

  /** The line the active editor's cursor is in, 1-based, as the status bar says. */
  async cursorLine(): Promise<number> {
    const label = await this.page.locator("#status\\.editor\\.selection").innerText();
    return Number(/Ln (\d+)/.exec(label)?.[1] ?? 0);
  }

  /** The whole text of the active editor, by way of the clipboard. */
  async activeText(): Promise<string> {
    await this.page.locator(".editor-group-container.active .view-line").first().click();
    await this.page.keyboard.press("Control+A");
    await this.page.keyboard.press("Control+C");
    const text = await this.page.evaluate<string>("navigator.clipboard.readText()");
    await this.page.keyboard.press("Control+Home");
    return text;
  }

  /** Name of the file in front. */
  async activeFile(): Promise<string> {
    return (await this.page.locator(".tab.active").first().getAttribute("data-resource-name")) ?? "";
  }

  /** Opens a terminal whose shell reports its commands, and runs one line in it. */
  async runInTerminal(line: string): Promise<void> {
    const ready = this.page.locator(".terminal-wrapper.active .xterm-helper-textarea");
    if ((await ready.count()) === 0) {
      await this.command("Terminal: Create New Terminal");
      await ready.waitFor({ state: "attached" });
      // Shell integration sits in the prompt; a line typed before the first prompt is not reported.
      await this.page.waitForTimeout(2500);
    }
    await this.page.locator(".terminal-wrapper.active .xterm").first().click();
    await this.page.keyboard.type(line, { delay: 5 });
    await this.page.keyboard.press("Enter");
  }

  /** Leaves the window but keeps its tab: the page may say goodbye to the server. */
  async leave(): Promise<void> {
    await this.page.goto("about:blank");
  }

  /** Closes the window as closing its tab does. */
  async close(): Promise<void> {
    await this.leave();
    await this.page.close();
  }
}
